"""Reads a variable list of any known origin and says row by row what the catalogue makes of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.exchange.harvest import check_size, finding, refused
from catalog.exchange.sheets import open_sheets
from catalog.importers.source import is_zip
from catalog.lookup import Catalogue
from common.documents import read_document
from common.errors import Finding, Severity
from metadata.model.variable import InstanceVariable

COLUMNS = (
    "register", "deldatamängd", "variabel", "etikett", "från år", "till år", "kodverk", "kodfilter", "roll", "motivering", "registerhållare",
    "populationsroll", "detaljnivå", "anmärkning", "kodverksversion", "objekttyp", "känslighet", "kopplingsnyckel", "tillgänglighet",
    "etikett (engelska)", "register-id", "variabel-id", "variabel-uri", "variabelversion", "rut-id", "projekt", "ärendenummer", "listversion",
)
"""The columns in the order they are written; the first ten are those that officers know."""
_HEADINGS = Path(__file__).with_name("variable_headings.yaml")
_RANGE = re.compile(r"([A-Za-zÅÄÖåäö_]+)(\d+)\s*[-–]\s*([A-Za-zÅÄÖåäö_]*)(\d+)")
_PERSONAL = re.compile(r"\b(19|20)?\d{6}[-+]\d{4}\b")
_MAX_SPAN = 200
_BESIDE = frozenset({"register", "deldatamängd", "etikett", "från år", "motivering"})
"""A header has one of these beside the variable's name; a lone “namn” is another sheet's."""


@dataclass(frozen=True)
class ListedRow:
    """One row after reading: its number, its cells by column, and the variables of the catalogue that it names (none when unknown)."""

    number: int
    cells: dict[str, str]
    variables: tuple[InstanceVariable, ...]


@dataclass(frozen=True)
class ListRead:
    """A list as read: rows in order and every finding with its row."""

    rows: tuple[ListedRow, ...]
    findings: tuple[Finding, ...]


def read_variable_table(data: bytes, name: str, catalogue: Catalogue) -> ListRead:
    """The rows of a list in xlsx or csv (comma, semicolon or tab). Unknown columns, variables and registers are findings, never dropped in silence.

    Raises InputRefused `exchange.error.no_variable_column` with the headings found, and what stops a workbook.
    """
    check_size(data, name)
    rows: list[ListedRow] = []
    findings: list[Finding] = []
    for sheet, at, cells in _tables(data, name, findings):
        place = f"{sheet}!{at}"
        if any(_PERSONAL.search(text) for text in cells.values()):
            findings.append(finding("exchange.error.identity_number", Severity.error, place))
            continue
        variables, faults = _resolve(cells, catalogue, place)
        findings += faults
        rows.append(ListedRow(at, cells, tuple(variables)))
    if not rows and not findings:
        raise refused("exchange.error.empty", name)
    return ListRead(tuple(rows), tuple(findings))


def _headings() -> dict[str, str]:
    value = read_document(_HEADINGS.read_bytes(), _HEADINGS.name).value
    return {_plain(heading): column for column, headings in value.items() for heading in [column, *headings]}


def _plain(text: str) -> str:
    return re.sub(r"[\s_\-().]+", "", text).lower()


def _tables(data: bytes, name: str, findings: list[Finding]) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Sheet, row number and cells by column of every row under a header that has a variable column."""
    known, seen, has_header = _headings(), [], False
    for title, grid in _grids(data, name):
        header: list[str | None] = []
        for at, row in enumerate(grid, 1):
            if not header:
                columns = [known.get(_plain(text)) for text in row]
                if "variabel" in columns and _BESIDE.intersection(columns):
                    header, has_header = columns, True
                    findings += [
                        finding("exchange.warning.unknown_column", Severity.warning, f"{title}!{at}", column=text[:60])
                        for text, column in zip(row, columns, strict=True) if text and column is None
                    ]
                elif at <= 20:
                    seen += [text for text in row if text][:20]
            elif any(row):
                yield title, at, {column: text.strip() for column, text in zip(header, row, strict=False) if column and text.strip()}
    if not has_header:
        raise refused("exchange.error.no_variable_column", name, seen=", ".join(seen)[:300])


