"""The workbook form of rut-gsim-se/1.0: a sheet per type, a column per member, nested values as JSON; long lists on a sheet of their own.

A column named `member` holds text, `member.sv` and `member.en` a bilingual text, `member (json)` any other value; an empty cell is no member.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from catalog.exchange.harvest import refused
from catalog.exchange.objects import COMMON, ordered
from catalog.exchange.sheets import open_sheets

ENVELOPE = "Dokument"
JSON = " (json)"
LONG = 8000
"""A list whose JSON is longer than this stands on its own sheet, one item a row: a cell holds 32,767 characters."""
Grid = list[list[str]]


def lay_out(document: Mapping[str, Any]) -> dict[str, Grid]:
    """The document as sheets of text cells, header first, in the order to write."""
    sheets: dict[str, Grid] = {ENVELOPE: [["member", "value"], *([name, _json(value)] for name, value in document.items() if name != "objects")]}
    by_type: dict[str, list[dict[str, str]]] = {}
    long: dict[str, list[dict[str, str]]] = {}
    for one in document["objects"]:
        row: dict[str, str] = {}
        for member, value in one.items():
            if isinstance(value, list) and len(value) > 0 and (member == "codes" or len(_json(value)) > LONG):
                rows = [{"uri": one["uri"], "version": one["version"]} | (_cells(item) if isinstance(item, dict) else {"value": _json(item)}) for item in value]
                long.setdefault(f"{one['type']}.{member}"[:31], []).extend(rows)
            else:
                row |= _cell(member, value)
        by_type.setdefault(one["type"], []).append(row)
    for name, rows in [*sorted(by_type.items()), *sorted(long.items())]:
        columns = _columns(rows)
        if "." not in name:
            columns.sort(key=_place)
        sheets[name] = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    return sheets


def read_sheets(data: bytes, name: str) -> dict[str, Any]:
    """The document of such a workbook. Raises InputRefused `exchange.error.not_rut` when it is another kind, `.cell` for a cell that is no JSON."""
    sheets = {sheet.title: [[cell.text for cell in row] for row in sheet.rows] for sheet in open_sheets(data, name)}
    if ENVELOPE not in sheets:
        raise refused("exchange.error.not_rut", name, profile="rut-gsim-se/1.0")
    document: dict[str, Any] = {row[0]: _value(row[1], f"{ENVELOPE}!{at}") for at, row in enumerate(sheets.pop(ENVELOPE)[1:], 2) if len(row) > 1 and row[0]}
    lists: dict[tuple[str, str], dict[str, list[Any]]] = {}
    for title in [title for title in sheets if "." in title]:
        member = title.partition(".")[2]
        for row in _rows(title, sheets.pop(title)):
            key = (row.pop("uri", ""), row.pop("version", ""))
            lists.setdefault(key, {}).setdefault(member, []).append(row["value"] if set(row) == {"value"} else row)
    objects = [row for title, grid in sheets.items() for row in _rows(title, grid)]
    for one in objects:
        one.update(lists.get((one.get("uri", ""), one.get("version", "")), {}))
    document["objects"] = sorted((ordered(one) for one in objects), key=lambda one: (str(one.get("type")), str(one.get("uri")), str(one.get("version"))))
    return document


def _cell(member: str, value: Any) -> dict[str, str]:
    if isinstance(value, str) and value:
        return {member: value}
    if isinstance(value, Mapping) and value and set(value) <= {"sv", "en"} and all(value.values()):
        return {f"{member}.{language}": text for language, text in value.items()}
    return {member + JSON: _json(value)}


def _cells(item: Mapping[str, Any]) -> dict[str, str]:
    return {column: text for member, value in item.items() for column, text in _cell(member, value).items()}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def _columns(rows: Iterable[Mapping[str, str]]) -> list[str]:
    """Every column once, a new one after the column it followed in its own row."""
    columns: list[str] = []
    known: set[str] = set()
    for row in rows:
        if row.keys() <= known:
            continue
        before = ""
        for column in row:
            if column not in known:
                columns.insert(columns.index(before) + 1 if before in known else 0, column)
                known.add(column)
            before = column
    return columns


def _place(column: str) -> int:
    member = column.removesuffix(JSON).split(".")[0]
    return COMMON.index(member) if member in COMMON else len(COMMON)


def _rows(title: str, grid: Grid) -> list[dict[str, Any]]:
    header = grid[0] if grid else []
    return [_row(f"{title}!{at}", header, cells) for at, cells in enumerate(grid[1:], 2) if any(cells)]


def _row(place: str, header: list[str], cells: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column, text in zip(header, cells, strict=False):
        if not text or not column:
            continue
        if column.endswith(JSON):
            found[column.removesuffix(JSON)] = _value(text, place)
        elif column == "value":
            found[column] = _value(text, place)
        elif column.endswith((".sv", ".en")):
            found.setdefault(column[:-3], {})[column[-2:]] = text
        else:
            found[column] = text
    return found


def _value(text: str, place: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise refused("exchange.error.cell", place) from None
