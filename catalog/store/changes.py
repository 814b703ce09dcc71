"""Rows of the change feed: appended, never altered, never deleted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Field, Session, SQLModel, select

from common.database import stamp

CONTENT = "content"
"""Origin of events about authored content; an imported description has its own key."""


class ChangeEventRow(SQLModel, table=True):
    """One event; `seq` rises by time of writing. `fields` and `label` are JSON. `origin`: what the object was published with."""

    __tablename__ = "change_event"
    seq: int | None = Field(default=None, primary_key=True)
    at: str = Field(index=True)
    type_name: str
    object_id: str
    uuid: str = Field(index=True)
    uri: str
    version: str
    action: str
    label: str
    sha256: str
    fields: str = "[]"
    origin: str = CONTENT


@dataclass(frozen=True)
class ChangeEvent:
    """One event as read: what happened to which object when; `label` is its name when it happened."""

    seq: int
    at: str
    type_name: str
    id: str
    uuid: str
    uri: str
    version: str
    action: str
    label: Mapping[str, str]
    sha256: str
    fields: tuple[str, ...]
    origin: str


def append_changes(session: Session, changes: Iterable[Mapping[str, Any]], at: datetime) -> int:
    """Writes events in the caller's transaction, which also holds what they tell of; how many."""
    rows = [ChangeEventRow(at=stamp(at), **change) for change in changes]
    session.add_all(rows)
    session.flush()
    return len(rows)


def newest_cursor(session: Session) -> int:
    """The number of the newest event; 0 while there is none."""
    return session.exec(select(func.max(ChangeEventRow.seq))).one() or 0


def events_after(session: Session, cursor: int, limit: int) -> list[ChangeEvent]:
    """Events after a number, ascending, at most `limit`."""
    query = select(ChangeEventRow).where(ChangeEventRow.seq > cursor).order_by(ChangeEventRow.seq).limit(limit)  # type: ignore[operator, arg-type]
    return [_event(row) for row in session.exec(query)]


def all_events(session: Session) -> list[ChangeEvent]:
    """Every event, ascending."""
    return [_event(row) for row in session.exec(select(ChangeEventRow).order_by(ChangeEventRow.seq))]  # type: ignore[arg-type]


def _event(row: ChangeEventRow) -> ChangeEvent:
    assert row.seq is not None
    return ChangeEvent(
        row.seq, row.at, row.type_name, row.object_id, row.uuid, row.uri, row.version, row.action, json.loads(row.label), row.sha256, tuple(json.loads(row.fields)),
        row.origin,
    )
