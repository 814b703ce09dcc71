"""Rows of saved code lists and their versions; a version is written once, only its signature is added later."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Field, Session, SQLModel, select

from assistant.code_lists.saved import ListVersion, SavedList, Signature
from common.audit.event import AuditEvent
from common.audit.store import append
from common.database import parse_stamp, stamp


class CodeListRow(SQLModel, table=True):
    """One named list."""

    __tablename__ = "code_list"
    address: str = Field(primary_key=True)
    name: str
    system: str
    owner: str = Field(index=True)
    owner_name: str
    organisation: str | None = None
    newest: int
    created_at: str


class CodeListVersionRow(SQLModel, table=True):
    """One version; `codes`: stored codes, one a line."""

    __tablename__ = "code_list_version"
    address: str = Field(primary_key=True, foreign_key="code_list.address")
    number: int = Field(primary_key=True)
    name: str
    system: str = Field(index=True)
    expr: str
    normal: str
    edition: str
    codes: str
    expansion_sha256: str
    content_sha256: str = Field(index=True)
    note: str
    saved_by: str
    saved_by_name: str
    saved_at: str
    signed_by: str | None = None
    signed_name: str | None = None
    signed_title: str | None = None
    signed_at: str | None = None


def add_version(session: Session, saved: SavedList, version: ListVersion, event: AuditEvent) -> None:
    """Writes a version, the list itself with its first one, and the event."""
    values = {name: getattr(saved, name) for name in CodeListRow.model_fields}
    own = CodeListRow(**(values | {"created_at": stamp(saved.created_at)}))
    session.add(own) if version.number == 1 else session.merge(own)  # a first version never takes the address of another list
    session.flush()
    row = {name: getattr(version, name) for name in CodeListVersionRow.model_fields if hasattr(version, name)}
    session.add(CodeListVersionRow(**(row | {"codes": "\n".join(version.codes), "saved_at": stamp(version.saved_at)})))
    session.flush()
    append(session, event)


def sign(session: Session, version: ListVersion, signature: Signature, event: AuditEvent) -> ListVersion:
    """Adds the signature of a version, with its event."""
    row = session.get_one(CodeListVersionRow, (version.address, version.number))
    row.signed_by, row.signed_name, row.signed_title, row.signed_at = signature.login, signature.name, signature.title, stamp(signature.at)
    session.add(row)
    session.flush()
    append(session, event)
    return replace(version, signature=signature)


def find_list(session: Session, address: str, *, lock: bool = False) -> SavedList | None:
    """The list of an address, None when there is none."""
    query = select(CodeListRow).where(CodeListRow.address == address)
    row = session.exec(query.with_for_update() if lock else query).first()
    return _list(row) if row else None


def find_version(session: Session, address: str, number: int) -> ListVersion | None:
    """One version, None when there is none."""
    row = session.get(CodeListVersionRow, (address, number))
    return _version(row) if row else None


def find_versions(session: Session, address: str) -> list[ListVersion]:
    """Every version of a list, newest first."""
    query = select(CodeListVersionRow).where(CodeListVersionRow.address == address).order_by(CodeListVersionRow.number.desc())  # type: ignore[attr-defined]
    return [_version(row) for row in session.exec(query)]


def find_content(session: Session, content_sha256: str) -> ListVersion | None:
    """The earliest version with exactly this content, None when there is none."""
    query = select(CodeListVersionRow).where(CodeListVersionRow.content_sha256 == content_sha256).order_by(CodeListVersionRow.saved_at)
    row = session.exec(query).first()
    return _version(row) if row else None


def newest_versions(session: Session, system: str | None = None) -> list[ListVersion]:
    """The newest version of every list of a system or of all, by name."""
    query = select(CodeListVersionRow).join(CodeListRow, CodeListRow.address == CodeListVersionRow.address)  # type: ignore[arg-type]
    query = query.where(CodeListRow.newest == CodeListVersionRow.number).order_by(CodeListRow.name, CodeListRow.address)
    return [_version(row) for row in session.exec(query if system is None else query.where(CodeListRow.system == system))]


def _list(row: CodeListRow) -> SavedList:
    return SavedList(row.address, row.name, row.system, row.owner, row.owner_name, row.organisation, row.newest, parse_stamp(row.created_at))


def _version(row: CodeListVersionRow) -> ListVersion:
    signature = None
    if row.signed_by is not None and row.signed_at is not None:
        signature = Signature(row.signed_by, row.signed_name or "", row.signed_title or "", parse_stamp(row.signed_at))
    return ListVersion(
        row.address, row.number, row.name, row.system, row.expr, row.normal, row.edition, tuple(row.codes.split("\n")) if row.codes else (),
        row.expansion_sha256, row.content_sha256, row.note, row.saved_by, row.saved_by_name, parse_stamp(row.saved_at), signature,
    )
