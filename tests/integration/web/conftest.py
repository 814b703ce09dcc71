"""A site for each test, and a draft of Beda's on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_factory import DOCUMENT, Site, make_site
from sqlalchemy import Engine

from assistant.actions import create_draft
from common.clock import FixedClock
from web.accounts.actions import get_account


@pytest.fixture
def site(sqlite_engine: Engine, tmp_path: Path, clock: FixedClock) -> Site:
    return make_site(sqlite_engine, tmp_path, clock)


@pytest.fixture
def draft(site: Site) -> str:
    """The id of a complete draft of Beda's."""
    return create_draft(site.engine, get_account(site.engine, "beda").actor, site.clock, document=DOCUMENT).id
