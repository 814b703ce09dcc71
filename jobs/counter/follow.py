"""Moves an order along with its run, inside the run's own transaction."""

from __future__ import annotations

from assistant import actions
from common.database import Session
from jobs.queue import RunChange


def follow_run(session: Session, change: RunChange) -> None:
    """The follower that the assembler hands to queue, worker and review; previews belong to no order's life."""
    if change.purpose == "delivery":
        facts = {"run": change.run_id, "specification": change.specification_hash}
        actions.follow_run(session, change.order_id, change.state.value, change.actor, change.at, facts)
