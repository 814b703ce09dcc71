"""The database engine and its transactions; with the store modules the only place that knows SQL.

SQLite in WAL mode by default, PostgreSQL by one setting; the same rows, migrations and tests on both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine as Engine
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session as Session

from common.errors import SystemFailed
from common.settings import Settings

LOCK_WAIT_SECONDS = 30
POSTGRES_DISK_FULL = "53100"


def open_database(settings: Settings) -> Engine:
    """The engine of the configured database; a SQLite file's folder is made when missing."""
    return open_address(settings.database_address)


def open_address(address: str, lock_wait_seconds: float = LOCK_WAIT_SECONDS) -> Engine:
    """An engine for an address (`sqlite:///…`, `postgresql+psycopg://…`); a writer waits so many seconds for another."""
    if not address.startswith("sqlite"):
        return create_engine(address.replace("postgresql://", "postgresql+psycopg://", 1), pool_pre_ping=True)
    engine = create_engine(address, connect_args={"timeout": lock_wait_seconds, "check_same_thread": False})
    if engine.url.database:
        _make_folder(engine.url.database)
    event.listen(engine, "connect", _configure_sqlite)
    return engine


def _make_folder(path: str) -> None:
    from pathlib import Path  # noqa: PLC0415 - only a file database needs a folder

    Path(path).parent.mkdir(parents=True, exist_ok=True)


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see transaction()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One writing transaction: committed at the end of the block, rolled back when it raises.

    On SQLite the write lock is taken at the start (`BEGIN IMMEDIATE`), so two writers queue instead of failing half-way.
    Raises SystemFailed `database.error.full` when its disk is full, `database.error.unavailable` when it is locked or unreachable; nothing was written then.
    """
    with Session(engine, expire_on_commit=False) as session:
        try:
            if engine.dialect.name == "sqlite":
                session.connection().execute(text("BEGIN IMMEDIATE"))
            yield session
            session.commit()
        except OperationalError as error:
            session.rollback()
            raise _failed(error) from error
        except BaseException:
            session.rollback()
            raise


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A read-only transaction: one consistent picture, nothing can be written."""
    is_sqlite = engine.dialect.name == "sqlite"
    begin = ("BEGIN", "PRAGMA query_only=ON") if is_sqlite else ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",)
    try:
        with engine.connect() as connection:
            for statement in begin:
                connection.execute(text(statement))
            try:
                with Session(connection, expire_on_commit=False) as session:
                    yield session
            finally:
                connection.rollback()
                if is_sqlite:  # the connection goes back to the pool and may write for the next one
                    connection.execute(text("PRAGMA query_only=OFF"))
                    connection.rollback()
    except OperationalError as error:
        raise _failed(error) from error


def _failed(error: OperationalError) -> SystemFailed:
    """What an administrator must do about it: waiting helps against a lock, never against a full disk."""
    if _is_full(error.orig):
        return SystemFailed("database.error.full")
    return SystemFailed("database.error.unavailable", reason=type(error.orig).__name__)


def _is_full(error: object) -> bool:
    """Whether a driver's error says that the disk of the database is full."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL or getattr(error, "sqlstate", None) == POSTGRES_DISK_FULL


def stamp(moment: datetime) -> str:
    """A moment as stored: ISO 8601, UTC, microseconds, `Z`; sorts as text in every database."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_stamp(value: str) -> datetime:
    """The moment of a stored stamp."""
    return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
