"""`kill -9` of the worker in the middle of a run loses nothing and doubles nothing, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import runs
from sqlalchemy import Engine

from common.audit.store import find_events
from common.audit.verify import verify_chain
from common.clock import SystemClock
from common.database import reading
from jobs.microdata.synthesis import generate
from jobs.store import get_result, get_run
from jobs.worker import Worker

TESTS = Path(__file__).resolve().parents[2]
LEASE = 2.0


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one small synthetic snapshot."""
    folder = tmp_path_factory.mktemp("snapshots")
    generate(folder / "small", 2000, 2022, 2024, 7)
    return folder


@contextmanager
def slow_worker(engine: Engine, snapshots: Path) -> Iterator[subprocess.Popen[str]]:
    """A worker process that has claimed the run and is computing."""
    address = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-W", "ignore", str(TESTS / "slow_worker.py"), address, str(snapshots), str(LEASE)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=TESTS.parent, env={**os.environ, "PYTHONPATH": str(TESTS.parent)})  # noqa: TID251
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def snapshot_id(snapshots: Path) -> str:
    from jobs.microdata.snapshot import find_snapshots

    return find_snapshots(snapshots)[0].id


def test_a_killed_worker_loses_and_doubles_nothing(engine: Engine, snapshots: Path) -> None:
    clock = SystemClock()
    runs.queue_run(engine, clock, snapshot=snapshot_id(snapshots))
    with slow_worker(engine, snapshots) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    next_worker = Worker(engine, clock, snapshots, "next", lease=timedelta(seconds=LEASE))
    deadline = time.monotonic() + 20
    while not next_worker.step() and time.monotonic() < deadline:
        time.sleep(0.2)
    with reading(engine) as session:
        run = get_run(session, "r1")
        events = [event.what for event in find_events(session, "r1")]
        assert verify_chain(session)[1] == []
        assert get_result(session, "r1").protected_hash
    assert (run.state, run.attempts, run.fence) == ("in_review", 2, 2)
    assert events == ["run.queued", "run.claim", "run.claim", "run.finish"]
    assert not next_worker.step()


def test_a_worker_asked_to_stop_gives_its_run_back_at_once(engine: Engine, snapshots: Path) -> None:
    clock = SystemClock()
    runs.queue_run(engine, clock, snapshot=snapshot_id(snapshots))
    with slow_worker(engine, snapshots) as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    with reading(engine) as session:
        assert (get_run(session, "r1").state, get_run(session, "r1").attempts) == ("queued", 0)
    Worker(engine, clock, snapshots, "next").run(once=True)
    with reading(engine) as session:
        assert get_run(session, "r1").state == "in_review"


def test_the_same_spec_gives_the_same_result_whoever_computes(sqlite_engine: Engine, snapshots: Path) -> None:
    clock = SystemClock()
    for run_id in ("a", "b"):
        runs.queue_run(sqlite_engine, clock, run_id, snapshot=snapshot_id(snapshots))
    Worker(sqlite_engine, clock, snapshots, "w").run(once=True)
    with reading(sqlite_engine) as session:
        assert get_result(session, "a").protected_hash == get_result(session, "b").protected_hash


def test_a_run_on_an_unknown_snapshot_fails_with_a_code(sqlite_engine: Engine, snapshots: Path) -> None:
    runs.queue_run(sqlite_engine, SystemClock(), snapshot="not-there")
    Worker(sqlite_engine, SystemClock(), snapshots, "w").run(once=True)
    with reading(sqlite_engine) as session:
        run = get_run(session, "r1")
    assert (run.state, run.error) == ("failed", "jobs.error.snapshot_missing")
