"""Rows of variable lists: one list for each person, and one for each visitor who has not signed in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Field, Session, SQLModel, select

from assistant.variable_list.listed import VariableList
from common.audit.event import AuditEvent
from common.audit.store import append
from common.database import parse_stamp, stamp
from common.documents import canonical_json


class VariableListRow(SQLModel, table=True):
    """One list. `owner`: `person:<login>`, or `visitor:<hash of the cookie>`; only a visitor's list expires."""

    __tablename__ = "variable_list"
    owner: str = Field(primary_key=True)
    version: int
    body: str
    updated_at: str
    expires_at: str | None = Field(default=None, index=True)


@dataclass(frozen=True)
class StoredList:
    """A list as stored, its version, and when a visitor's is thrown away."""

    listed: VariableList
    version: int
    updated_at: datetime | None = None
    expires_at: datetime | None = None


EMPTY = StoredList(VariableList(), 0)


def find(session: Session, owner: str, at: datetime, *, lock: bool = False) -> StoredList:
    """The list of an owner, empty when there is none or it has expired."""
    query = select(VariableListRow).where(VariableListRow.owner == owner)
    row = session.exec(query.with_for_update() if lock else query).first()
    if row is None or (row.expires_at is not None and row.expires_at <= stamp(at)):
        return EMPTY
    expires = parse_stamp(row.expires_at) if row.expires_at else None
    return StoredList(VariableList.model_validate(json.loads(row.body)), row.version, parse_stamp(row.updated_at), expires)


def put(session: Session, owner: str, stored: StoredList, event: AuditEvent) -> None:
    """Writes a list and its event."""
    body = canonical_json(stored.listed.model_dump(mode="json", by_alias=True))
    expires = stamp(stored.expires_at) if stored.expires_at else None
    session.merge(VariableListRow(owner=owner, version=stored.version, body=body, updated_at=stamp(event.at), expires_at=expires))
    session.flush()
    append(session, event)


def remove(session: Session, owner: str, event: AuditEvent) -> None:
    """Throws a list away, with its event."""
    row = session.get(VariableListRow, owner)
    if row is not None:
        session.delete(row)
        session.flush()
    append(session, event)


def remove_expired(session: Session, at: datetime, event: AuditEvent) -> int:
    """Throws away every list whose day has passed; how many, with one event when there were any."""
    gone = session.connection().execute(delete(VariableListRow).where(VariableListRow.expires_at <= stamp(at))).rowcount  # type: ignore[operator,arg-type]
    if gone:
        append(session, event)
    return int(gone)
