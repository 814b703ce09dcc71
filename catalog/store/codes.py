"""Rows of imported code editions: one row per edition, per code, per further word, per recorded change and per defined daily dose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from common.audit.event import AuditEvent
from common.audit.store import append
from common.database import stamp
from metadata.model.code_system import Code, CodeChange


class CodeEditionRow(SQLModel, table=True):
    """One loaded edition; (system, label) and (system, source_sha256) are unique."""

    __tablename__ = "code_edition"
    __table_args__ = (UniqueConstraint("system", "label"), UniqueConstraint("system", "source_sha256"))
    id: int | None = Field(default=None, primary_key=True)
    system: str = Field(index=True)
    label: str
    valid_from: str | None = None
    valid_to: str | None = None
    source_name: str
    source_sha256: str
    importer: str
    encoding: str
    imported_at: str
    code_count: int
    is_sample: bool = False


class CodeRow(SQLModel, table=True):
    """One code, chapter or block of an edition, in stored form; `position` keeps the order of loading."""

    __tablename__ = "code"
    edition: int = Field(primary_key=True, foreign_key="code_edition.id")
    part: str = Field(primary_key=True, default="")
    code: str = Field(primary_key=True)
    kind: str
    level: int
    parent: str | None = None
    marker: str = ""
    not_main: bool = False
    title_sv: str = ""
    title_en: str = ""
    valid_from: str | None = None
    valid_to: str | None = None


class CodeTitleRow(SQLModel, table=True):
    """A title that holds from a day on, beside the one of the list: a correction during the year, or another name of a reused code."""

    __tablename__ = "code_title"
    edition: int = Field(primary_key=True, foreign_key="code_edition.id")
    part: str = Field(primary_key=True, default="")
    code: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    valid_from: str = Field(primary_key=True)
    text: str
    source: str = ""


class CodeTermRow(SQLModel, table=True):
    """A further word of a code from the authority's file: inclusion, example, Latin name, description; `weight` low for descriptions."""

    __tablename__ = "code_term"
    id: int | None = Field(default=None, primary_key=True)
    edition: int = Field(foreign_key="code_edition.id", index=True)
    part: str = ""
    code: str
    kind: str
    language: str
    text: str
    weight: int = 1


class CodeChangeRow(SQLModel, table=True):
    """A recorded move of a code; `new` is empty when there is none, so that the row can be unique."""

    __tablename__ = "code_change"
    __table_args__ = (UniqueConstraint("system", "old", "new"),)
    id: int | None = Field(default=None, primary_key=True)
    system: str = Field(index=True)
    old: str
    new: str = ""
    kind: str
    day: str | None = None
    confidence: str = ""
    source: str = ""
    approved_by: str | None = None
    approved_at: str | None = None


class DailyDoseRow(SQLModel, table=True):
    """A defined daily dose: several per substance, by route, unit, note and the year of the list."""

    __tablename__ = "daily_dose"
    id: int | None = Field(default=None, primary_key=True)
    edition: int = Field(foreign_key="code_edition.id", index=True)
    atc: str = Field(index=True)
    route: str = ""
    unit: str = ""
    amount: str
    note: str = ""
    year: int


class CodeLinkRow(SQLModel, table=True):
    """A dated link of a reason for prescribing with a purpose or a drug, or a further code list of that system (`kind`)."""

    __tablename__ = "code_link"
    id: int | None = Field(default=None, primary_key=True)
    edition: int = Field(foreign_key="code_edition.id", index=True)
    kind: str
    code: str
    target: str
    text: str = ""
    valid_from: str | None = None
    valid_to: str | None = None


@dataclass(frozen=True)
class EditionHead:
    """What is known of a loaded edition without its codes; `titles`: number of dated titles, which grows with every correction."""

    id: int
    system: str
    label: str
    valid_from: date | None
    valid_to: date | None
    source_name: str
    sha256: str
    importer: str
    imported_at: str
    code_count: int
    is_sample: bool
    titles: int = 0


