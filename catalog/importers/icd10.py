"""ICD-10-SE as the authority publishes it: the five text files without header, and the quoted table of up to 16 columns."""

from __future__ import annotations

import re
from dataclasses import replace

from catalog.importers.draft import Draft, RawRow, Term, parse_day
from catalog.importers.structure import is_block
from catalog.importers.text import TextFile

_CHAPTER = re.compile(r"[0-9]{2}")
_MARKUP = re.compile(r"<[^>]*>")
_TERMS = {"latin": ("latin", 1), "exempel": ("example", 1), "innefattar": ("inclusion", 1), "beskrivning": ("description", 0)}
"""Columns that feed the search; what is excluded never does."""


def reads_text(file: TextFile) -> bool:
    """Whether the first rows have three tab columns with nothing, † or * in the middle."""
    rows = [cells for _line, cells in zip(range(20), (cells for _number, cells in file.rows()), strict=False)]
    return file.separator == "\t" and bool(rows) and all(len(cells) == 3 and cells[1] in ("", "†", "*") and cells[0] and cells[2] for cells in rows)


def read_text(file: TextFile, draft: Draft) -> None:
    """The rows of one text file: chapter `01`, block `A00-A09`, else a code without dot."""
    draft.system = draft.system or "ICD-10-SE"
    for line, cells in file.rows():
        place = f"{file.name}:{line}"
        if len(cells) != 3:
            draft.refuse("codes.error.columns", place, count=len(cells), expected=3)
            continue
        draft.rows.append(RawRow(place, cells[0], cells[2], marker=cells[1], kind=_kind(cells[0])))


def reads_table(header: list[str]) -> bool:
    """Whether the header is that of the quoted table with a level column."""
    names = [name.lower() for name in header]
    return "kod" in names and "titel" in names and any(name.startswith("kodnivå") for name in names)


def read_table(file: TextFile, draft: Draft) -> None:
    """The rows grouped by code: the first title and date that are not empty win, further rows of a code only add terms."""
    draft.system = draft.system or "ICD-10-SE"
    rows: dict[str, RawRow] = {}
    for place, cells in file.records():
        code = cells["kod"].upper()
        if not code:
            draft.refuse("codes.error.no_code", place)
            continue
        row = _row(place, code, cells, draft)
        rows[code] = _merged(rows[code], row) if code in rows else row
        draft.terms += _terms(code, cells)
    draft.rows += rows.values()


def _row(place: str, code: str, cells: dict[str, str], draft: Draft) -> RawRow:
    manifestation = next((cells[name] for name in cells if name.startswith("manifestation")), "")
    marker = "*" if "*" in manifestation else "†" if "†" in manifestation else ""
    try:
        began = parse_day(cells.get("giltig från", ""))
    except ValueError:
        draft.refuse("codes.error.day", place, text=cells["giltig från"][:20])
        began = None
    return RawRow(place, code, plain(cells["titel"]), marker=marker, kind=_kind(code), not_main=bool(cells.get("ej huvuddiagnos")), parent=cells.get("överordnad kod", ""), valid_from=began)


def _merged(known: RawRow, further: RawRow) -> RawRow:
    return replace(
        known, title_sv=known.title_sv or further.title_sv, marker=known.marker or further.marker, not_main=known.not_main or further.not_main,
        valid_from=known.valid_from or further.valid_from,
    )


def _terms(code: str, cells: dict[str, str]) -> list[Term]:
    return [Term(code.replace(".", ""), kind, plain(cells[name]), weight=weight) for name, (kind, weight) in _TERMS.items() if cells.get(name)]


def plain(text: str) -> str:
    """A cell without markup and with single blanks."""
    return " ".join(_MARKUP.sub(" ", text).split())


def _kind(code: str) -> str:
    if _CHAPTER.fullmatch(code):
        return "chapter"
    return "block" if is_block(code) else "code"
