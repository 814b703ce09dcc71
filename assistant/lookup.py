"""Every question about orders: one with its document, many, its history; access is checked on each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.document import plain, read_order
from assistant.order.order import Order
from assistant.permissions import check_may
from assistant.states import AUDIT, MEANINGS, NOTICES, OrderCase, OrderState
from assistant.store import Answer, Engine, Message, Session, find_answers, find_cases, find_cases_of_examples, find_messages, get_case, get_version
from common.actor import Actor
from common.audit.store import find_events
from common.database import reading
from common.errors import ActionDenied, Finding, NotFound, allowed


@dataclass(frozen=True)
class OrderView:
    """An order as its reader sees it: the case, the document as saved, the order it holds (None while it cannot be read), answers and messages."""

    case: OrderCase
    document: str
    order: Order | None
    findings: tuple[Finding, ...]
    answers: tuple[Answer, ...]
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class HistoryLine:
    """One event of an order: when, what (audit type), the translation key of its sentence, who, which version, short facts."""

    at: datetime
    what: str
    notice: str
    actor: str
    version: int
    facts: Mapping[str, str]


def get_order(engine: Engine, actor: Actor, order_id: str) -> OrderView:
    """One order. Raises NotFound both when it does not exist and when it is not the actor's to see."""
    with reading(engine) as session:
        return _view(session, _visible(session, actor, order_id))


def find_orders(engine: Engine, actor: Actor, *, state: str | None = None) -> list[OrderCase]:
    """The orders the actor may see, newest first: an orderer's own and the organisation's, for officers all that are sent in."""
    with reading(engine) as session:
        if {"officer", "reviewer", "system"} & actor.roles:
            found = find_cases(session, state=state)
        else:
            found = find_cases(session, state=state, orderer=actor.id, organisation=actor.organisation)
    return [case for case in found if allowed(check_may, actor, "read", case)]


def delivered_examples(engine: Engine) -> dict[tuple[str, str], list[OrderCase]]:
    """Delivered orders that began from an example, newest first, by example and specification; who asks must show synthetic results only."""
    found: dict[tuple[str, str], list[OrderCase]] = {}
    with reading(engine) as session:
        for case in find_cases_of_examples(session, (OrderState.delivered, OrderState.closed)):
            found.setdefault((case.example or "", case.specification or ""), []).append(case)
    return found


def named_orders(engine: Engine) -> list[tuple[str, str, str, dict[str, Any]]]:
    """(kind, id, title, document as plain values) of every order that is not ended; kind `series` where deliveries recur. For the keeper's own commands."""
    found = []
    with reading(engine) as session:
        for case in find_cases(session):
            order, _findings = read_order(get_version(session, case.id, case.version).document, case.id)
            if order is not None and not MEANINGS[case.state].is_final:
                document = plain(order)
                found.append(("series" if document.get("schedule") else "order", case.id, case.title("sv"), document))
    return found


def history(engine: Engine, actor: Actor, order_id: str) -> list[HistoryLine]:
    """What has happened to an order, oldest first. Raises NotFound as get_order."""
    notices = {AUDIT[event]: key for event, key in NOTICES.items()}
    with reading(engine) as session:
        _visible(session, actor, order_id)
        events = find_events(session, order_id)
    return [HistoryLine(one.at, one.what, notices.get(one.what, f"order.notice.{one.what.rpartition('.')[2]}"), one.actor.id, one.version, one.facts) for one in events]


def _visible(session: Session, actor: Actor, order_id: str) -> OrderCase:
    case = get_case(session, order_id)
    try:
        check_may(actor, "read", case)
    except ActionDenied:
        raise NotFound("order.error.no_order", order=order_id) from None
    return case


def _view(session: Session, case: OrderCase) -> OrderView:
    document = get_version(session, case.id, case.version).document
    order, findings = read_order(document, case.id)
    return OrderView(case, document, order, findings, tuple(find_answers(session, case.id)), tuple(find_messages(session, case.id)))
