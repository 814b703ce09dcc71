"""A run that is cancelled while it is computed stops at its next step and leaves nothing; one that has ended cannot be cancelled."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
import runs
from sqlalchemy import Engine

import jobs.worker
from common.actor import Actor
from common.clock import FixedClock
from common.database import reading
from common.errors import Conflict, NotFound
from jobs.microdata.snapshot import open_snapshot
from jobs.microdata.synthesis import generate
from jobs.queue import cancel, claim
from jobs.store import get_result, get_run
from jobs.worker import Worker

OFFICER = Actor("olle", "org", frozenset({"officer"}))


def state(engine: Engine) -> tuple[str, int]:
    with reading(engine) as session:
        row = get_run(session, "r1")
    return row.state, row.attempts


def test_a_waiting_run_is_cancelled_and_never_claimed(sqlite_engine: Engine, clock: FixedClock) -> None:
    runs.queue_run(sqlite_engine, clock)
    cancel(sqlite_engine, clock, "r1", OFFICER)
    assert state(sqlite_engine) == ("cancelled", 0) and claim(sqlite_engine, clock, "w") is None
    with pytest.raises(Conflict):
        cancel(sqlite_engine, clock, "r1", OFFICER)


def test_a_running_run_stops_at_its_next_step(sqlite_engine: Engine, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(tmp_path / "s", 200, 2023, 2024, 7, ("lmed", "population"))
    runs.queue_run(sqlite_engine, clock, snapshot=open_snapshot(tmp_path / "s").id)
    reached: list[str] = []
    beaten = threading.Event()
    whole_beat = jobs.worker.heartbeat

    def beat(*given: object, **named: object) -> None:
        try:
            whole_beat(*given, **named)  # type: ignore[arg-type]
        except jobs.worker.LeaseLost:
            beaten.set()
            raise

    def slow(*_given: object, tell, **_named: object) -> None:
        tell("cohort", 1, 3)
        reached.append("first")
        cancel(sqlite_engine, clock, "r1", OFFICER)
        assert beaten.wait(10)
        while len(reached) < 200:
            tell("table", 2, 3)
            reached.append("after")
            beaten.wait(0.01)

    monkeypatch.setattr(jobs.worker, "heartbeat", beat)
    monkeypatch.setattr(jobs.worker, "execute", slow)
    Worker(sqlite_engine, clock, tmp_path, "w", lease=timedelta(seconds=0.2)).run(once=True)
    assert reached[0] == "first" and len(reached) < 200 and state(sqlite_engine) == ("cancelled", 1)
    with reading(sqlite_engine) as session, pytest.raises(NotFound):
        get_result(session, "r1")
