"""Where a run stands and what is released; never a number that has not passed review, but on synthetic previews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant import actions
from common.actor import SYSTEM, Actor
from common.clock import Clock
from common.database import Engine, parse_stamp, reading, transaction
from common.errors import NotFound
from jobs.spec import JobSpec
from jobs.states import RunState
from jobs.store import find_reviews, find_runs, find_snapshots, get_result
from jobs.store import get_run as get_row
from metadata.model.snapshot import SnapshotFacts
from metadata.model.table import Result


@dataclass(frozen=True)
class RunView:
    """Where a run stands: state, last step told by the worker, error code when it failed."""

    run_id: str
    order_id: str
    purpose: str
    state: str
    progress: str
    error: str | None


@dataclass(frozen=True)
class Material:
    """What a delivery is built from: the released result, the spec as plain values, when it was prepared and reviewed, the snapshot's facts."""

    run_id: str
    order_id: str
    result: Result
    spec: dict[str, Any]
    prepared_at: datetime
    reviewed_at: datetime
    facts: SnapshotFacts | None


def get_run(engine: Engine, run_id: str, actor: Actor) -> RunView:
    """A run of the actor's own or, for those who handle orders, of anyone. Raises NotFound, also for what is not the actor's to see."""
    with reading(engine) as session:
        row = get_row(session, run_id)
    is_party = actor.id == row.orderer or (actor.organisation is not None and actor.organisation == row.organisation)
    if not (is_party or actor.roles & {"officer", "reviewer", "system"}):
        raise NotFound("jobs.error.no_run", run=run_id)
    return RunView(row.id, row.order_id, row.purpose, row.state, row.progress, row.error)


def run_of_order(engine: Engine, order_id: str) -> RunView | None:
    """The newest run of an order that leads to a delivery, None before it is queued; access to the order is checked by the caller."""
    with reading(engine) as session:
        rows = [row for row in find_runs(session, order_id=order_id) if row.purpose == "delivery"]
    return RunView(rows[0].id, rows[0].order_id, rows[0].purpose, rows[0].state, rows[0].progress, rows[0].error) if rows else None


def previewed_result(engine: Engine, run_id: str, actor: Actor) -> Result | None:
    """The protected tables of a preview on synthetic registers, None while it is not ready. Raises NotFound for others' runs and for deliveries."""
    view = get_run(engine, run_id, actor)
    if view.purpose != "preview":
        raise NotFound("jobs.error.no_run", run=run_id)
    if view.state != RunState.previewed:
        return None
    with reading(engine) as session:
        return Result.model_validate_json(get_result(session, run_id).protected)


def released_material(engine: Engine, order_id: str) -> Material:
    """What may leave for an order. Raises NotFound `jobs.error.not_released` while a reviewer has not approved it."""
    with reading(engine) as session:
        rows = [row for row in find_runs(session, order_id=order_id, state=RunState.released) if row.purpose == "delivery"]
        if not rows:
            raise NotFound("jobs.error.not_released", order=order_id)
        row = rows[0]
        result = get_result(session, row.id)
        approval = [review for review in find_reviews(session, row.id) if review.decision == "approve"][-1]


        facts = {known.id: SnapshotFacts.model_validate_json(known.facts) for known in find_snapshots(session)}.get(row.snapshot)
    return Material(
        row.id, order_id, Result.model_validate_json(result.protected), JobSpec.model_validate_json(row.spec).canonical(),
        parse_stamp(row.finished_at or row.queued_at), parse_stamp(approval.at), facts,
    )


def mark_delivered(engine: Engine, clock: Clock, *, order_id: str, certificate: str) -> None:
    """Notes that the package of a released order is ready; the certificate's checksum goes into the log. The same news twice changes nothing."""
    with transaction(engine) as session:
        actions.follow_run(session, order_id, "delivered", SYSTEM, clock.now(), {"certificate": certificate})
