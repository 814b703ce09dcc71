"""Age, sex and residence of a person in a cell, and how long they have lived here (measures.md 1.5, 4.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from jobs.compute.reference.frames import Frames
from jobs.compute.reference.rows import Row, residence
from metadata.model.period import add_months


@dataclass(frozen=True)
class Attributes:
    """None = unknown."""

    kon: int | None
    lk: int | None
    age: int | None
    born: date | None


class People:
    """The population table, looked up person by person."""

    def __init__(self, frames: Frames) -> None:
        self._records: dict[int, dict[int, dict[str, Any]]] = {}
        self._spells: dict[int, list[dict[str, Any]]] = {}
        for record in frames.rows("person_years"):
            self._records.setdefault(record["person"], {})[record["year"]] = record
        for spell in frames.rows("spells"):
            self._spells.setdefault(spell["person"], []).append(spell)

    def born(self, person: int) -> date | None:
        """Birth date in any record."""
        return max((record["FODDAT"] for record in self._records.get(person, {}).values() if record["FODDAT"]), default=None)

    def attributes(self, person: int, anchor: str, year: int, row: Row | None) -> Attributes:
        """Attributes under an anchor. `year`: that of the cell; `row`: the deciding row (last in the cell, first, or the row itself)."""
        if anchor in ("index", "event"):
            assert row is not None
            return self._at_row(person, row)
        wanted = [year, year - 1] if anchor == "year_end" else [year - 1]
        record = next((self._records[person][one] for one in wanted if one in self._records.get(person, {})), None)
        born = self.born(person)
        age = None if row is None else row.alder
        if born is not None:
            age = max(wanted[0] - born.year, 0)
        if record is not None:
            return Attributes(record["KON"], residence(record["LK"]), age, born)
        return Attributes((row.kon if row else None) or self._latest_sex(person), row.lk if row else None, age, born)

    def _at_row(self, person: int, row: Row) -> Attributes:
        records, born = self._records.get(person, {}), self.born(person)
        record = records.get(row.date.year) or records.get(row.date.year - 1)
        sex = row.kon or (record["KON"] if record else self._latest_sex(person))
        age = row.alder if born is None else max(completed_years(born, row.date), 0)
        return Attributes(sex, row.lk, age, born)

    def _latest_sex(self, person: int) -> int | None:
        records = self._records.get(person, {})
        found: int | None = records[max(records)]["KON"] if records else None
        return found

    def is_short_resident(self, person: int, day: date) -> bool:
        """Resident for less than 12 months on the day, or younger than one year."""
        start = add_months(day, -12)
        resident = any(spell["from"] <= start and (spell["to"] is None or spell["to"] >= day) for spell in self._spells.get(person, []))
        born = self.born(person)
        return not resident or (born is not None and born > start)


def completed_years(born: date, day: date) -> int:
    """Completed years on a date."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
