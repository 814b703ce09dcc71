"""Answering a warning while the order is being written; the case officer reads the reason."""

from __future__ import annotations

from assistant.actions.step import audit
from assistant.permissions import check_may
from assistant.policies import check_possible, check_text
from assistant.states import OrderEvent
from assistant.store import Answer, Engine, find_answers, get_case, put_answers
from common.actor import Actor
from common.clock import Clock
from common.database import transaction


def keep_answer(engine: Engine, actor: Actor, clock: Clock, *, order_id: str, rule: str, path: str, reason: str) -> None:
    """Keeps the reason why a warning at a place is set aside, instead of an earlier one. Raises ActionDenied, NotFound."""
    check_text(reason)
    now = clock.now()
    with transaction(engine) as session:
        case = get_case(session, order_id, lock=True)
        check_may(actor, "save", case)
        check_possible(case, OrderEvent.save)
        kept = [one for one in find_answers(session, order_id) if (one.rule, one.path) != (rule, path)]
        answers = [*kept, Answer(rule, path, reason.strip(), actor.id)]
        put_answers(session, order_id, answers, now, audit(case, "order.answers", actor, now, {"count": str(len(answers))}))
