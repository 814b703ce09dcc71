"""What the orderer does with a finished draft: submits, answers, confirms, objects, withdraws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.actions.step import audit, step, stored_order, write_message
from assistant.document import specification_hash
from assistant.judgement import Context
from assistant.linter import check_order, unanswered
from assistant.order.order import Order
from assistant.permissions import check_may
from assistant.policies import check_named, check_possible, check_text, check_version
from assistant.rules.pack import VERSION
from assistant.states import OrderCase, OrderEvent, OrderState
from assistant.store import Answer, Engine, Session, find_answers, get_case, put_answers
from catalog.lookup import Catalogue
from common.actor import Actor
from common.clock import Clock
from common.database import transaction
from common.errors import InputRefused, Severity


def submit(
    engine: Engine, actor: Actor, clock: Clock, *, order_id: str, version: int, catalogue: Catalogue, context: Context,
    answers: Sequence[Answer] = (), confirms: str | None = None,
) -> OrderCase:
    """Sends a draft in. Errors block; every warning needs an answer with a reason.

    `confirms`: the specification hash of the read-back and shells the orderer has seen; it is the confirmation when the officer changes nothing.
    The same submission twice gives the same case. Raises InputRefused, Conflict, ActionDenied, NotFound.
    """
    now = clock.now()
    with transaction(engine) as session:
        case = get_case(session, order_id, lock=True)
        check_may(actor, "submit", case)
        if case.state is OrderState.submitted and case.version == version:
            return case
        check_possible(case, OrderEvent.submit)
        check_version(case, version)
        answers = _with_kept(session, case, answers)
        order = _judged(session, case, catalogue, context, answers)
        changes = {"queued_at": now, **_confirmation(order, confirms, actor)}
        facts = {"specification": specification_hash(order), "confirmed": confirms or "", "answers": str(len(answers)), "rules": VERSION}
        sent = step(session, case, OrderEvent.submit, actor, now, facts, **changes)
        _keep_answers(session, sent, answers, actor, clock)
        return sent


def answer(
    engine: Engine, actor: Actor, clock: Clock, *, order_id: str, text: str, catalogue: Catalogue, context: Context,
    answers: Sequence[Answer] = (), confirms: str | None = None,
) -> OrderCase:
    """Answers the officer's question, with the document as it was last saved; the place in the queue is kept (domain.md 4.1, rule 2)."""
    check_text(text)
    now = clock.now()
    with transaction(engine) as session:
        case = get_case(session, order_id, lock=True)
        check_may(actor, "answer", case)
        check_possible(case, OrderEvent.answer)
        answers = _with_kept(session, case, answers)
        order = _judged(session, case, catalogue, context, answers)
        answered = step(session, case, OrderEvent.answer, actor, now, {"specification": specification_hash(order)}, **_confirmation(order, confirms, actor))
        _keep_answers(session, answered, answers, actor, clock)
        write_message(session, answered, "answer", text, actor, now)
        return answered


def confirm(engine: Engine, actor: Actor, clock: Clock, *, order_id: str, specification: str) -> OrderCase:
    """Confirms the specification the officer has sent by naming its hash; once more changes nothing. Raises ActionDenied for another hash."""
    now = clock.now()
    with transaction(engine) as session:
        case = get_case(session, order_id, lock=True)
        check_may(actor, "confirm", case)
        check_possible(case, OrderEvent.confirm)
        check_named(specification, case.specification)
        if case.is_confirmed:
            return case
        return step(session, case, OrderEvent.confirm, actor, now, {"specification": specification}, confirmed=specification, confirmed_by=actor.id)


def object_to(engine: Engine, actor: Actor, clock: Clock, *, order_id: str, text: str) -> OrderCase:
    """Sends a specification back to the officer with what is wrong; any confirmation is void."""
    check_text(text)
    now = clock.now()
    with transaction(engine) as session:
        case = get_case(session, order_id, lock=True)
        check_may(actor, "object", case)
        objected = step(session, case, OrderEvent.object, actor, now)
        write_message(session, objected, "objection", text, actor, now)
        return objected


def withdraw(engine: Engine, actor: Actor, clock: Clock, *, order_id: str) -> OrderCase:
    """Ends an order before it is computed; once more changes nothing."""
    now = clock.now()
    with transaction(engine) as session:
        case = get_case(session, order_id, lock=True)
        check_may(actor, "withdraw", case)
        if case.state is OrderState.withdrawn:
            return case
        return step(session, case, OrderEvent.withdraw, actor, now)


def _judged(session: Session, case: OrderCase, catalogue: Catalogue, context: Context, answers: Sequence[Answer]) -> Order:
    """The stored order when nothing blocks it."""
    order = stored_order(session, case)
    check_submittable(order, catalogue, context, answers)
    return order


def check_submittable(order: Order, catalogue: Catalogue, context: Context, answers: Sequence[Answer] = ()) -> None:
    """Raises InputRefused with every error, else with the warnings that nobody answered (`order.error.unanswered_warnings`)."""
    findings = check_order(order, catalogue, replace(context, is_submitting=True))
    errors = [finding for finding in findings if finding.severity is Severity.error]
    if errors:
        raise InputRefused(errors)
    open_warnings = unanswered(findings, {(one.rule, one.path): one.reason for one in answers})
    if open_warnings:
        raise InputRefused(open_warnings, code="order.error.unanswered_warnings")


def _with_kept(session: Session, case: OrderCase, answers: Sequence[Answer]) -> list[Answer]:
    """The answers given now, and those kept while the order was written that are not given anew."""
    given = {(one.rule, one.path) for one in answers}
    return [*(one for one in find_answers(session, case.id) if (one.rule, one.path) not in given), *answers]


def _confirmation(order: Order, confirms: str | None, actor: Actor) -> dict[str, str]:
    if confirms is None:
        return {}
    check_named(confirms, specification_hash(order))
    return {"confirmed": confirms, "confirmed_by": actor.id}


def _keep_answers(session: Session, case: OrderCase, answers: Sequence[Answer], actor: Actor, clock: Clock) -> None:
    if answers:
        kept = [one if one.answered_by else replace(one, answered_by=actor.id) for one in answers]
        put_answers(session, case.id, kept, clock.now(), audit(case, "order.answers", actor, clock.now(), {"count": str(len(kept))}))
