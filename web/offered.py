"""What may be done to an order now by this person: permissions and state rules asked one by one, for showing or greying buttons."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.permissions import check_may
from assistant.policies import check_confirmed, check_possible
from assistant.states import OrderCase, OrderEvent
from common.actor import Actor
from common.errors import allowed


@dataclass(frozen=True)
class Offered:
    """Which buttons an order shows."""

    submit: bool
    confirm: bool
    object: bool
    answer: bool
    withdraw: bool
    assign: bool
    ask: bool
    specify: bool
    approve: bool
    refuse: bool
    restart: bool


def offered(actor: Actor, case: OrderCase) -> Offered:
    """Every action asked of permissions and policies; nothing is decided here."""
    confirm = _may(actor, "confirm", case, OrderEvent.confirm) and not case.is_confirmed
    approve = _may(actor, "approve", case, None) and (allowed(check_confirmed, case) or case.confirmed is not None and _open(case))
    return Offered(
        submit=_may(actor, "submit", case, OrderEvent.submit),
        confirm=confirm,
        object=_may(actor, "object", case, OrderEvent.object),
        answer=_may(actor, "answer", case, OrderEvent.answer),
        withdraw=_may(actor, "withdraw", case, OrderEvent.withdraw),
        assign=_may(actor, "assign", case, OrderEvent.assign) and case.officer != actor.id,
        ask=_may(actor, "ask", case, OrderEvent.ask),
        specify=_may(actor, "specify", case, OrderEvent.specify),
        approve=approve,
        refuse=_may(actor, "refuse", case, OrderEvent.refuse),
        restart=_may(actor, "restart", case, OrderEvent.requeue) and allowed(check_possible, case, OrderEvent.cancel_run),
    )


def _open(case: OrderCase) -> bool:
    """Whether an order confirmed at submission can still be taken, specified and approved in one go."""
    return allowed(check_possible, case, OrderEvent.assign) or allowed(check_possible, case, OrderEvent.queue)


def _may(actor: Actor, action: str, case: OrderCase, event: OrderEvent | None) -> bool:
    return allowed(check_may, actor, action, case) and (event is None or allowed(check_possible, case, event))
