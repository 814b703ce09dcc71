"""What the case officer does: takes, asks, specifies, decides, queues."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.actions.step import audit, step, stored_order, titles, write_message, write_version
from assistant.document import document_hash, read_order, specification_hash
from assistant.order.order import Order
from assistant.permissions import check_may
from assistant.policies import check_confirmed, check_diary_number, check_possible, check_text
from assistant.states import OrderCase, OrderEvent, OrderState
from assistant.store import Engine, Session, get_case, get_version, save_case
from common.actor import Actor
from common.clock import Clock
from common.database import transaction
from common.errors import InputRefused

Enqueue = Callable[[Session, OrderCase, Order, Actor, datetime], Mapping[str, str]]
"""Inserts the run of an order in the same transaction and gives facts for the log (run id, spec hash); handed in by jobs."""


def assign(engine: Engine, actor: Actor, clock: Clock, *, order_id: str) -> OrderCase:
    """The officer takes an order; taking it again changes nothing."""
    now = clock.now()
    with transaction(engine) as session:
        case = _get(session, order_id, actor, "assign")
        return _assigned(session, case, actor, now)


def ask_completion(engine: Engine, actor: Actor, clock: Clock, *, order_id: str, text: str) -> OrderCase:
    """Asks the orderer; the order waits for the answer and any confirmation is void."""
    check_text(text)
    now = clock.now()
    with transaction(engine) as session:
        case = _get(session, order_id, actor, "ask")
        asked = step(session, case, OrderEvent.ask, actor, now)
        write_message(session, asked, "question", text, actor, now)
        return asked


def specify(engine: Engine, actor: Actor, clock: Clock, *, order_id: str, document: str | None = None) -> OrderCase:
    """Sends the specification to the orderer: its hash is fixed. A changed document becomes a new version and needs a new confirmation."""
    now = clock.now()
    with transaction(engine) as session:
        case = _get(session, order_id, actor, "specify")
        return _specified(session, case, actor, now, document)


def approve(engine: Engine, actor: Actor, clock: Clock, *, order_id: str) -> OrderCase:
    """Decides for the order after the orderer has confirmed exactly what was specified. Raises ActionDenied before that."""
    now = clock.now()
    with transaction(engine) as session:
        case = _get(session, order_id, actor, "approve")
        return _approved(session, case, actor, now)


def approve_as_specified(engine: Engine, actor: Actor, clock: Clock, *, order_id: str, enqueue: Enqueue | None = None) -> OrderCase:
    """Takes, specifies, decides and, with `enqueue`, queues an order that the orderer confirmed when sending it in: one click, one transaction.

    Every step is made and logged; steps already taken are passed over, so that a second click changes nothing. Raises ActionDenied when anything was changed since the confirmation.
    """
    now = clock.now()
    with transaction(engine) as session:
        case = _get(session, order_id, actor, "approve")
        if case.state is OrderState.queued:
            return case
        if case.state is OrderState.submitted:
            case = _assigned(session, case, actor, now)
        if case.state is OrderState.assigned:
            case = _specified(session, case, actor, now, None)
        if case.state is not OrderState.approved:
            case = _approved(session, case, actor, now)
        return _queued(session, case, actor, now, enqueue) if enqueue is not None else case


def queue(engine: Engine, actor: Actor, clock: Clock, *, order_id: str, enqueue: Enqueue) -> OrderCase:
    """Queues the computation of an approved order; the run row is written by `enqueue` in the same transaction, so neither exists without the other."""
    now = clock.now()
    with transaction(engine) as session:
        case = _get(session, order_id, actor, "queue")
        return _queued(session, case, actor, now, enqueue)


def restart(engine: Engine, actor: Actor, clock: Clock, *, order_id: str, enqueue: Enqueue) -> OrderCase:
    """Queues a failed order once more."""
    now = clock.now()
    with transaction(engine) as session:
        case = _get(session, order_id, actor, "restart")
        check_possible(case, OrderEvent.requeue)
        facts = enqueue(session, case, stored_order(session, case), actor, now)
        return step(session, case, OrderEvent.requeue, actor, now, facts)


def refuse(engine: Engine, actor: Actor, clock: Clock, *, order_id: str, text: str) -> OrderCase:
    """Decides against the order, with reasons the orderer reads."""
    check_text(text)
    now = clock.now()
    with transaction(engine) as session:
        case = _get(session, order_id, actor, "refuse")
        refused = step(session, case, OrderEvent.refuse, actor, now, {"reason": document_hash(text)})
        write_message(session, refused, "refusal", text, actor, now)
        return refused


def set_diary_number(engine: Engine, actor: Actor, clock: Clock, *, order_id: str, number: str) -> OrderCase:
    """Records the number that the authority's diary has given; it is unique and never made here."""
    check_diary_number(number)
    now = clock.now()
    with transaction(engine) as session:
        case = _get(session, order_id, actor, "number")
        numbered = replace(case, diary_number=number, updated_at=now)
        save_case(session, numbered, audit(numbered, "order.numbered", actor, now, {"diary_number": number}))
        return numbered


def _get(session: Session, order_id: str, actor: Actor, action: str) -> OrderCase:
    case = get_case(session, order_id, lock=True)
    check_may(actor, action, case)
    return case


def _assigned(session: Session, case: OrderCase, actor: Actor, now: datetime) -> OrderCase:
    if case.state is OrderState.assigned and case.officer == actor.id:
        return case
    return step(session, case, OrderEvent.assign, actor, now, officer=actor.id)


def _specified(session: Session, case: OrderCase, actor: Actor, now: datetime, document: str | None) -> OrderCase:
    check_possible(case, OrderEvent.specify)
    if document is not None and document_hash(document) != get_version(session, case.id, case.version).document_hash:
        case = _changed(session, case, document, actor, now)
    digest = specification_hash(stored_order(session, case))
    kept: dict[str, Any] = {} if case.confirmed == digest else {"confirmed": None, "confirmed_by": None}
    return step(session, case, OrderEvent.specify, actor, now, {"specification": digest}, specification=digest, officer=actor.id, **kept)


def _changed(session: Session, case: OrderCase, document: str, actor: Actor, now: datetime) -> OrderCase:
    order, findings = read_order(document, case.id)
    if order is None:
        raise InputRefused(findings)
    changed = replace(case, version=case.version + 1, **titles(order))
    write_version(session, changed, document, actor, now)
    return changed


def _approved(session: Session, case: OrderCase, actor: Actor, now: datetime) -> OrderCase:
    check_confirmed(case)
    return step(session, case, OrderEvent.approve, actor, now, {"specification": case.specification or ""})


def _queued(session: Session, case: OrderCase, actor: Actor, now: datetime, enqueue: Enqueue) -> OrderCase:
    """A second click finds the order queued already and gets it back as it is."""
    if case.state is OrderState.queued:
        return case
    check_possible(case, OrderEvent.queue)
    facts = enqueue(session, case, stored_order(session, case), actor, now)
    return step(session, case, OrderEvent.queue, actor, now, facts)
