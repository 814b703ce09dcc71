"""Shared fixtures: a clock that stands still, a database with the migrations run, the folder of outside test data."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from common.clock import FixedClock

SHARED = Path(os.environ.get("REGISTERLOTS_SHARED", Path(__file__).resolve().parents[2] / "shared" / "data"))


@pytest.fixture
def clock() -> FixedClock:
    """12 January 2026, 08:00 UTC."""
    return FixedClock(datetime(2026, 1, 12, 8, tzinfo=UTC))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real code lists, schemas and cases; the test is skipped with a reason where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"no outside test data at {SHARED}; set REGISTERLOTS_SHARED to use it")
    return SHARED
