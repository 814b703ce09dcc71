"""KVÅ as text files (`Kod:` … `Kodtext:`) and as tables of 9 or 10 columns; the two parts are told apart by their codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from catalog.importers.draft import Draft, RawRow, Term
from catalog.importers.icd10 import plain
from catalog.importers.text import TextFile

SURGICAL, MEDICAL = "KKÅ", "KMÅ"
_SURGICAL = re.compile("[A-Z]{3}[0-9]{0,2}")
_MEDICAL = re.compile("[A-Z]{2}[0-9]{1,3}")
_TERMS = {"exempel": ("example", 1), "innefattar": ("inclusion", 1), "beskrivning": ("description", 0)}


def reads_text(header: list[str]) -> bool:
    """Whether the header is that of the KVÅ text files."""
    return [name.lower().rstrip(":") for name in header if name][:2] == ["kod", "kodtext"] and any(name.endswith(":") for name in header)


def reads_table(header: list[str]) -> bool:
    """Whether the header is that of the KKÅ or KMÅ table."""
    names = [name.lower() for name in header]
    return "kod" in names and "titel" in names and "beskrivning" in names and "utesluter" in names and not any(name.startswith("kodnivå") for name in names)


def read_file(file: TextFile, draft: Draft) -> list[RawRow]:
    """The rows of one file with the part left open where the letters do not tell it; terms go to the draft."""
    draft.system = draft.system or "KVA"
    found = []
    for place, cells in file.records():
        code = cells["kod"].strip().upper()
        if not code:
            draft.refuse("codes.error.no_code", place)
            continue
        found.append(RawRow(place, code, plain(cells.get("kodtext") or cells.get("titel", "")), parent=cells.get("överordnad kod", "")))
        for name, (kind, weight) in _TERMS.items():
            if cells.get(name):
                draft.terms.append(Term(code, kind, plain(cells[name]), weight=weight))
    return found


def add_files(files: Iterable[list[RawRow]], draft: Draft) -> None:
    """Every file's rows with their part: by shape, and for files of one and two letters by which part's codes they start."""
    groups = [group for group in files if group]
    full = {part: {row.code for group in groups for row in group if pattern.fullmatch(row.code)} for part, pattern in _PATTERNS}
    for group in groups:
        own = _part_of(group, full)
        for row in group:
            part = row.part or _by_shape(row.code) or own
            if part is None:
                draft.refuse("codes.error.no_part", row.place, code=row.code)
            else:
                draft.rows.append(replace(row, part=part))


_PATTERNS = ((SURGICAL, _SURGICAL), (MEDICAL, _MEDICAL))


def _by_shape(code: str) -> str | None:
    return next((part for part, pattern in _PATTERNS if pattern.fullmatch(code)), None)


def _part_of(group: list[RawRow], full: dict[str, set[str]]) -> str | None:
    """The part whose codes stand in the same file, else the one that most of the file's letters begin; None when both fit alike."""
    shapes = [part for row in group if (part := _by_shape(row.code))]
    if shapes:
        return max(set(shapes), key=shapes.count)
    hits = {part: sum(any(code.startswith(row.code) for code in codes) for row in group) for part, codes in full.items()}
    best = max(hits.values())
    winners = [part for part, count in hits.items() if count == best]
    return winners[0] if best and len(winners) == 1 else None
