"""A site for each test, and a draft of Beda's on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from site_factory import DOCUMENT, Site, fill, open_site
from sqlalchemy import text

from assistant.actions import create_draft
from common.clock import FixedClock
from common.database import open_address
from web.accounts.actions import get_account


@pytest.fixture(scope="session")
def filled_database(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with content and people, to copy."""
    path = tmp_path_factory.mktemp("site") / "registerlots.sqlite3"
    shutil.copy(sqlite_template, path)
    engine = open_address(f"sqlite:///{path}")
    fill(engine, path.parent, FixedClock(datetime(2026, 1, 12, 8, tzinfo=UTC)))
    with engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    return path


@pytest.fixture
def site(filled_database: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Site]:
    shutil.copy(filled_database, tmp_path / "registerlots.sqlite3")
    engine = open_address(f"sqlite:///{tmp_path / 'registerlots.sqlite3'}")
    yield open_site(engine, tmp_path, clock)
    engine.dispose()


@pytest.fixture
def draft(site: Site) -> str:
    """The id of a complete draft of Beda's."""
    return create_draft(site.engine, get_account(site.engine, "beda").actor, site.clock, document=DOCUMENT).id
