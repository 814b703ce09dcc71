"""What an importer hands on: rows as the file has them, with their line numbers, and what is said beside the codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from common.errors import Finding, Severity
from metadata.model.code_system import Code, CodeChange


@dataclass(frozen=True)
class RawRow:
    """One row of a list: code as written, titles, and where it stands (`file:line`); `parent`: the code above, where the file names one."""

    place: str
    code: str
    title_sv: str = ""
    title_en: str = ""
    part: str = ""
    marker: str = ""
    kind: str = "code"
    parent: str = ""
    not_main: bool = False
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Term:
    """A further word of a code: kind (inclusion, example, latin, description), language, text; weight 0 for descriptions."""

    code: str
    kind: str
    text: str
    language: str = "sv"
    weight: int = 1
    part: str = ""


@dataclass(frozen=True)
class DailyDose:
    """A defined daily dose as the list writes it; amounts stay text."""

    atc: str
    amount: str
    unit: str
    route: str
    note: str = ""


@dataclass(frozen=True)
class Link:
    """A dated link from a reason for prescribing (`kind`: purpose, drug) or a further list's row (`purpose_text`, `change_reason`)."""

    kind: str
    code: str
    target: str
    text: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class DatedTitle:
    """A title that holds from a day on: a correction during the year, or an earlier or later name of a reused code. `before`: the text it replaces."""

    code: str
    language: str
    text: str
    valid_from: date
    part: str = ""
    before: str = ""
    place: str = ""


@dataclass
class Draft:
    """What one or several files of one list hold. `label`, `valid_from`: only where a file states them."""

    importer: str
    system: str = ""
    label: str = ""
    valid_from: date | None = None
    encodings: list[str] = field(default_factory=list)
    rows: list[RawRow] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    doses: list[DailyDose] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    changes: list[CodeChange] = field(default_factory=list)
    titles: list[DatedTitle] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, error: str, place: str, /, **params: Any) -> None:
        """Notes an error at a row."""
        self.findings.append(Finding(error, Severity.error, place, params))

    def warn(self, warning: str, place: str, /, **params: Any) -> None:
        """Notes an oddity at a row that does not stop the import."""
        self.warnings.append(Finding(warning, Severity.warning, place, params))


@dataclass(frozen=True)
class ImportedEdition:
    """A checked edition, ready to be stored: codes arranged with level and parent, sorted by code and part."""

    system: str
    label: str
    codes: tuple[Code, ...] = field(repr=False)
    source_name: str
    sha256: str
    importer: str
    encoding: str = "utf-8"
    valid_from: date | None = None
    is_sample: bool = False
    terms: tuple[Term, ...] = field(default=(), repr=False)
    doses: tuple[DailyDose, ...] = field(default=(), repr=False)
    links: tuple[Link, ...] = field(default=(), repr=False)
    changes: tuple[CodeChange, ...] = field(default=(), repr=False)
    titles: tuple[DatedTitle, ...] = field(default=(), repr=False)
    warnings: tuple[Finding, ...] = field(default=(), repr=False)


def parse_day(text: str) -> date | None:
    """A day written `2007-01-01` or `20070101`; None for an empty text. Raises ValueError on anything else."""
    value = text.strip()
    return date.fromisoformat(value) if value else None
