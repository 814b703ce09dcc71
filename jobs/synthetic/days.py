"""Days as numbers since 1970-01-01, as the registers' date columns hold them, and the calendar over them."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int32]
NEVER = np.int32(2**30)
"""A day later than every other."""

EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """The number of a day."""
    return day.toordinal() - EPOCH


def first_day(year: int) -> int:
    """The number of 1 January."""
    return date(year, 1, 1).toordinal() - EPOCH


def last_day(year: int) -> int:
    """The number of 31 December."""
    return date(year, 12, 31).toordinal() - EPOCH


def calendar_parts(days: NDArray[Any]) -> tuple[Days, Days]:
    """Year, and month × 32 + day of the month: the second orders days within any year, leap or not."""
    stamps = days.astype("datetime64[D]")
    years = stamps.astype("datetime64[Y]")
    months = stamps.astype("datetime64[M]")
    month = (months - years.astype("datetime64[M]")).astype(np.int32) + 1
    day = (stamps - months.astype("datetime64[D]")).astype(np.int32) + 1
    return (years.astype(np.int32) + 1970).astype(np.int32), (month * 32 + day).astype(np.int32)


def year_calendar(year: int) -> Days:
    """Month × 32 + day for every day of a year, by day of the year from 0."""
    return calendar_parts(np.arange(first_day(year), last_day(year) + 1))[1]


def month_ends(year: int) -> Days:
    """The number of the month's last day for every day of a year, by day of the year from 0."""
    stamps = np.arange(first_day(year), last_day(year) + 1).astype("datetime64[D]")
    following = (stamps.astype("datetime64[M]") + 1).astype("datetime64[D]")
    return (following.astype(np.int32) - 1).astype(np.int32)


def middle_where(days: Days, unknown: NDArray[np.bool_]) -> Days:
    """The 15th of the month where the day is unknown (measures.md 6)."""
    middle = days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int32) + 14
    return np.where(unknown, middle, days).astype(np.int32)
