"""Workbooks as grids of cells: values with their number formats, phantom rows skipped, bombs and entities refused before anything is built."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openpyxl import load_workbook

from catalog.exchange.harvest import check_size, refused
from catalog.importers.source import check_archive, is_zip
from common.errors import InputRefused

MAX_ROWS = 60_000
MAX_COLUMNS = 400
EMPTY_ROWS = 50
"""So many empty rows in a row end a sheet; formats alone make rows that hold nothing."""
LOOK_AHEAD = 5_000
"""So many rows further are looked at only to tell whether content follows."""
MAX_UNPACKED = 150_000_000
_UNCOMPUTED = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*><f[^>]*(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>')
_OLD = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Cell:
    """A cell: `value` as stored, `text` as people read it."""

    value: Any
    text: str
    is_boolean: bool = False


EMPTY = Cell(None, "")


@dataclass(frozen=True)
class Sheet:
    """A sheet by title with its rows from the first; empty rows between are kept so that numbers stay right. `goes_on_at`: row of content after a gap."""

    title: str
    rows: list[tuple[Cell, ...]]
    goes_on_at: int | None = None


def open_sheets(data: bytes, name: str) -> Iterator[Sheet]:
    """Every sheet of a workbook, in order.

    Raises InputRefused `exchange.error.old_workbook`, `.not_a_workbook`, `.broken_workbook`, `.xml_entity`, `.too_many_rows`.
    """
    check_size(data, name)
    if data[:4] == _OLD:
        raise refused("exchange.error.old_workbook", name)
    if not is_zip(data):
        raise refused("exchange.error.not_a_workbook", name)
    _check_members(data, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                yield _sheet(sheet, name)
            book.close()
        except InputRefused:
            raise
        except Exception:  # the library raises what its parser meets: any of them is a workbook that cannot be read
            raise refused("exchange.error.broken_workbook", name) from None


def _check_members(data: bytes, name: str) -> None:
    try:
        archive = check_archive(name, data)
        if "xl/workbook.xml" not in archive.namelist():
            raise refused("exchange.error.not_a_workbook", name)
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
            raise refused("exchange.error.suspicious_workbook", name)
        for member in archive.infolist():
            if member.filename.endswith((".xml", ".rels")):
                with archive.open(member) as opened:
                    head = opened.read(4000)
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise refused("exchange.error.xml_entity", name)
    except InputRefused as error:
        if error.findings[0].code.startswith("codes."):
            raise refused("exchange.error.suspicious_workbook", name) from None
        raise
    except Exception:
        raise refused("exchange.error.broken_workbook", name) from None


def _sheet(sheet: Any, name: str) -> Sheet:
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # a stated extent may lie
    rows: list[tuple[Cell, ...]] = []
    empty = 0
    for at, raw in enumerate(sheet.iter_rows(), 1):
        row = tuple(_cell(one) for one in raw[:MAX_COLUMNS])
        if not any(one.text for one in row):
            empty += 1
            if empty > EMPTY_ROWS + LOOK_AHEAD:
                break
            continue
        if empty >= EMPTY_ROWS:
            return Sheet(sheet.title, rows, at)
        rows += [()] * empty
        rows.append(row)
        empty = 0
        if len(rows) > MAX_ROWS:
            raise refused("exchange.error.too_many_rows", f"{name}!{sheet.title}", max=MAX_ROWS)
    return Sheet(sheet.title, rows)


def formulas_without_value(data: bytes) -> list[str]:
    """Cells (`xl/worksheets/sheet1.xml!B4`) whose formula was never computed, at most 20."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in sorted(archive.namelist()):
            if member.startswith("xl/worksheets/") and member.endswith(".xml"):
                found += [f"{member}!{cell.decode()}" for cell in _UNCOMPUTED.findall(archive.read(member))]
    return found[:20]


def _cell(cell: Any) -> Cell:
    value = cell.value
    if cell.data_type == "e":
        return Cell(None, "")
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return Cell(value, "TRUE" if value else "FALSE", is_boolean=True)
    if isinstance(value, datetime):
        return Cell(value, value.date().isoformat() if (value.hour, value.minute, value.second) == (0, 0, 0) else value.isoformat(sep=" "))
    if isinstance(value, int | float):
        return Cell(value, _number(value, str(cell.number_format or "")))
    text = str(value)
    return Cell(text, text)


def _number(value: float, form: str) -> str:
    """A number as text: zeros of a format of zeros alone are part of a code (`001` stored as 1)."""
    whole = int(value) if float(value).is_integer() and abs(value) < 1e15 else None
    if whole is None:
        return repr(value)
    return str(whole).zfill(len(form)) if form and set(form) == {"0"} else str(whole)
