"""The audit log is whole or says where it was broken, on both databases and with many writers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text

from common.actor import Actor
from common.audit.event import AuditEvent
from common.audit.store import append
from common.audit.verify import verify_chain
from common.clock import FixedClock
from common.database import reading, transaction


def event(clock: FixedClock, number: int) -> AuditEvent:
    return AuditEvent("test.happened", Actor("anna"), clock.now(), "order", f"o{number}", 1, {"hash": "å" * 3})


def write(engine: Engine, clock: FixedClock, number: int) -> None:
    with transaction(engine) as session:
        append(session, event(clock, number))


def broken(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [finding.code for finding in verify_chain(session)[1]]


def test_a_chain_written_by_many_at_once_is_whole(engine: Engine, clock: FixedClock) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: write(engine, clock, number), range(24)))
    with reading(engine) as session:
        assert verify_chain(session) == (24, [])


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE audit_event SET actor='eva' WHERE number=2", "audit.error.altered"),
        ("DELETE FROM audit_event WHERE number=2", "audit.error.gap"),
        ("DELETE FROM audit_event WHERE number=3", "audit.error.head"),
    ],
)
def test_a_changed_or_removed_event_is_found(engine: Engine, clock: FixedClock, statement: str, code: str) -> None:
    for number in range(3):
        write(engine, clock, number)
    with transaction(engine) as session:
        session.connection().execute(text(statement))
    assert code in broken(engine)


def test_an_event_of_a_failed_change_is_not_written(engine: Engine, clock: FixedClock) -> None:
    with pytest.raises(ZeroDivisionError), transaction(engine) as session:
        append(session, event(clock, 1))
        raise ZeroDivisionError
    with reading(engine) as session:
        assert verify_chain(session) == (0, [])
