"""The web process opens nothing in the folder of snapshots, whatever page is asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys, datetime, pathlib
sys.path[:0] = [{root!r}, {tests!r}]
data = pathlib.Path({data!r})

def forbid(event, arguments):
    if event in ("open", "os.listdir", "os.scandir") and "snapshots" in str(arguments[0]):
        raise PermissionError(f"the web process touched {{arguments[0]}}")

sys.addaudithook(forbid)
try:
    open(data / "snapshots" / "manifest.json")
except PermissionError:
    print("guarded")
from common.clock import FixedClock
from common.database import open_address
from common.migrate import migrate
from site_factory import DOCUMENT, make_site
from assistant.actions import create_draft
from web.accounts.actions import get_account
engine = open_address(f"sqlite:///{{data / 'registerlots.sqlite3'}}")
migrate(engine)
site = make_site(engine, data, FixedClock(datetime.datetime(2026, 1, 12, 8, tzinfo=datetime.UTC)))
draft = create_draft(engine, get_account(engine, "beda").actor, site.clock, document=DOCUMENT).id
pages = ["/", "/katalog", "/register/lmed", "/bestall", *(f"/bestall/{{draft}}{{page}}" for page in ("", "/tabeller", "/kontroll", "/prova", "/skicka"))]
beda, hanna, gunnar = site.person("beda"), site.person("hanna"), site.person("gunnar")
answers = [beda.get(page).status_code for page in pages] + [hanna.get("/handlaggning").status_code, gunnar.get("/granskning").status_code]
print(set(answers))
print([name for name in sys.modules if name == "duckdb" or name.startswith(("jobs.microdata", "jobs.compute", "jobs.worker", "jobs.execution"))])
"""


def test_every_page_is_answered_with_the_snapshot_folder_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "snapshots").mkdir()
    (tmp_path / "snapshots" / "manifest.json").write_text("{}")
    program = PROGRAM.format(root=str(ROOT), tests=str(ROOT / "tests"), data=str(tmp_path))
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split("\n")[:3] == ["guarded", "{200}", "[]"]
