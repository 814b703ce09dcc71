"""Arranges checked rows: stored form, level, parent by longest existing prefix, order; every row that cannot stand is an error."""

from __future__ import annotations

import re
from collections.abc import Iterable

from catalog.importers.draft import Draft, RawRow
from metadata.codes import Shape, get_shape, has_check_digit
from metadata.model.code_system import Code, CodeSystem

_BLOCK = re.compile(r"[A-Z][0-9]{2}-[A-Z][0-9]{2}")
_SUPPLEMENT = re.compile(r"-|Q[A-Z]?[0-9A-Z]*")
"""Codes of the Swedish ATC list that are not human ATC: the dummy and the veterinary ones."""


_SPOILED = re.compile(r"[0-9][.,]?[0-9]*E[+]?[0-9]+")
"""What a spreadsheet makes of a long number."""
_WIDER = {"ICD-O-3-M": re.compile("[0-9]{6}")}
"""Codes that a system's lists hold beyond the form people write: morphology with the grade as a sixth digit."""


def arrange(draft: Draft, system: CodeSystem) -> tuple[Code, ...]:
    """Codes in code-point order of code and part; rows that do not fit are noted in the draft (`codes.error.shape`, `.twice`, `.no_title`)."""
    shape = get_shape(system.id)
    read: dict[tuple[str, str], Code] = {}
    for row in draft.rows:
        code = _stored(row, shape)
        if code is None:
            if _SPOILED.fullmatch(row.code.strip().upper()):
                draft.refuse("codes.error.spoiled", row.place, code=row.code[:40])
            elif not (system.id == "ATC" and _SUPPLEMENT.fullmatch(row.code)):
                draft.refuse("codes.error.shape", row.place, code=row.code[:40], system=system.id, example=shape.example)
        elif shape.matching == "exact" and system.id == "NKOO" and not has_check_digit(code):
            draft.refuse("codes.error.check_digit", row.place, code=code)
        else:
            _take(draft, row, code, read)
    codes = _with_parents(read.values(), system)
    _warn_of_orphans(draft, codes, shape)
    return codes


def _warn_of_orphans(draft: Draft, codes: tuple[Code, ...], shape: Shape) -> None:
    """Codes whose stated parent is missing; where no parents are stated, codes without any although the list has shorter ones of the same part."""
    known = {code.code for code in codes}
    stated = False
    for row in draft.rows:
        above = row.parent.strip().upper()
        stated = stated or bool(above)
        if above and above not in known and (shape.stored(above) or above) not in known:
            draft.warn("codes.warning.orphan", row.place, code=row.code, parent=row.parent)
    shortest: dict[str, int] = {}
    for code in codes:
        if code.kind == "code":
            shortest[code.part] = min(shortest.get(code.part, len(code.code)), len(code.code))
    places = {(row.part, _stored(row, shape)): row.place for row in draft.rows}
    for code in codes if shape.matching == "prefix" and not stated else ():
        if code.kind == "code" and code.parent is None and len(code.code) > shortest[code.part]:
            draft.warn("codes.warning.no_parent", places[code.part, code.code], code=code.code)


def _stored(row: RawRow, shape: Shape) -> str | None:
    text = row.code.strip().upper()
    if row.kind != "code":
        return text
    if shape.system == "ICD-8":
        text = text.replace(",", "")
    wider = _WIDER.get(shape.system)
    return text if wider is not None and wider.fullmatch(text) else shape.stored(text)


def _take(draft: Draft, row: RawRow, code: str, read: dict[tuple[str, str], Code]) -> None:
    known = read.get((row.part, code))
    if known is not None and (known.title_sv, known.title_en) != (row.title_sv, row.title_en):
        draft.refuse("codes.error.twice", row.place, code=row.code)
        return
    if not (row.title_sv or row.title_en):
        draft.refuse("codes.error.no_title", row.place, code=row.code)
        return
    read[(row.part, code)] = Code(
        code=code, title_sv=row.title_sv, title_en=row.title_en, part=row.part, marker=row.marker, kind=row.kind,
        not_main=row.not_main or row.marker == "*", valid_from=row.valid_from, valid_to=row.valid_to,
    )


def _with_parents(codes: Iterable[Code], system: CodeSystem) -> tuple[Code, ...]:
    ordered = sorted(codes, key=lambda code: (code.code, code.part))
    known = {(code.part, code.code) for code in ordered if code.kind == "code"}
    blocks = sorted(code.code for code in ordered if code.kind == "block")
    levels = {step.length: step.level for step in system.levels if step.length is not None}
    return tuple(
        code._replace(level=_level(code, levels), parent=_parent(code, known, blocks, system)) for code in ordered
    )


def _level(code: Code, levels: dict[int, int]) -> int:
    if code.kind == "code":
        return levels.get(len(code.code), 0)
    return 1 if code.kind == "chapter" else 2


def _parent(code: Code, known: set[tuple[str, str]], blocks: list[str], system: CodeSystem) -> str | None:
    if code.kind == "chapter":
        return None
    if code.kind == "code":
        for end in range(len(code.code) - 1, 0, -1):
            if (code.part, code.code[:end]) in known:
                return code.code[:end]
        inside = [block for block in blocks if block[:3] <= code.code[:3] <= block[4:7]]
        if inside:
            return min(inside, key=lambda block: (block[4:7], block[:3]))
    first = code.code[:3]
    return next((chapter.code for chapter in system.chapters if chapter.first <= first <= chapter.last), None)


def is_block(text: str) -> bool:
    """Whether a text is an interval of three-character codes, as blocks of ICD-10 are written."""
    return _BLOCK.fullmatch(text.strip().upper()) is not None