def _grids(data: bytes, name: str) -> Iterable[tuple[str, list[list[str]]]]:
    if is_zip(data) or data[:4] == b"\xd0\xcf\x11\xe0":
        for sheet in open_sheets(data, name):
            yield sheet.title, [[cell.text for cell in row] for row in sheet.rows]
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        yield name, [list(row) for row in csv.reader(io.StringIO(text), delimiter=separator)]
    except csv.Error:
        raise refused("exchange.error.broken_csv", name) from None


def _resolve(cells: dict[str, str], catalogue: Catalogue, place: str) -> tuple[list[InstanceVariable], list[Finding]]:
    """The variables a row names, and what is wrong with it."""
    name = cells.get("variabel", "")
    if not name:
        return [], [finding("exchange.warning.no_variable", Severity.warning, place)]
    candidates = _candidates(cells, catalogue)
    if not candidates:
        return [], [finding("exchange.warning.other_register", Severity.warning, place, register=cells.get("register") or cells.get("deldatamängd") or "–")]
    wanted = _expanded(name)
    found = [one for want in wanted for one in candidates if one.column_name.lower() == want.lower()]
    faults = [
        finding("exchange.warning.unknown_variable", Severity.warning, place, variable=want, register=cells.get("register", "–"))
        for want in wanted if not any(one.column_name.lower() == want.lower() for one in candidates)
    ]
    if len(wanted) > 1 and found:
        faults.append(finding("exchange.info.range_expanded", Severity.info, place, range=name, count=len(found)))
    return found, faults + list(_year_faults(cells, found, place))


def _candidates(cells: dict[str, str], catalogue: Catalogue) -> list[InstanceVariable]:
    own = cells.get("variabel-id", "")
    if own:
        exact = [one for one in catalogue.content.instance_variables.values() if str(one.uuid) == own]
        if exact:
            return exact
    words = {cells[column].lower() for column in ("register-id", "register", "deldatamängd") if cells.get(column)}
    chosen = [
        one for one in catalogue.registers.values()
        if words & {one.id.lower(), one.abbreviation.lower(), one.name.sv.lower(), one.name.en.lower(), *(alias.value.lower() for alias in one.alias if alias.value)}
    ]
    chosen += [catalogue.registers[part] for word in words for part in catalogue.members(word) if part != word and part in catalogue.registers]
    found = [one for register in chosen for one in catalogue.variables(register.id)]
    found += [one for one in catalogue.content.instance_variables.values() if one.data_resource.lower() in words]
    resource = cells.get("deldatamängd", "").lower()
    narrowed = [one for one in found if one.data_resource.lower() == resource]
    return list(dict.fromkeys(narrowed or found))


def _expanded(name: str) -> list[str]:
    """`DIA1 - DIA30` as its thirty names; any other text as itself."""
    match = _RANGE.fullmatch(name)
    if not match or (match[3] and match[3].lower() != match[1].lower()):
        return [name]
    first, last = int(match[2]), int(match[4])
    return [f"{match[1]}{number}" for number in range(first, last + 1)] if 0 <= last - first <= _MAX_SPAN else [name]


def _year_faults(cells: dict[str, str], variables: Iterable[Any], place: str) -> Iterator[Finding]:
    for column in ("från år", "till år"):
        text = cells.get(column, "")
        if text and not re.fullmatch(r"(18|19|20)\d{2}(-\d{2}(-\d{2})?)?", text):
            yield finding("exchange.warning.year", Severity.warning, place, column=column, text=text[:40])
            return
    first, last = cells.get("från år", "")[:4], cells.get("till år", "")[:4]
    for one in variables:
        if (first and int(first) < one.data_from.year) or (last and one.data_until and int(last) > one.data_until.year):
            until = one.data_until.year if one.data_until else ""
            yield finding("exchange.warning.years_outside", Severity.warning, place, variable=one.column_name, first=one.data_from.year, last=until)
            return
