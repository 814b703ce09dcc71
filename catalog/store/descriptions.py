"""Rows of imported descriptions: the objects of one import with their state; what is published answers beside the authored content."""

from __future__ import annotations

from sqlmodel import Field, Session, SQLModel, select

from common.audit.event import AuditEvent
from common.audit.store import append


class DescriptionRow(SQLModel, table=True):
    """One import: `id` from the checksum of its objects, `state` draft, published or discarded, `body` and `report` canonical JSON."""

    __tablename__ = "imported_description"
    id: str = Field(primary_key=True)
    state: str = Field(index=True)
    kind: str
    file: str
    sha256: str
    agency: str
    title: str
    generated_at: str
    imported_at: str
    imported_by: str
    body: str
    report: str


def add_description(session: Session, row: DescriptionRow, event: AuditEvent) -> None:
    """Puts an import in, and writes the event, in the caller's transaction."""
    session.add(row)
    append(session, event)


def change_description(session: Session, row: DescriptionRow, event: AuditEvent) -> None:
    """Writes a changed import and the event."""
    session.add(row)
    append(session, event)


def get_description(session: Session, key: str) -> DescriptionRow | None:
    """One import by id; None when there is none."""
    return session.get(DescriptionRow, key)


def find_descriptions(session: Session, *states: str) -> list[DescriptionRow]:
    """Imports in these states (all when none is named), oldest first."""
    rows = session.exec(select(DescriptionRow)).all()
    return sorted((row for row in rows if not states or row.state in states), key=lambda row: (row.imported_at, row.id))


def published_marks(session: Session) -> list[tuple[str, str]]:
    """(id, stamp) of what is published of imports, oldest first, without the objects."""
    rows = session.exec(select(DescriptionRow.id, DescriptionRow.generated_at).where(DescriptionRow.state == "published")).all()
    return sorted(((key, at) for key, at in rows), key=lambda row: (row[1], row[0]))
