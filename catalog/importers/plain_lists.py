"""Simple lists: key and value (the user names the system), counties and municipalities by year, recorded changes of codes."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from catalog.importers.draft import DatedTitle, Draft, RawRow
from catalog.importers.text import TextFile
from metadata.codes import Shape, get_shape
from metadata.model.code_system import CodeChange

_KEYS = re.compile(r"key|.*kod|kod.*|.*code|code.*")
_VALUES = frozenset("value text kodtext titel name title namn benämning beteckning klartext beskrivning description label rubrik kategori".split())
EARLIEST = 1968
"""The first year of the division as the registers use it; names without a first year hold from then."""
_CONFIDENCE = {"moved_same_name": "same name at the same level", "ambiguous": "several candidates", "group_closed": "group closed"}


def reads_key_value(header: list[str]) -> bool:
    """Whether the header is a code column and a title column, and nothing else that matters."""
    names = [name.lower() for name in header]
    return len(names) == 2 and bool(_KEYS.fullmatch(names[0])) and names[1] in _VALUES


def read_key_value(file: TextFile, draft: Draft) -> None:
    """One row per line. In LKF a code of one, three or five digits means that leading zeros are lost and the file is refused."""
    rows = list(file.rows())[1:]
    if draft.system and _are_swapped(rows, get_shape(draft.system)):
        draft.refuse("codes.error.columns_swapped", file.name, system=draft.system, seen=", ".join(file.header)[:80])
        return
    for line, cells in rows:
        place = f"{file.name}:{line}"
        if len(cells) != 2:
            draft.refuse("codes.error.columns", place, count=len(cells), expected=2)
        elif draft.system == "LKF" and cells[0].isdigit() and len(cells[0]) % 2:
            draft.refuse("codes.error.leading_zero", place, code=cells[0])
        else:
            draft.rows.append(RawRow(place, cells[0], " ".join(cells[1].split())))


def _are_swapped(rows: list[tuple[int, list[str]]], shape: Shape) -> bool:
    """Whether codes stand in the second column: nearly none in the first has the form, nearly all in the second have."""
    pairs = [cells for _line, cells in rows if len(cells) == 2]
    first, second = (sum(shape.stored(cells[at].upper()) is not None for cells in pairs) for at in (0, 1))
    return len(pairs) > 1 and first < 0.1 * len(pairs) and second > 0.9 * len(pairs)


def reads_division(header: list[str]) -> bool:
    """Whether the header is that of counties and municipalities with years."""
    return {"level", "code", "name", "from_year", "to_year"} <= {name.lower() for name in header}


def read_division(file: TextFile, draft: Draft, approved_by: str | None = None) -> None:
    """One row per code; a code that was used for another territory keeps the row that is valid longest into the present, and all its names with their days.

    A named successor becomes a recorded move in the year after the last; several old codes with one successor are a merger.
    """
    draft.system = draft.system or "LKF"
    latest: dict[str, RawRow] = {}
    for place, cells in file.records():
        code = cells["code"]
        if len(code) % 2:
            draft.refuse("codes.error.leading_zero", place, code=code)
            continue
        try:
            first, last = (int(cells[name]) if cells[name] else None for name in ("from_year", "to_year"))
        except ValueError:
            draft.refuse("codes.error.day", place, text=f"{cells['from_year']}–{cells['to_year']}"[:20])
            continue
        row = RawRow(
            place, code, cells["name"], valid_from=date(first, 1, 1) if first else None, valid_to=date(last, 12, 31) if last else None
        )
        draft.titles.append(DatedTitle(code, "sv", cells["name"], date(first or EARLIEST, 1, 1), place=place))
        if cells.get("successor") and last:
            draft.changes.append(CodeChange(draft.system, code, cells["successor"], "moved", date(last + 1, 1, 1), "stated by the list", file.name, approved_by))
        known = latest.get(code)
        if known is None or (known.valid_to is not None and (row.valid_to is None or row.valid_to > known.valid_to)):
            latest[code] = row
    draft.rows += latest.values()
    reused = Counter(title.code for title in draft.titles)
    draft.titles = [title for title in draft.titles if reused[title.code] > 1]
    merged = Counter((change.new, change.day) for change in draft.changes)
    draft.changes = [
        change._replace(kind="merged") if merged[change.new, change.day] > 1 else change for change in draft.changes if change.new != change.old
    ]


def reads_changes(header: list[str]) -> bool:
    """Whether the header is that of a table of changes."""
    return {"old_code", "new_code", "kind"} <= {name.lower() for name in header}


def read_changes(file: TextFile, draft: Draft, approved_by: str | None = None) -> None:
    """One change per old and new code; candidates of an ambiguous move become changes that nobody has approved."""
    draft.system = draft.system or "ATC"
    for place, cells in file.records():
        kind, old = cells["kind"], cells["old_code"].upper()
        day = _gone_by(cells, place, draft)
        new = [cells["new_code"].upper()] if cells["new_code"] else [code for code in cells.get("candidates", "").upper().split("|") if code]
        approval = approved_by if cells["new_code"] else None
        for code in new or [""]:
            change = CodeChange(draft.system, old, code or None, _kind(kind), day, _CONFIDENCE.get(kind, ""), file.name, approval)
            draft.changes.append(change)


def _gone_by(cells: dict[str, str], place: str, draft: Draft) -> date | None:
    text = cells.get("day") or cells.get("date") or cells.get("gone_by", "")
    try:
        return date(int(text), 1, 1) if text.isdigit() and len(text) == 4 else date.fromisoformat(text) if text else None
    except ValueError:
        draft.refuse("codes.error.day", place, text=text[:20])
        return None


def _kind(kind: str) -> str:
    return {"moved_same_name": "moved", "ambiguous": "moved"}.get(kind, kind)
