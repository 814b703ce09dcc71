"""The reviewer's decisions: approve, return with a text, reject. Each is one transaction with its audit event and the order's own step."""

from __future__ import annotations

import hashlib

from common.actor import Actor
from common.audit.event import AuditEvent
from common.clock import Clock
from common.database import Engine, stamp, transaction
from jobs.queue import Follow, move
from jobs.releases import find_held, release
from jobs.review.permissions import check_may_review
from jobs.review.policies import check_approvable, check_in_review, check_ledger, check_ledger_moved, check_reason
from jobs.states import RunEvent
from jobs.store import ReviewRow, add_review, get_result, get_run


def approve(
    engine: Engine, actor: Actor, clock: Clock, *, run_id: str, reason: str = "", seen_hash: str | None = None, follow: Follow
) -> None:
    """Releases a run and writes it into the ledger. `seen_hash`: the hash of the bytes the reviewer saw; another one is refused.

    Raises ActionDenied, also when another delivery has reached the same recipient since the run was protected; NotFound.
    """
    now = clock.now()
    with transaction(engine) as session:
        run = get_run(session, run_id, lock=True)
        check_may_review(actor, run)
        result = get_result(session, run_id)
        check_approvable(run, result, reason, seen_hash)
        review = ReviewRow(run_id=run_id, reviewer=actor.id, decision="approve", reason=reason, protected_hash=result.protected_hash, at=stamp(now))
        add_review(session, review, _decided(actor, clock, run_id, review))  # takes the log's lock: from here on no other release comes between
        check_ledger(find_held(session, run, now), result)
        release(session, run, result, now)
        move(session, run, RunEvent.approve, actor=actor, now=now, follow=follow, facts={"result": result.protected_hash})


def protect_again(engine: Engine, actor: Actor, clock: Clock, *, run_id: str, follow: Follow) -> None:
    """Sends a run back to be protected against what its recipient has been given since. Raises ActionDenied, NotFound."""
    now = clock.now()
    with transaction(engine) as session:
        run = get_run(session, run_id, lock=True)
        check_may_review(actor, run)
        check_in_review(run)
        check_ledger_moved(find_held(session, run, now), get_result(session, run_id))
        run.attempts = 0
        move(session, run, RunEvent.protect_again, actor=actor, now=now, follow=follow)


def return_for_change(engine: Engine, actor: Actor, clock: Clock, *, run_id: str, reason: str, follow: Follow) -> None:
    """Sends a run back with a text: the order goes to its officer for a coarser specification. Raises ActionDenied, NotFound."""
    _refuse(engine, actor, clock, run_id=run_id, reason=reason, event=RunEvent.return_for_change, follow=follow)


def reject(engine: Engine, actor: Actor, clock: Clock, *, run_id: str, reason: str, follow: Follow) -> None:
    """Refuses release for good. Raises ActionDenied, NotFound."""
    _refuse(engine, actor, clock, run_id=run_id, reason=reason, event=RunEvent.reject, follow=follow)


def _refuse(engine: Engine, actor: Actor, clock: Clock, *, run_id: str, reason: str, event: RunEvent, follow: Follow) -> None:
    now = clock.now()
    with transaction(engine) as session:
        run = get_run(session, run_id, lock=True)
        check_may_review(actor, run)
        check_in_review(run)
        check_reason(reason)
        result = get_result(session, run_id)
        decision = "return" if event is RunEvent.return_for_change else "reject"
        review = ReviewRow(run_id=run_id, reviewer=actor.id, decision=decision, reason=reason, protected_hash=result.protected_hash, at=stamp(now))
        add_review(session, review, _decided(actor, clock, run_id, review))
        move(session, run, event, actor=actor, now=now, follow=follow, facts={"result": result.protected_hash})


def _decided(actor: Actor, clock: Clock, run_id: str, review: ReviewRow) -> AuditEvent:
    """The reason itself is free text and stays out of the log; its hash binds it."""
    facts = {"decision": review.decision, "result": review.protected_hash, "reason": hashlib.sha256(review.reason.encode()).hexdigest()}
    return AuditEvent("run.reviewed", actor, clock.now(), "run", run_id, 0, facts)
