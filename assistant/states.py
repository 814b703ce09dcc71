"""The life of an order as data: what each state means, who acts in it, what may follow what, the audit type and the notice of each event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from common.errors import Conflict

DRAFT_LIFETIME = timedelta(days=30)
"""A draft expires so long after it was started, however often it is saved (domain.md 4.1, verified)."""


class OrderState(StrEnum):
    """Where an order is."""

    draft = "draft"
    submitted = "submitted"
    assigned = "assigned"
    completion = "completion"
    specified = "specified"
    approved = "approved"
    refused = "refused"
    queued = "queued"
    running = "running"
    protected = "protected"
    in_review = "in_review"
    released = "released"
    delivered = "delivered"
    due = "due"
    released_to_extraction = "released_to_extraction"
    closed = "closed"
    withdrawn = "withdrawn"
    expired = "expired"
    failed = "failed"


class OrderEvent(StrEnum):
    """What happens to an order."""

    save = "save"
    submit = "submit"
    assign = "assign"
    ask = "ask"
    answer = "answer"
    specify = "specify"
    confirm = "confirm"
    object = "object"
    approve = "approve"
    refuse = "refuse"
    queue = "queue"
    start = "start"
    requeue = "requeue"
    protect = "protect"
    review = "review"
    release = "release"
    deliver = "deliver"
    close = "close"
    return_for_change = "return_for_change"
    reject = "reject"
    fail = "fail"
    cancel_run = "cancel_run"
    fall_due = "fall_due"
    extract = "extract"
    withdraw = "withdraw"
    expire = "expire"


@dataclass(frozen=True)
class StateMeaning:
    """Who acts in a state (a role of permissions.py, `worker`, `system`, or nobody) and whether the order ends there."""

    acts: str | None
    is_final: bool = False


S, E = OrderState, OrderEvent

MEANINGS: Mapping[OrderState, StateMeaning] = {
    S.draft: StateMeaning("orderer"),
    S.submitted: StateMeaning("officer"),
    S.assigned: StateMeaning("officer"),
    S.completion: StateMeaning("orderer"),
    S.specified: StateMeaning("orderer"),
    S.approved: StateMeaning("officer"),
    S.refused: StateMeaning(None, is_final=True),
    S.queued: StateMeaning("worker"),
    S.running: StateMeaning("worker"),
    S.protected: StateMeaning("worker"),
    S.in_review: StateMeaning("reviewer"),
    S.released: StateMeaning("system"),
    S.delivered: StateMeaning("orderer"),
    S.due: StateMeaning("system"),
    S.released_to_extraction: StateMeaning("officer"),
    S.closed: StateMeaning(None, is_final=True),
    S.withdrawn: StateMeaning(None, is_final=True),
    S.expired: StateMeaning(None, is_final=True),
    S.failed: StateMeaning("officer"),
}

TRANSITIONS: Mapping[tuple[OrderState, OrderEvent], OrderState] = {
    (S.draft, E.save): S.draft,
    (S.draft, E.submit): S.submitted,
    (S.draft, E.withdraw): S.withdrawn,
    (S.draft, E.expire): S.expired,
    (S.submitted, E.assign): S.assigned,
    (S.submitted, E.withdraw): S.withdrawn,
    (S.assigned, E.assign): S.assigned,
    (S.assigned, E.ask): S.completion,
    (S.assigned, E.specify): S.specified,
    (S.assigned, E.refuse): S.refused,
    (S.assigned, E.withdraw): S.withdrawn,
    (S.completion, E.save): S.completion,
    (S.completion, E.answer): S.assigned,
    (S.completion, E.withdraw): S.withdrawn,
    (S.specified, E.confirm): S.specified,
    (S.specified, E.object): S.assigned,
    (S.specified, E.approve): S.approved,
    (S.specified, E.refuse): S.refused,
    (S.specified, E.withdraw): S.withdrawn,
    (S.approved, E.queue): S.queued,
    (S.approved, E.extract): S.released_to_extraction,
    (S.queued, E.start): S.running,
    (S.queued, E.fail): S.failed,
    (S.queued, E.cancel_run): S.assigned,
    (S.running, E.requeue): S.queued,
    (S.running, E.protect): S.protected,
    (S.running, E.fail): S.failed,
    (S.running, E.cancel_run): S.assigned,
    (S.running, E.return_for_change): S.assigned,
    (S.protected, E.review): S.in_review,
    (S.in_review, E.release): S.released,
    (S.in_review, E.requeue): S.queued,
    (S.in_review, E.return_for_change): S.assigned,
    (S.in_review, E.reject): S.refused,
    (S.released, E.deliver): S.delivered,
    (S.delivered, E.close): S.closed,
    (S.delivered, E.fall_due): S.due,
    (S.due, E.queue): S.queued,
    (S.due, E.extract): S.released_to_extraction,
    (S.released_to_extraction, E.close): S.closed,
    (S.released_to_extraction, E.fall_due): S.due,
    (S.failed, E.requeue): S.queued,
    (S.failed, E.cancel_run): S.assigned,
    (S.failed, E.withdraw): S.withdrawn,
}

AUDIT: Mapping[OrderEvent, str] = {event: f"order.{event.value}" for event in OrderEvent}
"""Event → audit type; every event writes one in its own transaction."""

NOTICES: Mapping[OrderEvent, str] = {event: f"order.notice.{event.value}" for event in OrderEvent}
"""Event → sentence of the history, which is also what the parties are told."""

VOIDS: frozenset[OrderEvent] = frozenset({E.object, E.return_for_change, E.cancel_run, E.ask})
"""Events after which what was specified and confirmed no longer holds."""

RUN_STEPS: Mapping[str, tuple[OrderEvent, ...]] = {
    "queued": (E.requeue,),
    "running": (E.start,),
    "in_review": (E.protect, E.review),
    "released": (E.release,),
    "delivered": (E.deliver,),
    "returned": (E.return_for_change,),
    "rejected": (E.reject,),
    "not_protected": (E.return_for_change,),
    "failed": (E.fail,),
    "cancelled": (E.cancel_run,),
}
"""What a run's new state does to its order; a state not named here (a preview) moves no order."""

