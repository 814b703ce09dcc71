"""The authority's workbook of corrections during the year: dated new titles for codes of a list that is already loaded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from catalog.importers.draft import DatedTitle, Draft
from catalog.importers.source import SourceFile
from catalog.importers.workbook import HEADER_WITHIN, sheets
from metadata.codes import get_shape

_FROM = re.compile(r"fr\.?\s?o\.?\s?m\.?\s*([0-9]{4}-[0-9]{2}-[0-9]{2})", re.IGNORECASE)
_INTERVAL = re.compile(r"\S+\s*[-–]\s*\S+")
_NAMES = {"KVA": ("kvå", "kva"), "ICD-10-SE": ("icd-10", "icd10")}
"""How sheets of a workbook for several classifications call each."""


def reads(file: SourceFile) -> bool:
    """Whether any sheet has a header of days, codes and at least two texts."""
    return any(header for _title, header, _rows in _tables(file))


def read(file: SourceFile, draft: Draft) -> None:
    """The corrections for the draft's system; a day named in the comment wins over the day of the list. Intervals without texts tell nothing of titles."""
    draft.importer = draft.importer or "errata"
    tables = [table for table in _tables(file) if table[1]]
    named = [table for table in tables if any(name in table[0].lower() for name in _NAMES.get(draft.system, (draft.system.lower(),)))]
    for title, header, rows in named or tables:
        for number, cells in rows:
            _take(f"{file.name}:{title}:{number}", [cell.value for cell in cells], header, draft)


def _tables(file: SourceFile) -> Iterator[tuple[str, list[str], list[tuple[int, tuple[Any, ...]]]]]:
    for title, numbered in sheets(file):
        rows = list(numbered)
        for at, (_number, cells) in enumerate(rows[:HEADER_WITHIN]):
            names = [str(cell.value or "").strip().lower() for cell in cells]
            if "datum" in names and "kod" in names and sum("text" in name for name in names) >= 2:
                yield title, names, rows[at + 1 :]
                break
        else:
            yield title, [], []


def _take(place: str, values: list[Any], header: list[str], draft: Draft) -> None:
    row = {name: value for name, value in zip(header, values, strict=False) if name}
    code, day = str(row.get("kod") or "").strip().upper(), row.get("datum")
    texts = [" ".join(str(row[name] or "").split()) for name in header if "text" in name and "beskrivning" not in name][:2]
    if _INTERVAL.fullmatch(code):
        draft.warn("codes.warning.interval", place, code=code)
        return
    if not code or len(texts) < 2 or not texts[1]:
        return
    stored = get_shape(draft.system).stored(code)
    if stored is None:
        draft.refuse("codes.error.shape", place, code=code[:40], system=draft.system, example=get_shape(draft.system).example)
        return
    named = _FROM.search(" ".join(str(value) for value in values if isinstance(value, str)))
    began = date.fromisoformat(named.group(1)) if named else day.date() if isinstance(day, datetime) else None
    if began is None:
        draft.refuse("codes.error.day", place, text=str(day or "")[:20])
        return
    draft.titles.append(DatedTitle(stored, "sv", texts[1], began, before=texts[0], place=place))
