"""The variable list as rows of the authority's sheet (domain.md 8) and back; every fault of a foreign sheet is said with its row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from assistant.order.codes import SYSTEMS, canonical_system
from assistant.variable_list.described import Described, describe
from assistant.variable_list.listed import MAX_ENTRIES, ListedVariable, VariableList, VariableRole
from catalog.lookup import Catalogue
from common.errors import Finding, InputRefused, NotFound, Severity
from common.translate import LANGUAGES, translate

COLUMNS = ("register", "deldatamängd", "variabel", "etikett", "från år", "till år", "kodverk", "kodfilter", "roll", "motivering")
REQUIRED = ("register", "variabel")
ALL_CODES = "alla koder"
_ALL = frozenset({ALL_CODES, "alla", "all", "all codes"})
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True)
class ListRow:
    """One row of the sheet; every cell is text, empty where nothing is said. A variable the catalogue has lost keeps its names."""

    register: str
    resource: str
    variable: str
    label: str
    first_year: str
    last_year: str
    system: str
    codes: str
    role: str
    why: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells in the order of the columns."""
        return (
            self.register, self.resource, self.variable, self.label, self.first_year, self.last_year, self.system, self.codes, self.role, self.why,
        )


def list_rows(listed: VariableList, catalogue: Catalogue) -> list[ListRow]:
    """A row per entry, in the list's order, in Swedish as the authority's sheet is."""
    return [_row(entry, catalogue) for entry in listed.entries]


def read_rows(rows: Iterable[tuple[str, Mapping[str, str]]], catalogue: Catalogue) -> list[ListedVariable]:
    """The entries of (place, cells by column). Raises InputRefused with every fault of every row, path = the row's place."""
    entries: list[ListedVariable] = []
    findings: list[Finding] = []
    for place, cells in rows:
        entry = _read(place, {name: str(value).strip() for name, value in cells.items()}, catalogue, findings)
        if entry is not None:
            entries.append(entry)
    if len(entries) > MAX_ENTRIES:
        findings.append(Finding("assistant.variables.error.full", Severity.error, "", {"max": MAX_ENTRIES}))
    if not entries and not findings:
        findings.append(Finding("assistant.variables.error.no_rows", Severity.error, ""))
    if findings:
        raise InputRefused(findings)
    return entries


def role_label(role: VariableRole | None, language: str) -> str:
    """The role's name; empty for none."""
    return translate(f"assistant.variables.role.{role}", language) if role else ""


def _row(entry: ListedVariable, catalogue: Catalogue) -> ListRow:
    try:
        known: Described | None = describe(catalogue, entry.register_code, entry.variable)
    except NotFound:
        known = None
    return ListRow(
        known.source.abbreviation if known else entry.register_code, known.resource if known else "", known.name if known else entry.variable,
        known.label.of("sv") if known else "", str(entry.first_year or ""), str(entry.last_year or ""), entry.system,
        ALL_CODES if entry.all_codes and not entry.expr else entry.expr, role_label(entry.role, "sv"), entry.why,
    )


def _read(place: str, cells: Mapping[str, str], catalogue: Catalogue, findings: list[Finding]) -> ListedVariable | None:
    before = len(findings)

    def say(part: str, **params: str | int) -> None:
        findings.append(Finding(f"assistant.variables.error.{part}", Severity.error, place, {"place": place, **params}))

    register = _register(cells.get("register", ""), catalogue)
    if register is None:
        say("row_register", value=cells.get("register", "")[:60])
    elif not _exists(catalogue, register, cells.get("variabel", "")):
        say("row_variable", value=cells.get("variabel", "")[:60], register=cells.get("register", "")[:60])
    for column in ("från år", "till år"):
        if cells.get(column) and not _YEAR.fullmatch(cells[column]):
            say("row_year", value=cells[column][:20], column=column)
    system, codes = canonical_system(cells.get("kodverk", "")), cells.get("kodfilter", "")
    if system and system not in SYSTEMS:
        say("row_system", value=system[:40])
    role = _role(cells.get("roll", ""))
    if cells.get("roll") and role is None:
        say("row_role", value=cells["roll"][:40], known=", ".join(role_label(one, "sv") for one in VariableRole))
    if len(findings) > before or register is None:
        return None
    is_all = codes.lower() in _ALL
    try:
        return ListedVariable(
            number=1, register_code=register, variable=describe(catalogue, register, cells["variabel"]).name, first_year=_number(cells.get("från år")),
            last_year=_number(cells.get("till år")), system=system, expr="" if is_all else codes, all_codes=is_all, role=role, why=cells.get("motivering", ""),
        )
    except ValidationError:
        say("row_too_long")
        return None


def _register(text: str, catalogue: Catalogue) -> str | None:
    """A register by id, abbreviation or name, or by the id of one of its data resources."""
    wanted = text.strip().lower()
    resources = {one.id.lower(): one.register_code for one in catalogue.of("data_resources")}
    if wanted in resources:
        return str(resources[wanted])
    for register in catalogue.registers.values():
        if wanted and wanted in (register.id.lower(), register.abbreviation.lower(), register.name.sv.lower(), register.name.en.lower()):
            return register.id
    return None


def _exists(catalogue: Catalogue, register: str, name: str) -> bool:
    try:
        describe(catalogue, register, name)
    except NotFound:
        return False
    return True


def _role(text: str) -> VariableRole | None:
    wanted = text.strip().lower()
    return next((role for role in VariableRole if wanted in (role, *(role_label(role, language).lower() for language in LANGUAGES))), None)


def _number(text: str | None) -> int | None:
    return int(text) if text else None
