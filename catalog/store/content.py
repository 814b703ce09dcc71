"""Rows of the loaded content: one per object with its canonical JSON, and one head row that says which content this is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert
from sqlmodel import Field, Session, SQLModel, select

from common.audit.event import AuditEvent
from common.audit.store import append
from common.database import stamp

HEAD = 1


class ContentObjectRow(SQLModel, table=True):
    """One object of the content; `position` keeps the order of the files."""

    __tablename__ = "content_object"
    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    position: int
    version: str
    body: str


class ContentHeadRow(SQLModel, table=True):
    """The content now loaded: SHA-256 of its canonical text, when, and how many objects; one row or none."""

    __tablename__ = "content_head"
    id: int = Field(primary_key=True)
    version: str
    loaded_at: str
    objects: int


def replace_content(session: Session, version: str, objects: Iterable[tuple[str, str, str, str]], at: datetime, event: AuditEvent) -> None:
    """Puts (kind, id, version, canonical JSON) in place of everything loaded before, and writes the event, in the caller's transaction."""
    rows = [{"kind": kind, "id": key, "position": position, "version": own, "body": body} for position, (kind, key, own, body) in enumerate(objects)]
    session.connection().execute(delete(ContentObjectRow))
    if rows:
        session.connection().execute(insert(ContentObjectRow), rows)
    head = session.get(ContentHeadRow, HEAD) or ContentHeadRow(id=HEAD, version="", loaded_at="", objects=0)
    head.version, head.loaded_at, head.objects = version, stamp(at), len(rows)
    session.add(head)
    append(session, event)


def content_head(session: Session) -> tuple[str, str, int] | None:
    """Version, stamp of loading and number of objects; None when nothing was ever loaded."""
    head = session.get(ContentHeadRow, HEAD)
    return (head.version, head.loaded_at, head.objects) if head else None


def content_bodies(session: Session) -> list[tuple[str, str]]:
    """(kind, canonical JSON) of every object in the order of the files."""
    rows = session.exec(select(ContentObjectRow).order_by(ContentObjectRow.position))  # type: ignore[arg-type]
    return [(row.kind, row.body) for row in rows]
