"""The population behind a rate, counted from the population table cell by cell as measures.md 1.7 says; nothing here is shared with the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from jobs.compute.reference.frames import Frames
from jobs.spec import BreakdownJob, TableJob
from metadata.model.period import Period
from metadata.model.table import TOTAL, UNKNOWN, Breakdown, CellKey

SHORT = ("month", "quarter", "half_year")


class Populations:
    """One table's denominators. `cells`: dates per period code; `limits`: first and last age of every age limit on the persons counted."""

    def __init__(self, job: TableJob, cells: Mapping[str, Period], limits: Sequence[tuple[int | None, int | None]], frames: Frames) -> None:
        self._job, self._cells, self._limits = job, cells, limits
        self._counts = frames.rows("counts")
        self._is_wanted = job.rate is not None or job.shell.measure == "ddd_per_1000_day"

    def behind(self, key: CellKey) -> int | None:
        """Inhabitants of the cell's sex, ages and residence on the right 31 December; None where there is no such population."""
        if not self._is_wanted or UNKNOWN in [code for one, code in self._pairs(key) if one.id not in ("code", "population")]:
            return None
        year = self._year(key)
        return None if year is None else sum(int(record["n"]) for record in self._counts if record["year"] == year and self._is_counted(record, key))

    def _pairs(self, key: CellKey) -> list[tuple[Breakdown, str]]:
        return list(zip(self._job.shell.breakdowns, key, strict=True))

    def _year(self, key: CellKey) -> int | None:
        """A year is divided by its own 31 December, a shorter cell by the one before, a longer one by none; a missing year by the latest before it."""
        cut, code = next(((one.id, code) for one, code in self._pairs(key) if one.id in ("year", *SHORT)), ("whole", "whole"))
        period = self._cells[code]
        days_after = period.last + timedelta(days=1)
        years = days_after.year - period.first.year
        same_day = (days_after.month, days_after.day) >= (period.first.month, period.first.day)
        if code == TOTAL or cut == "whole":
            is_whole_year = years == 1 and (days_after.month, days_after.day) == (period.first.month, period.first.day)
            is_longer = years > 1 or (years == 1 and same_day and not is_whole_year)
            if is_longer:
                return None
        else:
            is_whole_year = cut == "year"
        wanted = period.last.year if is_whole_year else period.last.year - 1
        return max((record["year"] for record in self._counts if record["year"] <= wanted), default=None)

    def _is_counted(self, record: Mapping[str, Any], key: CellKey) -> bool:
        age = record["ALDER"]
        if any(age is None or age < (first or 0) or (last is not None and age > last) for first, last in self._limits):
            return False
        jobs = {one.id: one for one in self._job.breakdowns}
        for one, code in self._pairs(key):
            if one.id in ("sex", "age_group", "county", "municipality", "healthcare_region"):
                found = _place_of(record, jobs[one.id])
                if (code != TOTAL and found != code) or (found is None and not one.exhaustive):
                    return False
        return True


def _place_of(record: Mapping[str, Any], job: BreakdownJob) -> str | None:
    """The category that inhabitants of a count belong to, None for one that is not listed."""
    if job.id == "sex":
        found = str(record["KON"])
    elif job.id == "age_group":
        return next((band.code for band in job.bands if record["ALDER"] is not None and band.first <= record["ALDER"] <= (200 if band.last is None else band.last)), None)
    elif job.id == "healthcare_region":
        return next((code for code, counties in job.regions.items() if record["LK"][:2] in counties), None)
    else:
        found = record["LK"][: 4 if job.id == "municipality" else 2]
    return found if found in job.codes else None
