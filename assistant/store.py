"""Rows of orders, their versions, answered warnings and messages. Only actions and lookup come here; every write takes its audit event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine as Engine
from sqlmodel import Field, SQLModel, col, select
from sqlmodel import Session as Session

from assistant.states import OrderCase, OrderState
from common.audit.event import AuditEvent
from common.audit.store import append
from common.database import parse_stamp, stamp
from common.errors import NotFound


class OrderRow(SQLModel, table=True):
    """One order; its document stands in the versions."""

    __tablename__ = "order_case"
    id: str = Field(primary_key=True)
    kind: str
    state: str = Field(index=True)
    version: int
    orderer: str = Field(index=True)
    organisation: str | None = Field(default=None, index=True)
    created_at: str
    updated_at: str
    expires_at: str
    title_sv: str = ""
    title_en: str = ""
    example: str | None = None
    officer: str | None = None
    queued_at: str | None = None
    specification: str | None = None
    confirmed: str | None = None
    confirmed_by: str | None = None
    diary_number: str | None = Field(default=None, unique=True)


class OrderVersionRow(SQLModel, table=True):
    """One saved document, byte for byte; never changed afterwards."""

    __tablename__ = "order_version"
    order_id: str = Field(primary_key=True, foreign_key="order_case.id")
    version: int = Field(primary_key=True)
    document: str
    document_hash: str
    saved_by: str
    saved_at: str


class OrderAnswerRow(SQLModel, table=True):
    """A warning dismissed with a reason, which the officer sees."""

    __tablename__ = "order_answer"
    id: int | None = Field(default=None, primary_key=True)
    order_id: str = Field(index=True, foreign_key="order_case.id")
    rule: str
    path: str
    reason: str
    answered_by: str
    answered_at: str


class OrderMessageRow(SQLModel, table=True):
    """What the parties wrote to each other: questions, answers, objections, reasons of a refusal."""

    __tablename__ = "order_message"
    id: int | None = Field(default=None, primary_key=True)
    order_id: str = Field(index=True, foreign_key="order_case.id")
    kind: str
    text: str
    written_by: str
    written_at: str


@dataclass(frozen=True)
class StoredVersion:
    """One saved document with who saved it and when."""

    version: int
    document: str
    document_hash: str
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True)
class Answer:
    """A dismissed warning: rule, pointer (empty = everywhere) and reason."""

    rule: str
    path: str
    reason: str
    answered_by: str = ""


@dataclass(frozen=True)
class Message:
    """A text between the parties."""

    kind: str
    text: str
    written_by: str
    written_at: datetime


def add_case(session: Session, case: OrderCase, event: AuditEvent) -> None:
    """Writes a new order with its event."""
    session.add(OrderRow(**_fields(case)))
    session.flush()
    append(session, event)


def save_case(session: Session, case: OrderCase, event: AuditEvent) -> None:
    """Writes a changed order with its event."""
    session.merge(OrderRow(**_fields(case)))
    session.flush()
    append(session, event)


def add_version(session: Session, order_id: str, version: StoredVersion, event: AuditEvent) -> None:
    """Writes a saved document with its event; the same number twice is refused by the database."""
    row = OrderVersionRow(
        order_id=order_id, version=version.version, document=version.document, document_hash=version.document_hash,
        saved_by=version.saved_by, saved_at=stamp(version.saved_at),
    )
    session.add(row)
    session.flush()
    append(session, event)


def put_answers(session: Session, order_id: str, answers: list[Answer], at: datetime, event: AuditEvent) -> None:
    """Replaces the dismissed warnings of an order, with the event that tells how many."""
    for row in session.exec(select(OrderAnswerRow).where(OrderAnswerRow.order_id == order_id)):
        session.delete(row)
    for one in answers:
        session.add(
            OrderAnswerRow(order_id=order_id, rule=one.rule, path=one.path, reason=one.reason, answered_by=one.answered_by, answered_at=stamp(at))
        )
    session.flush()
    append(session, event)


def add_message(session: Session, order_id: str, message: Message, event: AuditEvent) -> None:
    """Writes a text between the parties; the event never holds the text itself."""
    session.add(
        OrderMessageRow(order_id=order_id, kind=message.kind, text=message.text, written_by=message.written_by, written_at=stamp(message.written_at))
    )
    session.flush()
    append(session, event)


def get_case(session: Session, order_id: str, *, lock: bool = False) -> OrderCase:
    """One order. Raises NotFound `order.error.no_order`."""
    query = select(OrderRow).where(OrderRow.id == order_id)
    row = session.exec(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFound("order.error.no_order", order=order_id)
    return _case(row)


def find_cases(session: Session, *, state: str | None = None, orderer: str | None = None, organisation: str | None = None) -> list[OrderCase]:
    """Orders newest first; `orderer` and `organisation` together mean either."""
    query = select(OrderRow)
    if state is not None:
        query = query.where(OrderRow.state == state)
    if organisation is not None:
        query = query.where((OrderRow.orderer == orderer) | (OrderRow.organisation == organisation))
    elif orderer is not None:
        query = query.where(OrderRow.orderer == orderer)
    return [_case(row) for row in session.exec(query.order_by(OrderRow.id.desc()))]  # type: ignore[attr-defined]


def find_cases_of_examples(session: Session, states: Sequence[str]) -> list[OrderCase]:
    """Orders in some states that began from an example, newest first."""
    query = select(OrderRow).where(col(OrderRow.example).is_not(None), col(OrderRow.state).in_(states)).order_by(col(OrderRow.id).desc())
    return [_case(row) for row in session.exec(query)]


def get_version(session: Session, order_id: str, version: int) -> StoredVersion:
    """One saved document. Raises NotFound `order.error.no_version`."""
    row = session.get(OrderVersionRow, (order_id, version))
    if row is None:
        raise NotFound("order.error.no_version", order=order_id, version=version)
    return StoredVersion(row.version, row.document, row.document_hash, row.saved_by, parse_stamp(row.saved_at))


def find_answers(session: Session, order_id: str) -> list[Answer]:
    """Dismissed warnings in the order they were given."""
    rows = session.exec(select(OrderAnswerRow).where(OrderAnswerRow.order_id == order_id).order_by(OrderAnswerRow.id))  # type: ignore[arg-type]
    return [Answer(row.rule, row.path, row.reason, row.answered_by) for row in rows]


def find_messages(session: Session, order_id: str) -> list[Message]:
    """Texts between the parties, oldest first."""
    rows = session.exec(select(OrderMessageRow).where(OrderMessageRow.order_id == order_id).order_by(OrderMessageRow.id))  # type: ignore[arg-type]
    return [Message(row.kind, row.text, row.written_by, parse_stamp(row.written_at)) for row in rows]


_MOMENTS = ("created_at", "updated_at", "expires_at", "queued_at")


def _fields(case: OrderCase) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(case, name) for name in OrderRow.model_fields}
    values |= {name: stamp(values[name]) for name in _MOMENTS if values[name] is not None}
    return values | {"state": case.state.value}


def _case(row: OrderRow) -> OrderCase:
    values = {name: getattr(row, name) for name in OrderRow.model_fields}
    values |= {name: parse_stamp(values[name]) for name in _MOMENTS if values[name] is not None}
    return OrderCase(**(values | {"state": OrderState(row.state)}))
