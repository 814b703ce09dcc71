"""Rows of a small table out of a workbook, CSV or TSV, cells as text by the names of their columns; which columns are wanted is said by the caller."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.importers.source import SourceFile, is_workbook, is_zip, refused
from catalog.importers.text import decode
from catalog.importers.workbook import HEADER_WITHIN, sheets
from common.errors import Finding, InputRefused, Severity

MAX_ROWS = 5_000
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class TableRow:
    """One row: where it stands (`sheet:row` or `file:line`) and its cells by column name in lower case."""

    place: str
    cells: dict[str, str]


def read_table(name: str, data: bytes, wanted: Sequence[str]) -> list[TableRow]:
    """Every row below the first header that has all `wanted` columns; blank rows left out.

    Raises InputRefused with every formula cell (`codes.error.formula`), or `codes.error.no_columns` with the headers seen, `.too_many_rows`.
    """
    file = SourceFile(name[:120] or "?", "", data)
    if not data:
        raise refused("codes.error.empty", file.name)
    if data[:4] == _OLD_WORKBOOK:
        raise refused("codes.error.old_workbook", file.name)
    if is_zip(data) and not is_workbook(data):
        raise refused("codes.error.unknown_format", file.name, seen="zip")
    return list(_workbook(file, wanted) if is_workbook(data) else _text(file, wanted))


def _text(file: SourceFile, wanted: Sequence[str]) -> Iterator[TableRow]:
    text = decode(file)
    _check_header(file.name, [cell.lower() for cell in text.header], wanted)
    for count, (place, cells) in enumerate(text.records(), 1):
        _check_count(file.name, count)
        yield TableRow(place, {column: cell.removeprefix("'") if cell[1:2] in "=+-@\t\r" else cell for column, cell in cells.items()})


def _workbook(file: SourceFile, wanted: Sequence[str]) -> Iterator[TableRow]:
    seen: list[str] = []
    formulas: list[Finding] = []
    rows: list[TableRow] = []
    has_header = False
    for title, numbered in sheets(file):
        header: list[str] | None = None
        for number, cells in numbered:
            names = [str(cell.value).strip().lower() if cell.value is not None else "" for cell in cells]
            if header is None:
                header = names if set(wanted) <= set(names) else None
                seen += [] if header else [name for name in names[:12] if name]
                if header is None and number >= HEADER_WITHIN:
                    break
            elif any(names):
                _check_count(file.name, len(rows) + 1)
                rows.append(_row(f"{title}:{number}", header, cells, formulas))
        has_header = has_header or header is not None
    if not has_header:
        _check_header(file.name, seen, wanted)
    if formulas:
        raise InputRefused(formulas)
    yield from rows


def _row(place: str, header: list[str], cells: tuple[Any, ...], formulas: list[Finding]) -> TableRow:
    values: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=False):
        if cell.data_type == "f":
            formulas.append(Finding("codes.error.formula", Severity.error, place, {"column": name}))
        elif name:
            values[name] = _plain(cell.value)
    return TableRow(place, values)


def _plain(value: Any) -> str:
    """The cell as text; a whole number without the point a spreadsheet gave it."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _check_header(name: str, seen: Sequence[str], wanted: Sequence[str]) -> None:
    missing = [column for column in wanted if column not in seen]
    if missing:
        raise refused("codes.error.no_columns", name, missing=", ".join(missing), seen=", ".join(seen[:20]) or "–")


def _check_count(name: str, count: int) -> None:
    if count > MAX_ROWS:
        raise refused("codes.error.too_many_rows", name, max=MAX_ROWS)
