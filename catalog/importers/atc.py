"""ATC with daily doses as a comma-separated list (`atc_code,atc_name,ddd,uom,adm_r,note`); several rows per code."""

from __future__ import annotations

from catalog.importers.draft import DailyDose, Draft, RawRow
from catalog.importers.text import TextFile

_MISSING = "NA"


def reads(header: list[str]) -> bool:
    """Whether the header names ATC code and name."""
    return {"atc_code", "atc_name"} <= {name.lower() for name in header}


def read(file: TextFile, draft: Draft) -> None:
    """One row per code and one dose per row that states one; names of the list are English, groups written in capitals become sentence case."""
    draft.system = draft.system or "ATC"
    seen: set[str] = set()
    for place, cells in file.records():
        code = cells["atc_code"].upper()
        if not code or code == _MISSING:
            draft.refuse("codes.error.no_code", place)
            continue
        if code not in seen:
            seen.add(code)
            draft.rows.append(RawRow(place, code, title_en=_sentence(cells["atc_name"])))
        if cells.get("ddd", _MISSING) not in ("", _MISSING):
            draft.doses.append(DailyDose(code, cells["ddd"], _value(cells.get("uom")), _value(cells.get("adm_r")), _value(cells.get("note"))))


def _sentence(name: str) -> str:
    return name.capitalize() if name.isupper() and len(name) > 4 else name


def _value(cell: str | None) -> str:
    return "" if cell is None or cell == _MISSING else cell
