"""Lint and type checks hold; they are part of the suite, so nobody has to remember them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_ruff_has_nothing_to_say() -> None:
    done = subprocess.run([str(Path(sys.executable).with_name("ruff")), "check", "--output-format", "concise", "."], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_inner_rooms_are_typed() -> None:
    command = [sys.executable, "-m", "mypy", "common", "metadata", "catalog", "assistant", "exports", "jobs"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_migrations_stand_in_one_line() -> None:
    files = sorted((ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    numbers = [path.name[:4] for path in files]
    assert numbers == [f"{number:04d}" for number in range(1, len(files) + 1)], "give the newest migration the next free number"
    for path, before in zip(files, [None, *numbers], strict=False):
        text = path.read_text(encoding="utf-8")
        assert f'revision = "{path.name[:4]}"' in text, path.name
        assert f"down_revision = {before!r}".replace("'", '"') in text, f"{path.name} does not follow on {before}"
