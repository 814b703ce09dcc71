"""The web process runs with the snapshot folder unreadable: it has neither the code nor the setting to find it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from common.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys
from common.clock import SystemClock
from common.database import open_database
from common.settings import Settings
from web.app import create_app
import pathlib, os
snapshots = pathlib.Path(sys.argv[1])
try:
    list(snapshots.iterdir())
    print("readable")
except PermissionError:
    print("unreadable")
settings = Settings()
client = create_app(settings, open_database(settings), SystemClock()).test_client()
print([client.get(page).status_code for page in ("/", "/katalog", "/exempel/nya-anvandare-adhd", "/en/", "/health")])
print([name for name in sys.modules if name.startswith(("jobs.microdata", "jobs.compute", "jobs.worker", "duckdb"))])
"""


def test_the_open_zone_has_no_setting_for_the_snapshots() -> None:
    assert not [name for name in Settings.model_fields if "snapshot" in name or "microdata" in name]


def test_pages_are_served_while_the_snapshots_are_unreadable(tmp_path: Path) -> None:
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("running as root without setpriv to step down")
    data = tmp_path / "data"
    environment = {**os.environ, "REGISTERLOTS_DATA": str(data), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}  # noqa: TID251
    for command in (["migrate"], ["catalogue", "load"]):
        subprocess.run([sys.executable, "-W", "ignore", str(ROOT / "registerlots.py"), *command], env=environment, check=True, capture_output=True)
    snapshots = data / "snapshots"
    snapshots.mkdir()
    step_down: list[str] = []
    if os.geteuid() == 0:
        for path in [tmp_path, *tmp_path.rglob("*")]:
            os.chown(path, 65534, 65534)
        os.chown(snapshots, 0, 0)
        step_down = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        for parent in tmp_path.parents:
            if parent.stat().st_uid == 0 and parent != Path("/tmp") and not parent.stat().st_mode & 0o001:
                parent.chmod(parent.stat().st_mode | 0o011)
    snapshots.chmod(0)
    command = [*step_down, sys.executable, "-W", "ignore", "-c", PROGRAM, str(snapshots)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path, check=False)
    snapshots.chmod(0o755)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines() == ["unreadable", "[200, 200, 200, 200, 200]", "[]"]
