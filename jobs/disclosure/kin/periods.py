"""Periods by names that mean the same in every table, as intervals of days, and what they have to do with each other."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise

from jobs.disclosure.relations import Link, LinkKind
from metadata.model.period import CellPeriod, Period

_NAME = re.compile(r"(\d{4})(?:-(\d{2})|Q([1-4])|H([12]))?")
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def name_period(period: Period) -> str:
    """`2024`, `2024H1`, `2024Q3`, `2024-05` where the period is exactly that, else its two ends."""
    for cut in (CellPeriod.year, CellPeriod.half_year, CellPeriod.quarter, CellPeriod.month):
        cells = period.cells(cut)
        if len(cells) == 1 and days_of(cells[0].code) == (period.first.toordinal(), period.last.toordinal() + 1):
            return cells[0].code
    return str(period)


def days_of(name: str) -> tuple[int, int] | None:
    """First day and the day after the last, as ordinals; None for a name that is no period."""
    match = _NAME.fullmatch(name)
    if match:
        year, month, quarter, half = (int(part) if part else 0 for part in match.groups())
        begin = month or (quarter * 3 - 2 if quarter else half * 6 - 5 if half else 1)
        length = 1 if month else 3 if quarter else 6 if half else 12
        last = begin + length - 1
        return date(year, begin, 1).toordinal(), date(year, last, calendar.monthrange(year, last)[1]).toordinal() + 1
    try:
        period = Period.parse(name)
    except ValueError:
        return None
    return period.first.toordinal(), period.last.toordinal() + 1


def cut_periods(names: Iterable[str]) -> tuple[Link, ...]:
    """For what adds over time: each period as the sum of the pieces that all of them together are cut into."""
    spans = _spans(names)
    edges = sorted({edge for span in spans.values() for edge in span})
    links = []
    for name, (first, after) in spans.items():
        parts = [(low, high) for low, high in pairwise(edges) if first <= low and high <= after]
        if len(parts) > 1:
            links.append(Link(name, tuple(sorted(_name(part, spans) for part in parts)), LinkKind.sum))
    return tuple(sorted(links))


def cover_periods(names: Iterable[str]) -> tuple[Link, ...]:
    """For persons: a period holds no more than its parts together, where listed periods tile it; the longest tiles first."""
    spans = _spans(names)
    links = []
    for name, (first, after) in spans.items():
        parts: list[str] = []
        at = first
        while at < after:
            fitting = [(high, other) for other, (low, high) in spans.items() if low == at and high <= after and other != name and (low, high) != (first, after)]
            if not fitting:
                break
            at, chosen = max(fitting)
            parts.append(chosen)
        if at == after and len(parts) > 1:
            links.append(Link(name, tuple(sorted(parts)), LinkKind.cover))
    return tuple(sorted(links))


def _spans(names: Iterable[str]) -> dict[str, tuple[int, int]]:
    return {name: span for name in sorted(set(names)) if (span := days_of(name)) is not None}


def _name(span: tuple[int, int], spans: Mapping[str, tuple[int, int]]) -> str:
    known = next((name for name, found in spans.items() if found == span), None)
    if known is not None:
        return known
    return name_period(Period(first=date.fromordinal(span[0]), last=date.fromordinal(span[1]) - timedelta(days=1)))
