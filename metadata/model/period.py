"""Closed periods of dates and the cell periods they are cut into (measures.md 1.1)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from pydantic import model_validator

from metadata.model.base import Model
from metadata.model.text import Text

_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MONTHS_SV = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december")


class CellPeriod(StrEnum):
    """How a study period is cut into cells; `whole` is not cut at all."""

    month = "month"
    quarter = "quarter"
    half_year = "half_year"
    year = "year"
    whole = "whole"

    @property
    def months(self) -> int | None:
        """Length in months; None for the whole period."""
        return {"month": 1, "quarter": 3, "half_year": 6, "year": 12}.get(self.value)


class Period(Model):
    """A closed interval of dates, both ends included. `first` > `last` cannot be constructed."""

    first: date
    last: date

    @model_validator(mode="after")
    def _ordered(self) -> Period:
        if self.first > self.last:
            raise ValueError("period.reversed")
        return self

    @classmethod
    def parse(cls, text: str) -> Period:
        """`2015-01/2023-12`, `2015/2020`, `2015-01-01/2015-06-30` or one point (`2024`, `2024-03`). Raises ValueError on anything else."""
        parts = [part.strip() for part in str(text).split("/")]
        if len(parts) not in (1, 2):
            raise ValueError("period.shape")
        return cls(first=_edge(parts[0], last=False), last=_edge(parts[-1], last=True))

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.first <= day <= self.last

    def overlaps(self, other: Period) -> bool:
        """Whether any day lies in both."""
        return self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        return f"{_short(self.first, first=True)}/{_short(self.last, first=False)}"

    def cells(self, cell_period: CellPeriod) -> list[PeriodCell]:
        """The cells in order, clipped to the period; one cell with code `whole` when not cut."""
        if cell_period is CellPeriod.whole:
            return [PeriodCell(code="whole", label=Text(sv=str(self), en=str(self)), period=self)]
        return list(self._cut(cell_period))

    def _cut(self, cell_period: CellPeriod) -> Iterator[PeriodCell]:
        months = cell_period.months or 12
        start = date(self.first.year, (self.first.month - 1) // months * months + 1, 1)
        while start <= self.last:
            following = add_months(start, months)
            part = Period(first=max(start, self.first), last=min(following - timedelta(days=1), self.last))
            code, label = _name(start, cell_period)
            yield PeriodCell(code=code, label=label, period=part)
            start = following


class PeriodCell(Model):
    """One cell of a cut period: its code (`2024`, `2024H1`, `2024Q3`, `2024-05`), label and dates."""

    code: str
    label: Text
    period: Period


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later (negative: earlier); 29–31 fall back to the month's last day (29 Feb → 28 Feb)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _edge(text: str, *, last: bool) -> date:
    match = _POINT.fullmatch(text)
    if not match:
        raise ValueError("period.shape")
    year, month, day = int(match[1]), match[2] and int(match[2]), match[3] and int(match[3])
    if not month:
        return date(year, 12, 31) if last else date(year, 1, 1)
    if not day:
        return date(year, month, calendar.monthrange(year, month)[1] if last else 1) if 1 <= month <= 12 else _refuse()
    return date(year, month, day)


def _refuse() -> date:
    raise ValueError("period.shape")


def _short(day: date, *, first: bool) -> str:
    edge = 1 if first else calendar.monthrange(day.year, day.month)[1]
    return day.isoformat()[:7] if day.day == edge else day.isoformat()


def _name(start: date, cell_period: CellPeriod) -> tuple[str, Text]:
    if cell_period is CellPeriod.year:
        return str(start.year), Text(sv=str(start.year), en=str(start.year))
    if cell_period is CellPeriod.half_year:
        half = (start.month + 5) // 6
        return f"{start.year}H{half}", Text(sv=f"{start.year}, halvår {half}", en=f"{start.year}, half-year {half}")
    if cell_period is CellPeriod.quarter:
        quarter = (start.month + 2) // 3
        return f"{start.year}Q{quarter}", Text(sv=f"{start.year}, kvartal {quarter}", en=f"{start.year}, quarter {quarter}")
    sv, en = _MONTHS_SV[start.month - 1], calendar.month_name[start.month]
    return f"{start.year}-{start.month:02d}", Text(sv=f"{sv} {start.year}", en=f"{en} {start.year}")
