"""Shared fixtures: a clock that stands still, a migrated database on SQLite and on PostgreSQL, the folder of outside test data."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import postgres
import pytest
from sqlalchemy import Engine, create_engine, text

from common.clock import FixedClock
from common.database import open_address
from common.migrate import migrate

SHARED = Path(os.environ.get("REGISTERLOTS_SHARED", Path(__file__).resolve().parents[2] / "shared" / "data"))  # noqa: TID251 - tests only


@pytest.fixture
def clock() -> FixedClock:
    """12 January 2026, 08:00 UTC."""
    return FixedClock(datetime(2026, 1, 12, 8, tzinfo=UTC))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real code lists, schemas and cases; the test is skipped with a reason where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("no outside test data beside the checkout; set REGISTERLOTS_SHARED to use it")
    return SHARED


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("database") / "template.sqlite3"
    engine = open_address(f"sqlite:///{path}")
    migrate(engine)
    with engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """The socket folder of a cluster whose database `template` is migrated."""
    reason = postgres.missing()
    if reason:
        pytest.skip(reason)
    with postgres.cluster() as host:
        _execute(host, "postgres", "CREATE DATABASE template")
        engine = open_address(f"postgresql://registerlots@/template?host={host}")
        migrate(engine)
        engine.dispose()
        yield host


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A fresh, migrated database; the test runs once on SQLite and once on PostgreSQL."""
    yield from _engine(request, request.param, tmp_path)


@pytest.fixture
def sqlite_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A fresh, migrated SQLite database, where the kind of database does not matter."""
    yield from _engine(request, "sqlite", tmp_path)


def _engine(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[Engine]:
    if kind == "sqlite":
        path = tmp_path / "registerlots.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        made = open_address(f"sqlite:///{path}")
    else:
        host, name = request.getfixturevalue("postgres_template"), f"test_{abs(hash(str(tmp_path)))}"
        _execute(host, "postgres", f"CREATE DATABASE {name} TEMPLATE template")
        made = open_address(f"postgresql://registerlots@/{name}?host={host}")
    yield made
    made.dispose()


def _execute(host: str, database: str, statement: str) -> None:
    admin = create_engine(f"postgresql+psycopg://registerlots@/{database}?host={host}", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(statement))
    admin.dispose()
