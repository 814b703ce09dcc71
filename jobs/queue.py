"""The queue: runs as rows with lease, fencing token, heartbeat and attempts. A kill at any point loses nothing and delivers nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, or_, select

from common.actor import SYSTEM, Actor
from common.audit.event import AuditEvent
from common.clock import Clock
from common.database import stamp, transaction
from common.errors import Conflict
from jobs.spec import JobSpec
from jobs.states import AUDIT, RunEvent, RunState, next_state
from jobs.store import ResultRow, RunRow, get_run, put_result, save_run

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 3
PRIORITY_PREVIEW, PRIORITY_DELIVERY = 0, 10


@dataclass(frozen=True)
class RunChange:
    """A run went to a new state; handed to whoever follows it, inside the same transaction."""

    order_id: str
    run_id: str
    purpose: str
    state: RunState
    event: RunEvent
    actor: Actor
    at: datetime
    specification_hash: str


Follow = Callable[[Session, RunChange], None]
"""Moves the order along with its run; given by the assembler, since what runs beside microdata knows no order."""


def ignore(_session: Session, _change: RunChange) -> None:
    """A follower for runs that belong to no stored order."""


@dataclass(frozen=True)
class Claim:
    """A claimed run: the worker's right to it ends when `fence` is no longer the row's."""

    run_id: str
    spec: JobSpec
    fence: int


class LeaseLost(Conflict):
    """Another worker has the run; what this one computed is thrown away."""


def move(session: Session, row: RunRow, event: RunEvent, *, actor: Actor, now: datetime, follow: Follow, facts: dict[str, str] | None = None) -> None:
    """Takes a run to its next state: row, audit event and follower in the caller's transaction. Raises Conflict when it may not."""
    state = next_state(RunState(row.state), event)
    row.state = state.value
    save_run(session, row, AuditEvent(AUDIT[event], actor, now, "run", row.id, row.fence, {"order": row.order_id, "spec": row.spec_hash, **(facts or {})}))
    specification = JobSpec.model_validate_json(row.spec).specification_hash
    follow(session, RunChange(row.order_id, row.id, row.purpose, state, event, actor, now, specification))


def claim(engine: Engine, clock: Clock, worker: str, *, follow: Follow = ignore, lease: timedelta = LEASE) -> Claim | None:
    """The next run by priority and age, or one whose worker stopped renewing its lease; None when there is nothing to do.

    A run that has used up its attempts becomes `failed` instead (a row that kills every worker must not kill for ever).
    """
    now = clock.now()
    with transaction(engine) as session:
        waiting = or_(RunRow.state == RunState.queued, (RunRow.state == RunState.running) & (RunRow.lease_until < stamp(now)))  # type: ignore[operator]
        query = select(RunRow).where(waiting).order_by(RunRow.priority, RunRow.queued_at, RunRow.id).limit(1)  # type: ignore[arg-type]
        row = session.exec(query.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        if row.attempts >= MAX_ATTEMPTS:
            row.error, row.finished_at, row.lease_until = "jobs.error.attempts_used_up", stamp(now), None
            move(session, row, RunEvent.give_up, actor=SYSTEM, now=now, follow=follow, facts={"error": row.error})
            return None
        row.attempts += 1
        row.fence += 1
        row.worker, row.started_at, row.lease_until, row.progress = worker, stamp(now), stamp(now + lease), ""
        move(session, row, RunEvent.claim, actor=SYSTEM, now=now, follow=follow, facts={"attempt": str(row.attempts)})
        return Claim(row.id, JobSpec.model_validate_json(row.spec), row.fence)


def heartbeat(engine: Engine, clock: Clock, held: Claim, progress: str = "", *, lease: timedelta = LEASE) -> None:
    """Renews the lease and shows progress. Raises LeaseLost when another worker has taken over."""
    with transaction(engine) as session:
        row = _held(session, held)
        row.lease_until = stamp(clock.now() + lease)
        row.progress = progress or row.progress
        session.add(row)


def finish(engine: Engine, clock: Clock, held: Claim, result: ResultRow, event: RunEvent, *, follow: Follow = ignore) -> None:
    """Writes result, state, event and the follower's change in one transaction; raises LeaseLost (nothing written) when the run is another's."""
    now = clock.now()
    with transaction(engine) as session:
        row = _held(session, held)
        put_result(session, result)
        row.finished_at, row.lease_until, row.progress, row.error = stamp(now), None, "", None
        facts = {"result": result.protected_hash, "verdict": result.verdict}
        move(session, row, event, actor=SYSTEM, now=now, follow=follow, facts=facts)


def let_go(engine: Engine, clock: Clock, held: Claim, *, error: str | None = None, follow: Follow = ignore) -> None:
    """Gives a run back: to the queue when the worker stops or an attempt failed, to `failed` when the attempts are used up."""
    now = clock.now()
    with transaction(engine) as session:
        row = _held(session, held)
        row.lease_until, row.error = None, error
        if error is None:
            row.attempts -= 1  # the worker was asked to stop; that is no failed attempt
        event = RunEvent.give_up if error and row.attempts >= MAX_ATTEMPTS else RunEvent.let_go
        if event is RunEvent.give_up:
            row.finished_at = stamp(now)
        move(session, row, event, actor=SYSTEM, now=now, follow=follow, facts={"error": error} if error else {})


def give_up(engine: Engine, clock: Clock, held: Claim, error: str, *, follow: Follow = ignore) -> None:
    """Fails a run at once: an error that another attempt cannot mend (wrong snapshot, broken specification)."""
    now = clock.now()
    with transaction(engine) as session:
        row = _held(session, held)
        row.lease_until, row.error, row.finished_at = None, error, stamp(now)
        move(session, row, RunEvent.give_up, actor=SYSTEM, now=now, follow=follow, facts={"error": error})


def cancel(engine: Engine, clock: Clock, run_id: str, actor: Actor, *, follow: Follow = ignore) -> None:
    """Ends a run that waits, is being computed or has failed; what its worker still computes is thrown away. Raises Conflict `jobs.error.not_now`."""
    now = clock.now()
    with transaction(engine) as session:
        row = get_run(session, run_id, lock=True)
        row.lease_until, row.finished_at, row.progress, row.fence = None, stamp(now), "", row.fence + 1
        move(session, row, RunEvent.cancel, actor=actor, now=now, follow=follow)


def _held(session: Session, held: Claim) -> RunRow:
    row = get_run(session, held.run_id, lock=True)
    if row.fence != held.fence or row.state != RunState.running:
        raise LeaseLost("jobs.error.lease_lost", run=held.run_id)
    return row
