"""An import that is cut short leaves the list that was there, and nothing of itself."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from catalog.editions import audit_event, find_editions, get_edition, load_edition
from catalog.importers.edition import import_edition
from common.actor import SYSTEM
from common.audit.verify import verify_chain
from common.clock import FixedClock
from common.database import open_address, reading, transaction

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "tests" / "samples" / "codes"
TODAY = date(2026, 1, 12)
KILLED = """
import os, sys
from datetime import UTC, date, datetime
from pathlib import Path
from catalog.editions import audit_event, load_edition
from catalog.importers.edition import import_edition
from common.actor import SYSTEM
from common.database import open_address, transaction
imported = import_edition(Path(sys.argv[2]), "ATC", date(2026, 1, 12), "younger", date(2026, 1, 1))
with transaction(open_address(sys.argv[1])) as session:
    load_edition(session, imported, audit_event(imported, SYSTEM, datetime(2026, 1, 12, tzinfo=UTC)), confirmed=True)
    session.flush()
    os._exit(9)
"""


@pytest.fixture
def address(sqlite_template: Path, tmp_path: Path, clock: FixedClock) -> str:
    """A database that holds the NSL sample as an edition of its own."""
    shutil.copy(sqlite_template, tmp_path / "codes.sqlite3")
    address = f"sqlite:///{tmp_path / 'codes.sqlite3'}"
    imported = import_edition(SAMPLES / "nsl_atc-code_mini.xml", "ATC", TODAY, "older", date(2025, 1, 1))
    with transaction(open_address(address)) as session:
        load_edition(session, imported, audit_event(imported, SYSTEM, clock.now()))
    return address


def assert_only_the_older_stands(address: str) -> None:
    with reading(open_address(address)) as session:
        assert [head.label for head in find_editions(session, "ATC")] == ["older"]
        assert get_edition(session, "ATC").label == "older"
        assert verify_chain(session)[1] == []


def test_a_killed_import_keeps_the_older_list(address: str, tmp_path: Path) -> None:
    younger = tmp_path / "younger.tsv"
    younger.write_text("key\tvalue\nN06AB04\tcitalopram\nN06AB06\tsertralin\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", KILLED, address, str(younger)], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == 9
    assert_only_the_older_stands(address)


def test_a_failing_import_keeps_the_older_list(address: str, tmp_path: Path, clock: FixedClock) -> None:
    younger = tmp_path / "younger.tsv"
    younger.write_text("key\tvalue\nN06AB04\tcitalopram\n", encoding="utf-8")
    imported = import_edition(younger, "ATC", TODAY, "younger")
    with pytest.raises(ZeroDivisionError), transaction(open_address(address)) as session:
        load_edition(session, imported, audit_event(imported, SYSTEM, clock.now()), confirmed=True)
        raise ZeroDivisionError
    assert_only_the_older_stands(address)
