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
