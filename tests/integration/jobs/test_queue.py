"""The queue gives each run to one worker at a time and takes nothing from one that lost its lease; on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import runs
from sqlalchemy import Engine

from common.audit.store import find_events
from common.clock import FixedClock
from common.database import reading
from jobs.queue import LEASE, MAX_ATTEMPTS, Claim, LeaseLost, claim, finish, heartbeat, let_go
from jobs.states import RunEvent
from jobs.store import ResultRow, get_run


def result(run_id: str = "r1") -> ResultRow:
    return ResultRow(run_id=run_id, protected="{}", protected_hash="h", unprotected="{}", evidence="{}", verdict="green")


def taken(engine: Engine, clock: FixedClock, worker: str = "w1") -> Claim:
    held = claim(engine, clock, worker)
    assert held is not None
    return held


def state(engine: Engine, run_id: str = "r1") -> str:
    with reading(engine) as session:
        return get_run(session, run_id).state


def test_a_run_is_claimed_by_one_of_many_workers(engine: Engine, clock: FixedClock) -> None:
    for number in range(3):
        runs.queue_run(engine, clock, f"r{number}")
    with ThreadPoolExecutor(6) as pool:
        claims = [held for held in pool.map(lambda name: claim(engine, clock, f"w{name}"), range(6)) if held]
    again = [held for held in (claim(engine, clock, "late") for _ in range(3)) if held]
    assert sorted(held.run_id for held in claims + again) == ["r0", "r1", "r2"]


def test_previews_go_before_deliveries(engine: Engine, clock: FixedClock) -> None:
    runs.queue_run(engine, clock, "delivery")
    clock.at += timedelta(seconds=1)
    runs.queue_run(engine, clock, "preview", purpose="preview", priority=0)
    assert taken(engine, clock).run_id == "preview"


def test_a_live_lease_keeps_others_out_and_a_dead_one_does_not(engine: Engine, clock: FixedClock) -> None:
    runs.queue_run(engine, clock)
    taken(engine, clock)
    assert claim(engine, clock, "w2") is None
    clock.at += LEASE + timedelta(seconds=1)
    assert taken(engine, clock, "w2").fence == 2


def test_a_heartbeat_keeps_the_lease(engine: Engine, clock: FixedClock) -> None:
    runs.queue_run(engine, clock)
    held = taken(engine, clock)
    clock.at += LEASE - timedelta(seconds=1)
    heartbeat(engine, clock, held, "halvvägs")
    clock.at += LEASE - timedelta(seconds=1)
    assert claim(engine, clock, "w2") is None


def test_a_worker_that_lost_its_lease_writes_nothing(engine: Engine, clock: FixedClock) -> None:
    runs.queue_run(engine, clock)
    slow = taken(engine, clock)
    clock.at += LEASE + timedelta(seconds=1)
    quick = taken(engine, clock, "w2")
    for late in (lambda: heartbeat(engine, clock, slow), lambda: finish(engine, clock, slow, result(), RunEvent.finish)):
        with pytest.raises(LeaseLost):
            late()
    finish(engine, clock, quick, result(), RunEvent.finish)
    assert state(engine) == "in_review"
    with pytest.raises(LeaseLost):
        finish(engine, clock, quick, result(), RunEvent.finish)


def test_a_run_that_kills_every_worker_fails_after_its_attempts(engine: Engine, clock: FixedClock) -> None:
    runs.queue_run(engine, clock)
    for attempt in range(MAX_ATTEMPTS):
        assert taken(engine, clock, f"w{attempt}")
        clock.at += LEASE + timedelta(seconds=1)
    assert claim(engine, clock, "w9") is None
    assert state(engine) == "failed"


def test_a_worker_asked_to_stop_gives_the_run_back_unspent(engine: Engine, clock: FixedClock) -> None:
    runs.queue_run(engine, clock)
    let_go(engine, clock, taken(engine, clock))
    assert state(engine) == "queued"
    with reading(engine) as session:
        assert get_run(session, "r1").attempts == 0


def test_an_error_is_tried_again_and_then_fails(engine: Engine, clock: FixedClock) -> None:
    runs.queue_run(engine, clock)
    for _ in range(MAX_ATTEMPTS):
        let_go(engine, clock, taken(engine, clock), error="jobs.error.unexpected")
    assert state(engine) == "failed"


def test_a_follower_that_fails_takes_the_change_with_it(engine: Engine, clock: FixedClock) -> None:
    runs.queue_run(engine, clock)

    def refuse(_session: object, _change: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        claim(engine, clock, "w1", follow=refuse)
    assert state(engine) == "queued"
    with reading(engine) as session:
        assert [event.what for event in find_events(session, "r1")] == ["run.queued"]
