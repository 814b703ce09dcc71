"""What was pushed where: one row per target and object with the hash that the portal holds, and one per target with its lock."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, select

from common.audit.event import AuditEvent
from common.audit.store import append
from common.database import stamp


class PortalRecordRow(SQLModel, table=True):
    """One object at one portal. `status`: delivered, withdrawn, refused, invalid or pending.

    `sha256`: of what the portal holds, empty before the first time and after a withdrawal; `tried_sha256`: of what was last sent or judged.
    """

    __tablename__ = "portal_record"
    target: str = Field(primary_key=True)
    uuid: str = Field(primary_key=True)
    profile: str
    label: str = ""
    sha256: str = ""
    tried_sha256: str = ""
    remote_id: str = ""
    remote_etag: str = ""
    status: str = "pending"
    attempts: int = 0
    last_error: str = ""
    last_success: str | None = None


class PortalTargetRow(SQLModel, table=True):
    """One portal: position of the change feed that every object has a final outcome for, and until when somebody is pushing."""

    __tablename__ = "portal_target"
    target: str = Field(primary_key=True)
    cursor: int = 0
    locked_until: str = ""


def take_lock(session: Session, target: str, now: datetime, until: datetime) -> bool:
    """Whether the target was free and is now the caller's; a lock whose time has run out is taken over."""
    row = session.exec(select(PortalTargetRow).where(PortalTargetRow.target == target).with_for_update()).first() or PortalTargetRow(target=target)
    if row.locked_until > stamp(now):
        return False
    row.locked_until = stamp(until)
    session.add(row)
    return True


def keep_lock(session: Session, target: str, until: datetime) -> None:
    """Lets the caller's lock last longer: a portal that answers slowly is not pushed to by two at once."""
    row = session.get(PortalTargetRow, target)
    if row is not None:
        row.locked_until = stamp(until)
        session.add(row)


def release(session: Session, target: str, cursor: int | None, event: AuditEvent) -> None:
    """Gives the target free and writes the event; with a cursor everything up to it has a final outcome."""
    row = session.get(PortalTargetRow, target) or PortalTargetRow(target=target)
    row.locked_until = ""
    row.cursor = row.cursor if cursor is None else cursor
    session.add(row)
    append(session, event)


def cursor_of(session: Session, target: str) -> int:
    """Up to where everything was pushed; 0 before the first time."""
    row = session.get(PortalTargetRow, target)
    return row.cursor if row is not None else 0


def records_of(session: Session, target: str) -> dict[str, PortalRecordRow]:
    """What is known of a target's objects, by identity; the rows are read, not kept open."""
    rows = list(session.exec(select(PortalRecordRow).where(PortalRecordRow.target == target)))
    for row in rows:
        session.expunge(row)
    return {row.uuid: row for row in rows}


def save_record(session: Session, row: PortalRecordRow) -> None:
    """Writes the outcome of one object. The event that tells of the whole push is written when it ends, in `release`."""
    session.merge(row)
