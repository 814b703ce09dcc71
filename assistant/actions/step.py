"""One step of an order inside a transaction: the next state of the table, the changed case and its audit event, written together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.document import document_hash, read_order
from assistant.order.order import Order
from assistant.policies import check_possible
from assistant.states import AUDIT, VOIDS, OrderCase, OrderEvent, next_state
from assistant.store import Message, Session, StoredVersion, add_message, add_version, get_version, save_case
from common.actor import Actor
from common.audit.event import AuditEvent
from common.errors import InputRefused


def step(
    session: Session, case: OrderCase, event: OrderEvent, actor: Actor, now: datetime, facts: Mapping[str, str] | None = None, **changes: Any
) -> OrderCase:
    """Takes the case through an event. Raises ActionDenied when its state has no such way out; nothing is written then."""
    check_possible(case, event)
    voided: dict[str, Any] = {"specification": None, "confirmed": None, "confirmed_by": None} if event in VOIDS else {}
    new = replace(case, **(voided | changes), state=next_state(case.state, event), updated_at=now)
    save_case(session, new, audit(new, AUDIT[event], actor, now, facts))
    return new


def audit(case: OrderCase, what: str, actor: Actor, now: datetime, facts: Mapping[str, str] | None = None) -> AuditEvent:
    """The event of a change of an order."""
    return AuditEvent(what, actor, now, "order", case.id, case.version, dict(facts or {}))


def write_message(session: Session, case: OrderCase, kind: str, text: str, actor: Actor, now: datetime) -> None:
    """A text between the parties; the log holds its hash only."""
    facts = {"kind": kind, "text": document_hash(text)}
    add_message(session, case.id, Message(kind, text.strip(), actor.id, now), audit(case, "order.message", actor, now, facts))


def write_version(session: Session, case: OrderCase, document: str, actor: Actor, now: datetime) -> None:
    """The document of the case's present version."""
    digest = document_hash(document)
    version = StoredVersion(case.version, document, digest, actor.id, now)
    add_version(session, case.id, version, audit(case, "order.version", actor, now, {"document": digest}))


def stored_order(session: Session, case: OrderCase) -> Order:
    """The order of the newest version. Raises InputRefused when it cannot be read as one."""
    order, findings = read_order(get_version(session, case.id, case.version).document, case.id)
    if order is None:
        raise InputRefused(findings)
    return order


def titles(order: Order | None) -> dict[str, Any]:
    """The titles a list shows."""
    title = order.title if order is not None else None
    return {"title_sv": title.sv, "title_en": title.en} if title is not None else {}