_CODE_COLUMNS = ("code", "title_sv", "title_en", "level", "parent", "part", "marker", "kind", "not_main", "valid_from", "valid_to")


def insert_edition(session: Session, head: CodeEditionRow, codes: Sequence[Code], at: datetime, event: AuditEvent) -> int:
    """Writes an edition with its codes and the event, in the caller's transaction; the id of the edition."""
    head.imported_at = stamp(at)
    session.add(head)
    session.flush()
    assert head.id is not None
    rows = [dict(zip(_CODE_COLUMNS, _plain(code), strict=True), edition=head.id) for code in codes]
    if rows:
        session.connection().execute(insert(CodeRow), rows)
    append(session, event)
    return head.id


def insert_rows(session: Session, table: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    """Writes further rows of an edition that the same transaction has just written and told of."""
    values = list(rows)
    if values:
        session.connection().execute(insert(table), values)


def find_heads(session: Session, system: str | None = None) -> list[EditionHead]:
    """Loaded editions of one system or all: real lists before samples, newest first."""
    query = select(CodeEditionRow) if system is None else select(CodeEditionRow).where(CodeEditionRow.system == system)
    titles = Counter(session.exec(select(CodeTitleRow.edition)))
    heads = [_head(row, titles[row.id or 0]) for row in session.exec(query)]
    return sorted(heads, key=lambda head: (not head.is_sample, head.valid_from or date.min, head.id), reverse=True)


def last_import(session: Session) -> str | None:
    """The stamp of the newest import; None while no edition is loaded."""
    found: str | None = session.connection().execute(select_columns(func.max(CodeEditionRow.imported_at))).scalar()
    return found


def codes_of(session: Session, edition: int, code: str | None = None) -> list[Code]:
    """Every row of an edition or of one code in it, in code-point order of code and part."""
    columns = [getattr(CodeRow, name) for name in _CODE_COLUMNS]
    query = select_columns(*columns).where(CodeRow.edition == edition)  # type: ignore[arg-type]
    found = session.connection().execute(query if code is None else query.where(CodeRow.code == code))  # type: ignore[arg-type]
    codes = [Code._make((*row[:8], bool(row[8]), _day(row[9]), _day(row[10]))) for row in found]
    codes.sort(key=lambda code: (code.code, code.part))
    return codes


def titles_of(session: Session, edition: int, code: str | None = None) -> list[tuple[str, str, str, str, date]]:
    """(code, part, language, text, first day) of an edition's dated titles, or of one code's, oldest first."""
    query = select(CodeTitleRow).where(CodeTitleRow.edition == edition).order_by(CodeTitleRow.valid_from)
    rows = session.exec(query if code is None else query.where(CodeTitleRow.code == code))
    return [(row.code, row.part, row.language, row.text, date.fromisoformat(row.valid_from)) for row in rows]


def add_titles(session: Session, edition: int, titles: Iterable[tuple[str, str, str, str, date]], source: str, event: AuditEvent | None) -> int:
    """Records dated titles that are not recorded yet, with the event if one is given; how many were new. A recorded one is never altered here."""
    known = {(code, part, language, day) for code, part, language, _text, day in titles_of(session, edition)}
    new = [one for one in dict.fromkeys(titles) if (one[0], one[1], one[2], one[4]) not in known]
    insert_rows(session, CodeTitleRow, (
        {"edition": edition, "code": code, "part": part, "language": language, "text": text, "valid_from": day.isoformat(), "source": source}
        for code, part, language, text, day in {(one[0], one[1], one[2], one[4]): one for one in new}.values()
    ))
    if new and event is not None:
        append(session, event)
    return len(new)


def approve_change(session: Session, system: str, old: str, new: str, by: str, at: datetime, event: AuditEvent) -> bool:
    """Marks a recorded move as approved; False when none is recorded."""
    query = select(CodeChangeRow).where(CodeChangeRow.system == system, CodeChangeRow.old == old, CodeChangeRow.new == new)
    row = session.exec(query).first()
    if row is None:
        return False
    row.approved_by, row.approved_at = by, stamp(at)
    session.add(row)
    append(session, event)
    return True


def terms_of(session: Session, edition: int) -> list[tuple[str, str, str, str, int]]:
    """(code, kind, language, text, weight) of an edition's further words."""
    rows = session.exec(select(CodeTermRow).where(CodeTermRow.edition == edition).order_by(CodeTermRow.id))  # type: ignore[arg-type]
    return [(row.code, row.kind, row.language, row.text, row.weight) for row in rows]


def terms_of_code(session: Session, editions: Sequence[int], code: str) -> list[tuple[str, str, str]]:
    """(kind, language, text) of the further words of one code in some editions, each once."""
    found = session.exec(select(CodeTermRow).where(col(CodeTermRow.edition).in_(editions), CodeTermRow.code == code).order_by(col(CodeTermRow.id)))
    return list(dict.fromkeys((row.kind, row.language, row.text) for row in found))


def doses_of_code(session: Session, code: str) -> list[DailyDoseRow]:
    """The defined daily doses of one substance in every edition, newest year first."""
    return list(session.exec(select(DailyDoseRow).where(DailyDoseRow.atc == code).order_by(col(DailyDoseRow.year).desc(), col(DailyDoseRow.id))))


def links_of_code(session: Session, editions: Sequence[int], code: str) -> list[CodeLinkRow]:
    """The links of one reason for prescribing in some editions."""
    return list(session.exec(select(CodeLinkRow).where(col(CodeLinkRow.edition).in_(editions), CodeLinkRow.code == code).order_by(col(CodeLinkRow.id))))


def links_of_kind(session: Session, kind: str) -> list[CodeLinkRow]:
    """Every link of one kind in every edition."""
    return list(session.exec(select(CodeLinkRow).where(CodeLinkRow.kind == kind).order_by(col(CodeLinkRow.id))))


def add_changes(session: Session, changes: Iterable[CodeChange], at: datetime, event: AuditEvent, *, told_elsewhere: bool = False) -> int:
    """Records changes that are not recorded yet; how many were new. Of a recorded one only the approval may come later.

    `told_elsewhere`: the event is written with the edition the changes came with, in the same transaction.
    """
    new = 0
    for change in dict.fromkeys(changes):
        known = select(CodeChangeRow).where(CodeChangeRow.system == change.system, CodeChangeRow.old == change.old, CodeChangeRow.new == (change.new or ""))
        row = session.exec(known).first()
        if row is not None and change.approved_by and not row.approved_by:
            row.approved_by, row.approved_at = change.approved_by, stamp(at)
            session.add(row)
            new += 1
        if row is None:
            values = change._asdict() | {"new": change.new or "", "day": change.day.isoformat() if change.day else None}
            session.add(CodeChangeRow(**values, approved_at=stamp(at) if change.approved_by else None))
            new += 1
    if new and not told_elsewhere:
        append(session, event)
    return new


def changes_of(session: Session, system: str | None = None) -> list[CodeChange]:
    """Recorded changes of one system or all, by system and old code."""
    query = select(CodeChangeRow).order_by(CodeChangeRow.system, CodeChangeRow.old, CodeChangeRow.id)  # type: ignore[arg-type]
    rows = session.exec(query if system is None else query.where(CodeChangeRow.system == system))
    return [
        CodeChange(row.system, row.old, row.new or None, row.kind, _day(row.day), row.confidence, row.source, row.approved_by) for row in rows
    ]


def _plain(code: Code) -> tuple[Any, ...]:
    return (*code[:9], code.valid_from.isoformat() if code.valid_from else None, code.valid_to.isoformat() if code.valid_to else None)


def _head(row: CodeEditionRow, titles: int) -> EditionHead:
    assert row.id is not None
    return EditionHead(
        row.id, row.system, row.label, _day(row.valid_from), _day(row.valid_to), row.source_name, row.source_sha256, row.importer,
        row.imported_at, row.code_count, row.is_sample, titles,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
