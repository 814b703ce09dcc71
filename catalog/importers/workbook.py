"""Workbooks of the authority: every sheet with a header of codes and titles in its first rows; formulas and numbers for codes are refused."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook

from catalog.importers.draft import Draft, RawRow, Term
from catalog.importers.icd10 import plain
from catalog.importers.kva import MEDICAL, SURGICAL
from catalog.importers.source import SourceFile, check_archive, refused

HEADER_WITHIN = 20
_TITLES = ("kodtext", "titel", "text")
_TERMS = {"exempel": ("example", 1), "innefattar": ("inclusion", 1), "beskrivning": ("description", 0)}


def read_workbook(file: SourceFile, draft: Draft) -> None:
    """The rows of every sheet that has a header. Raises InputRefused `codes.error.no_header` when none has, `.broken_workbook`, `.xml_entity`."""
    seen: list[str] = []
    has_header = False
    for title, rows in sheets(file):
        header: dict[str, int] | None = None
        for number, cells in rows:
            if header is None:
                header = _header(cells)
                seen += [str(cell.value) for cell in cells if cell.value is not None][:12] if number <= HEADER_WITHIN and header is None else []
                if number > HEADER_WITHIN:
                    break
            else:
                _take(f"{file.name}:{title}:{number}", cells, header, draft)
            has_header = has_header or header is not None
    if not has_header:
        raise refused("codes.error.no_header", file.name, seen=", ".join(seen[:20]))


def sheets(file: SourceFile) -> Iterator[tuple[str, Iterator[tuple[int, tuple[Any, ...]]]]]:
    """Every sheet by name with its numbered rows of cells. Raises InputRefused `codes.error.broken_workbook`, `.xml_entity`."""
    archive = check_archive(file.name, file.data)
    for member in archive.infolist():
        if member.filename.endswith((".xml", ".rels")) and b"<!" in archive.read(member)[:2000].replace(b"<!--", b""):
            raise refused("codes.error.xml_entity", file.name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(io.BytesIO(file.data), read_only=True, data_only=False, keep_links=False)
        except (KeyError, ValueError, TypeError, OSError, SyntaxError):
            raise refused("codes.error.broken_workbook", file.name) from None
        for sheet in book.worksheets:
            yield sheet.title, enumerate(sheet.iter_rows(), 1)
        book.close()


def _header(cells: tuple[Any, ...]) -> dict[str, int] | None:
    names = {str(cell.value).strip().lower(): at for at, cell in enumerate(cells) if cell.value is not None}
    return names if "kod" in names and any(title in names for title in _TITLES) else None


def _take(place: str, cells: tuple[Any, ...], header: dict[str, int], draft: Draft) -> None:
    if all(cell.value is None for cell in cells):
        return
    values: dict[str, str] = {}
    for name, at in header.items():
        cell = cells[at] if at < len(cells) else None
        if cell is not None and cell.data_type == "f":
            draft.refuse("codes.error.formula", place, column=name)
            return
        if name == "kod" and cell is not None and isinstance(cell.value, int | float):
            draft.refuse("codes.error.number_code", place)
            return
        values[name] = "" if cell is None or cell.value is None else str(cell.value).strip()
    _keep(place, values, draft)


def _keep(place: str, values: dict[str, str], draft: Draft) -> None:
    code = values["kod"].upper()
    if not code:
        draft.refuse("codes.error.no_code", place)
        return
    own = values.get("klassifikation", "")
    part = SURGICAL if own.upper().startswith("KK") else MEDICAL if own.upper().startswith("KM") else ""
    title = next(values[name] for name in _TITLES if name in values)
    draft.rows.append(RawRow(place, code, plain(title), part=part))
    for name, (kind, weight) in _TERMS.items():
        if values.get(name):
            draft.terms.append(Term(code.replace(".", ""), kind, plain(values[name]), weight=weight, part=part))
