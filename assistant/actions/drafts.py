"""Drafts: started, saved however unfinished they are, expired by time."""

from __future__ import annotations

import secrets
from dataclasses import replace

from assistant.actions.step import audit, step, titles, write_version
from assistant.document import KINDS, MAX_BYTES, document_hash, read_order
from assistant.permissions import check_may
from assistant.policies import check_possible, check_version
from assistant.states import DRAFT_LIFETIME, OrderCase, OrderEvent, OrderState
from assistant.store import Engine, add_case, find_cases, get_case, get_version
from common.actor import SYSTEM, Actor
from common.clock import Clock
from common.database import transaction
from common.errors import Finding, InputRefused, Severity
from common.identity import Entropy, new_id


def create_draft(
    engine: Engine, actor: Actor, clock: Clock, *, document: str, example: str | None = None, entropy: Entropy = secrets.randbits
) -> OrderCase:
    """A new draft of the actor's own. Raises ActionDenied, and InputRefused only for a document over the size limit."""
    check_may(actor, "create")
    _check_storable(document)
    now = clock.now()
    order, _findings = read_order(document)
    kind = order.kind if order is not None else next(iter(KINDS))
    case = OrderCase(
        id=new_id(now, entropy), kind=kind, state=OrderState.draft, version=1, orderer=actor.id, organisation=actor.organisation,
        created_at=now, updated_at=now, expires_at=now + DRAFT_LIFETIME, example=example, **titles(order),
    )
    with transaction(engine) as session:
        add_case(session, case, audit(case, "order.created", actor, now, {"example": example or ""}))
        write_version(session, case, document, actor, now)
    return case


def save_draft(engine: Engine, actor: Actor, clock: Clock, *, order_id: str, document: str, version: int) -> OrderCase:
    """Saves a document, right or wrong, as the next version; the same document again changes nothing.

    `version` is the one the writer started from. Raises Conflict when someone else saved first, ActionDenied, NotFound.
    """
    _check_storable(document)
    now = clock.now()
    with transaction(engine) as session:
        case = get_case(session, order_id, lock=True)
        check_may(actor, "save", case)
        check_possible(case, OrderEvent.save)
        if get_version(session, order_id, case.version).document_hash == document_hash(document):
            return case
        check_version(case, version)
        order, _findings = read_order(document)
        known = titles(order) | ({"kind": order.kind} if order is not None else {})
        saved = step(session, replace(case, version=case.version + 1), OrderEvent.save, actor, now, {"document": document_hash(document)}, **known)
        write_version(session, saved, document, actor, now)
        return saved


def expire_drafts(engine: Engine, clock: Clock, actor: Actor = SYSTEM) -> int:
    """Ends every draft whose time has run out since it was started; returns how many."""
    check_may(actor, "expire")
    now = clock.now()
    with transaction(engine) as session:
        old = [case for case in find_cases(session, state=OrderState.draft) if case.expires_at <= now]
        for case in old:
            step(session, case, OrderEvent.expire, actor, now)
    return len(old)


def _check_storable(document: str) -> None:
    """Refuses only what no database can keep: too many bytes, NUL characters, halves of characters."""
    try:
        size = len(document.encode())
    except UnicodeEncodeError:
        raise InputRefused([Finding("order.error.not_text", Severity.error)]) from None
    if "\x00" in document:
        raise InputRefused([Finding("order.error.not_text", Severity.error)])
    if size > MAX_BYTES:
        raise InputRefused([Finding("order.error.document_too_large", Severity.error, "", {"size": size, "max": MAX_BYTES})])
