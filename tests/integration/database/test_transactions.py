"""A transaction is whole or not at all: locked, full or failing databases lose nothing and say so."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from common.actor import Actor
from common.audit.event import AuditEvent
from common.audit.store import append, head_of
from common.clock import FixedClock
from common.database import open_address, reading, transaction
from common.errors import SystemFailed


def write(engine: Engine, clock: FixedClock, filler: str = "") -> None:
    with transaction(engine) as session:
        append(session, AuditEvent("test.happened", Actor("anna"), clock.now(), "order", "o1", 1, {"filler": filler}))


def events(engine: Engine) -> int:
    with reading(engine) as session:
        return head_of(session)[0]


def test_a_locked_database_is_a_system_failure_and_nothing_is_written(sqlite_engine: Engine, clock: FixedClock, tmp_path: Path) -> None:
    impatient = open_address(str(sqlite_engine.url), lock_wait_seconds=0.1)
    with sqlite_engine.connect() as holder:
        holder.execute(text("BEGIN EXCLUSIVE"))
        with pytest.raises(SystemFailed, match=r"database\.error\.unavailable"):
            write(impatient, clock)
        holder.execute(text("ROLLBACK"))
    write(impatient, clock)
    assert events(impatient) == 1
    impatient.dispose()


def test_a_full_disk_is_a_system_failure_and_nothing_is_lost(sqlite_engine: Engine, clock: FixedClock) -> None:
    write(sqlite_engine, clock)
    with sqlite_engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
    sqlite_engine.dispose()
    small = open_address(str(sqlite_engine.url))
    with small.connect() as connection:
        connection.execute(text(f"PRAGMA max_page_count={pages}"))
        connection.close()
    with pytest.raises(SystemFailed, match=r"database\.error\.full"), transaction(small) as session:
        session.connection().execute(text(f"PRAGMA max_page_count={pages}"))
        append(session, AuditEvent("test.happened", Actor("anna"), clock.now(), "order", "o1", 1, {"filler": "x" * 2_000_000}))
    small.dispose()
    roomy = open_address(str(sqlite_engine.url))
    assert events(roomy) == 1
    write(roomy, clock)
    assert events(roomy) == 2
    roomy.dispose()


def test_reading_cannot_write(engine: Engine, clock: FixedClock) -> None:
    with pytest.raises((DBAPIError, SystemFailed)), reading(engine) as session:
        append(session, AuditEvent("test.happened", Actor("anna"), clock.now(), "order", "o1"))
    assert events(engine) == 0


def test_a_reader_sees_one_consistent_picture(engine: Engine, clock: FixedClock) -> None:
    with reading(engine) as session:
        before = head_of(session)[0]
        session.expire_all()
        write(engine, clock)
        assert head_of(session)[0] == before
