"""Rows of the audit log and the head of its chain."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import text
from sqlmodel import Field, Session, SQLModel, select

from common.actor import Actor
from common.audit.event import GENESIS, AuditEvent, chain_hash
from common.database import parse_stamp, stamp
from common.documents import canonical_json


class AuditEventRow(SQLModel, table=True):
    """One event as stored; `number` is dense from 1 so that a removed row is seen."""

    __tablename__ = "audit_event"
    number: int = Field(primary_key=True)
    what: str = Field(index=True)
    actor: str
    at: str
    object_type: str
    object_id: str = Field(index=True)
    version: int
    facts: str
    hash: str


class AuditHeadRow(SQLModel, table=True):
    """The last number and hash; one row, locked by every writer so that the chain never forks."""

    __tablename__ = "audit_head"
    id: int = Field(primary_key=True)
    number: int
    hash: str


def append(session: Session, event: AuditEvent) -> int:
    """Adds an event to the chain inside the caller's transaction and returns its number."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(4711)"))
    head = session.exec(select(AuditHeadRow).where(AuditHeadRow.id == 1)).first()
    if head is None:
        head = AuditHeadRow(id=1, number=0, hash=GENESIS)
    session.refresh(head) if head.number else None
    head.number += 1
    head.hash = chain_hash(head.hash, event)
    session.add(head)
    session.add(
        AuditEventRow(
            number=head.number, what=event.what, actor=event.actor.id, at=stamp(event.at), object_type=event.object_type,
            object_id=event.object_id, version=event.version, facts=canonical_json(dict(event.facts)), hash=head.hash,
        )
    )
    session.flush()
    return head.number


def find_events(session: Session, object_id: str) -> list[AuditEvent]:
    """Events of one object, oldest first."""
    rows = session.exec(select(AuditEventRow).where(AuditEventRow.object_id == object_id).order_by(AuditEventRow.number))  # type: ignore[arg-type]
    return [_event(row) for row in rows]


def newest_events(session: Session, limit: int) -> list[tuple[int, AuditEvent]]:
    """The last events with their numbers, newest first."""
    rows = session.exec(select(AuditEventRow).order_by(AuditEventRow.number.desc()).limit(limit))  # type: ignore[attr-defined]
    return [(row.number, _event(row)) for row in rows]


def iterate(session: Session) -> Iterator[tuple[int, AuditEvent, str]]:
    """Every event with its number and stored hash, oldest first."""
    for row in session.exec(select(AuditEventRow).order_by(AuditEventRow.number)):  # type: ignore[arg-type]
        yield row.number, _event(row), row.hash


def head_of(session: Session) -> tuple[int, str]:
    """Number and hash of the last event; (0, genesis) for an empty log."""
    head = session.exec(select(AuditHeadRow).where(AuditHeadRow.id == 1)).first()
    return (head.number, head.hash) if head else (0, GENESIS)


def _event(row: AuditEventRow) -> AuditEvent:
    return AuditEvent(row.what, Actor(row.actor), parse_stamp(row.at), row.object_type, row.object_id, row.version, json.loads(row.facts))
