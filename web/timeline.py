"""A timeline as geometry: bars of years with data, numbered breaks above them, ticks below; a template draws it and writes the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

LEFT, RIGHT, WIDTH = 285, 14, 1000
ROW, TOP_ROW, FOOT = 34, 26, 30
STEPS = (1, 2, 5, 10, 20)
MOST_TICKS = 14


@dataclass(frozen=True)
class Span:
    """One line of the table and one bar of the picture: from a day to a day (None: still going on). `kind`: data, coding or planned."""

    label: str
    first: date
    last: date | None = None
    kind: str = "data"


@dataclass(frozen=True)
class Event:
    """A break: the day it begins, the day it ends where it is a disturbed time, its name and its text."""

    title: str
    text: str
    first: date
    last: date | None = None


@dataclass(frozen=True)
class Bar:
    """A span as drawn."""

    span: Span
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Mark:
    """A break as drawn: its number stands at (x, y), its line falls from there; `width` is that of a disturbed time."""

    number: int
    event: Event
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Timeline:
    """Everything a template needs; lengths are units of the drawing. `plot` is where the first bar's row begins."""

    spans: tuple[Span, ...]
    events: tuple[Event, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[int, float], ...]
    plot: float
    bottom: float
    width: int = WIDTH
    left: int = LEFT

    @property
    def height(self) -> float:
        """Height of the drawing."""
        return self.bottom + FOOT


def timeline(spans: Sequence[Span], events: Sequence[Event], today: date) -> Timeline | None:
    """The timeline of some spans until today; None without any span. Breaks outside the spans' time are listed but not drawn."""
    if not spans:
        return None
    first, last = min(one.first for one in spans).year, max(today, *(one.last or one.first for one in spans)).year + 1
    per_year = (WIDTH - LEFT - RIGHT) / (last - first)

    def x(day: date) -> float:
        return round(LEFT + (day.year + (day.timetuple().tm_yday - 1) / 366 - first) * per_year, 1)

    marks, rows = _marks(events, x, date(first, 1, 1), date(last, 1, 1))
    plot = rows * TOP_ROW + 8
    bars = tuple(
        Bar(one, x(one.first), plot + number * ROW, max(round(x(one.last or max(today, one.first)) - x(one.first), 1), 4)) for number, one in enumerate(spans)
    )
    step = next((step for step in STEPS if (last - first) / step <= MOST_TICKS), STEPS[-1])
    ticks = tuple((year, x(date(year, 1, 1))) for year in range(first - first % step + (step if first % step else 0), last + 1, step))
    return Timeline(tuple(spans), tuple(events), bars, marks, ticks, plot, plot + len(spans) * ROW)


def _marks(events: Sequence[Event], x: object, first: date, last: date) -> tuple[tuple[Mark, ...], int]:
    """Numbers that would touch stand in a higher row; the rows used are counted."""
    assert callable(x)
    ends: list[float] = []
    placed = []
    for number, event in enumerate(events, 1):
        if not first <= event.first < last:
            continue
        at = x(event.first)
        row = next((row for row, end in enumerate(ends) if at - end >= 24), len(ends))
        ends[row : row + 1] = [at]
        width = round(x(min(event.last, last)) - at, 1) if event.last and event.last < last else 0.0
        placed.append((number, event, at, row, width))
    return tuple(Mark(number, event, at, 14 + row * TOP_ROW, width) for number, event, at, row, width in placed), len(ends)