RUN_TARGETS: Mapping[str, OrderState] = {
    "queued": S.queued, "running": S.running, "in_review": S.in_review, "released": S.released, "delivered": S.delivered,
    "returned": S.assigned, "rejected": S.refused, "not_protected": S.assigned, "failed": S.failed, "cancelled": S.assigned,
}
"""Where the order stands when it has followed; an order already there is left alone, so that the same news may come twice."""


@dataclass(frozen=True)
class OrderCase:
    """An order as the authority keeps it, without its document: people, state, hashes. `version` counts saved documents and guards against overwriting."""

    id: str
    kind: str
    state: OrderState
    version: int
    orderer: str
    organisation: str | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    title_sv: str = ""
    title_en: str = ""
    example: str | None = None
    officer: str | None = None
    queued_at: datetime | None = None
    specification: str | None = None
    confirmed: str | None = None
    confirmed_by: str | None = None
    diary_number: str | None = None

    @property
    def is_confirmed(self) -> bool:
        """Whether the orderer has confirmed exactly the specification the officer sent."""
        return self.specification is not None and self.specification == self.confirmed

    def title(self, language: str) -> str:
        """The title in one language, the other's when it is missing, the id when both are."""
        pair = (self.title_sv, self.title_en) if language == "sv" else (self.title_en, self.title_sv)
        return pair[0] or pair[1] or self.id


def next_state(state: OrderState, event: OrderEvent) -> OrderState:
    """The state after an event. Raises Conflict `order.error.not_now` when the table has no such row."""
    following = TRANSITIONS.get((state, event))
    if following is None:
        raise Conflict("order.error.not_now", state=state.value, event=event.value)
    return following
