"""What the reviewer may read: the list of waiting runs, the protected tables, and, logged at each view, the true numbers beside them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from common.actor import Actor
from common.audit.event import AuditEvent
from common.audit.store import append
from common.clock import Clock
from common.database import Engine, reading, transaction
from jobs.releases import find_held
from jobs.review.permissions import check_may_review, check_may_see_desk
from jobs.spec import JobSpec
from jobs.states import RunState
from jobs.store import ReviewRow, RunRow, find_reviews, find_runs, get_result, get_run
from metadata.model.table import Result


@dataclass(frozen=True)
class ReviewItem:
    """A run on the reviewer's desk: ids, state, verdict of the attack, who prepared it and when it was ready (ISO 8601)."""

    run_id: str
    order_id: str
    state: str
    verdict: str
    preparer: str
    orderer: str
    ready_at: str | None


@dataclass(frozen=True)
class ReviewCase:
    """Everything a reviewer decides on but the true numbers: protected result, evidence as plain values, spec, earlier decisions.

    `has_ledger_moved`: another delivery has reached the recipient since the tables were protected.
    """

    item: ReviewItem
    protected_hash: str
    result: Result
    spec: JobSpec
    evidence: dict[str, Any]
    decisions: tuple[ReviewRow, ...]
    has_ledger_moved: bool = False


def find_items(engine: Engine, actor: Actor, *, waiting_only: bool = True) -> list[ReviewItem]:
    """Runs in review, or all that have come so far; newest first. Raises ActionDenied for others than reviewers."""
    check_may_see_desk(actor)
    with reading(engine) as session:
        states = [RunState.in_review] if waiting_only else [RunState.in_review, RunState.released, RunState.returned, RunState.rejected, RunState.not_protected]
        runs = [run for state in states for run in find_runs(session, state=state)]
        return [_item(run, get_result(session, run.id).verdict) for run in runs if run.purpose == "delivery"]


def get_case(engine: Engine, actor: Actor, run_id: str, clock: Clock | None = None) -> ReviewCase:
    """One case with the protected tables and the evidence; with a clock also whether the ledger has moved. Raises NotFound, ActionDenied."""
    with reading(engine) as session:
        run = get_run(session, run_id)
        check_may_see_desk(actor)
        row = get_result(session, run_id)
        decisions = tuple(find_reviews(session, run_id))
        is_waiting = clock is not None and run.state == RunState.in_review
        moved = clock is not None and is_waiting and find_held(session, run, clock.now()).seen != row.ledger_seen
    result = Result.model_validate_json(row.protected)
    return ReviewCase(
        _item(run, row.verdict), row.protected_hash, result, JobSpec.model_validate_json(run.spec), json.loads(row.evidence), decisions, moved
    )


def see_unprotected(engine: Engine, actor: Actor, run_id: str, clock: Clock) -> dict[str, Any]:
    """The true tables as plain values `{table id: [[key codes…], value, persons]…}`; the view is an audit event in the same transaction.

    Raises ActionDenied for anyone who may not review this run.
    """
    with transaction(engine) as session:
        run = get_run(session, run_id)
        check_may_review(actor, run)
        row = get_result(session, run_id)
        facts = {"order": run.order_id, "result": row.protected_hash}
        append(session, AuditEvent("run.unprotected_seen", actor, clock.now(), "run", run_id, run.fence, facts))
        unprotected: dict[str, Any] = json.loads(row.unprotected)
        return unprotected


def _item(run: RunRow, verdict: str) -> ReviewItem:
    return ReviewItem(run.id, run.order_id, run.state, verdict, run.preparer, run.orderer, run.finished_at)
