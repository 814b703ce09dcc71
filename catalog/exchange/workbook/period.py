"""Years and periods as register workbooks write them: `1997`, `1997-`, `-1996`, `1997–2015`, dates, numbers stored as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = r"(?:18|19|20)\d{2}(?:-\d{2}(?:-\d{2})?)?"
_SPAN = re.compile(rf"({_DAY})?\s*[-–—]\s*({_DAY})?")
_POINT = re.compile(rf"({_DAY})(?:\.0)?")


@dataclass(frozen=True)
class Stated:
    """A stated period, ends closed: None is open. `is_clean` False: the text is no period and both ends are None."""

    first: date | None
    last: date | None
    is_clean: bool = True


def parse_period(text: str) -> Stated:
    """A span or a point; an empty text is open and clean."""
    text = text.strip()
    if not text:
        return Stated(None, None)
    try:
        if match := _POINT.fullmatch(text):
            return Stated(_first(match[1]), _last(match[1]))
        if (match := _SPAN.fullmatch(text)) and (match[1] or match[2]):
            return Stated(_first(match[1]) if match[1] else None, _last(match[2]) if match[2] else None)
    except ValueError:
        pass
    return Stated(None, None, is_clean=False)


def first_day(text: str) -> tuple[str | None, bool]:
    """First day of a start (`1997`, `1997-`, `1997-07-01`) as ISO, and whether the text was clean."""
    stated = parse_period(text)
    return (stated.first.isoformat() if stated.first else None), stated.is_clean


def last_day(text: str) -> tuple[str | None, bool]:
    """Last day of an end (`2015`, `-2015`) as ISO, and whether the text was clean."""
    stated = parse_period(text)
    return (stated.last.isoformat() if stated.last else None), stated.is_clean


def day_after(day: date | None) -> str | None:
    """Half-open end of a closed one, as ISO."""
    return (day + timedelta(days=1)).isoformat() if day and day < date(9999, 12, 31) else None


def _first(text: str) -> date:
    parts = [int(part) for part in text.split("-")]
    return date(*(*parts, 1, 1)[:3])


def _last(text: str) -> date:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(*parts)
    year, month = (parts[0], 12) if len(parts) == 1 else parts
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
