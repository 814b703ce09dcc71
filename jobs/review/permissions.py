"""May this person review: role, and never one who ordered or prepared the same run."""

from __future__ import annotations

from common.actor import Actor
from common.errors import ActionDenied
from jobs.store import RunRow

REVIEWER = "reviewer"


def check_may_review(actor: Actor, run: RunRow) -> None:
    """Raises ActionDenied unless the actor is a reviewer who is neither the orderer nor the preparer (disclosure.md 11: two people)."""
    if REVIEWER not in actor.roles:
        raise ActionDenied("jobs.denied.not_reviewer")
    if actor.id == run.orderer:
        raise ActionDenied("jobs.denied.own_order")
    if actor.id == run.preparer:
        raise ActionDenied("jobs.denied.own_preparation")


def check_may_see_desk(actor: Actor) -> None:
    """Raises ActionDenied unless the actor holds the reviewer's role."""
    if REVIEWER not in actor.roles:
        raise ActionDenied("jobs.denied.not_reviewer")
