"""How an order follows its run, inside the run's own transaction, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from assistant.actions.step import step
from assistant.permissions import check_may
from assistant.states import RUN_STEPS, RUN_TARGETS, OrderCase, OrderEvent, OrderState
from assistant.store import Engine, Session, get_case
from common.actor import Actor
from common.clock import Clock
from common.database import transaction


def follow_run(session: Session, order_id: str, run_state: str, actor: Actor, now: datetime, facts: Mapping[str, str]) -> OrderCase:
    """Moves the order as its run has moved; the same news twice, and states that concern no order (a preview), change nothing.

    `facts`: short plain values for the log (run id, hashes). Raises NotFound, and ActionDenied when the order stands where no run can move it.
    """
    case = get_case(session, order_id, lock=True)
    if RUN_TARGETS.get(run_state) in (None, case.state):
        return case
    for event in RUN_STEPS[run_state]:
        case = step(session, case, event, actor, now, facts)
    return case


def close(engine: Engine, actor: Actor, clock: Clock, *, order_id: str) -> OrderCase:
    """Closes a delivered order; once more changes nothing."""
    now = clock.now()
    with transaction(engine) as session:
        case = get_case(session, order_id, lock=True)
        check_may(actor, "close", case)
        if case.state is OrderState.closed:
            return case
        return step(session, case, OrderEvent.close, actor, now)
