"""Run and review states as data: what each means, who acts, what may follow what, and which audit event it writes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from common.errors import Conflict


class RunState(StrEnum):
    """Where a run is."""

    queued = "queued"
    running = "running"
    in_review = "in_review"
    released = "released"
    returned = "returned"
    rejected = "rejected"
    not_protected = "not_protected"
    previewed = "previewed"
    failed = "failed"
    cancelled = "cancelled"


class RunEvent(StrEnum):
    """What happens to a run."""

    claim = "claim"
    let_go = "let_go"
    finish = "finish"
    show = "show"
    refuse_protection = "refuse_protection"
    give_up = "give_up"
    approve = "approve"
    protect_again = "protect_again"
    return_for_change = "return_for_change"
    reject = "reject"
    restart = "restart"
    cancel = "cancel"


@dataclass(frozen=True)
class StateMeaning:
    """Who acts in a state (a role, `worker`, or nobody) and whether the run ends there."""

    acts: str | None
    is_final: bool = False


MEANINGS: dict[RunState, StateMeaning] = {
    RunState.queued: StateMeaning("worker"),
    RunState.running: StateMeaning("worker"),
    RunState.in_review: StateMeaning("reviewer"),
    RunState.released: StateMeaning(None, is_final=True),
    RunState.returned: StateMeaning(None, is_final=True),
    RunState.rejected: StateMeaning(None, is_final=True),
    RunState.not_protected: StateMeaning(None, is_final=True),
    RunState.previewed: StateMeaning(None, is_final=True),
    RunState.failed: StateMeaning("officer"),
    RunState.cancelled: StateMeaning(None, is_final=True),
}

TRANSITIONS: dict[tuple[RunState, RunEvent], RunState] = {
    (RunState.queued, RunEvent.claim): RunState.running,
    (RunState.running, RunEvent.claim): RunState.running,  # the lease of a dead worker ran out
    (RunState.running, RunEvent.let_go): RunState.queued,
    (RunState.running, RunEvent.finish): RunState.in_review,
    (RunState.running, RunEvent.show): RunState.previewed,
    (RunState.running, RunEvent.refuse_protection): RunState.not_protected,
    (RunState.running, RunEvent.give_up): RunState.failed,
    (RunState.queued, RunEvent.give_up): RunState.failed,
    (RunState.queued, RunEvent.cancel): RunState.cancelled,
    (RunState.running, RunEvent.cancel): RunState.cancelled,  # its worker sees at the next beat that the run is no longer its own
    (RunState.failed, RunEvent.restart): RunState.queued,
    (RunState.failed, RunEvent.cancel): RunState.cancelled,
    (RunState.in_review, RunEvent.approve): RunState.released,
    (RunState.in_review, RunEvent.protect_again): RunState.queued,  # another delivery has reached the same recipient since
    (RunState.in_review, RunEvent.return_for_change): RunState.returned,
    (RunState.in_review, RunEvent.reject): RunState.rejected,
}

AUDIT: dict[RunEvent, str] = {event: f"run.{event.value}" for event in RunEvent}
"""Event → audit type; every event writes one in its own transaction."""


def next_state(state: RunState, event: RunEvent) -> RunState:
    """The state after an event. Raises Conflict `jobs.error.not_now` when the table has no such row."""
    following = TRANSITIONS.get((state, event))
    if following is None:
        raise Conflict("jobs.error.not_now", state=state.value, event=event.value)
    return following
