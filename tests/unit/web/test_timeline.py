"""The geometry of a timeline: bars to scale, numbers that never touch, ticks that stay readable."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from web.timeline import LEFT, WIDTH, Event, Span, timeline

TODAY = date(2026, 1, 12)
DAYS = some.dates(date(1950, 1, 1), date(2026, 1, 1))


def test_a_bar_is_as_long_as_its_time() -> None:
    found = timeline([Span("half", date(2000, 1, 1), date(2012, 12, 31)), Span("whole", date(2000, 1, 1))], [], TODAY)
    assert found is not None
    half, whole = found.bars
    assert abs(half.width / whole.width - 0.5) < 0.01 and half.x == whole.x == LEFT


def test_breaks_of_the_same_day_stand_above_each_other() -> None:
    found = timeline([Span("all", date(2000, 1, 1))], [Event("a", "", date(2010, 1, 1)), Event("b", "", date(2010, 1, 1))], TODAY)
    assert found is not None
    first, second = found.marks
    assert first.x == second.x and first.y != second.y


def test_nothing_to_draw_is_no_timeline() -> None:
    assert timeline([], [Event("a", "", date(2010, 1, 1))], TODAY) is None


@given(some.lists(some.tuples(DAYS, some.integers(0, 20_000)), min_size=1, max_size=8), some.lists(DAYS, max_size=20))
def test_everything_lies_inside_and_no_numbers_touch(spans: list[tuple[date, int]], breaks: list[date]) -> None:
    found = timeline([Span("s", first, min(first + timedelta(days), TODAY)) for first, days in spans], [Event("b", "", day) for day in sorted(breaks)], TODAY)
    assert found is not None
    assert all(LEFT <= bar.x and bar.x + bar.width <= WIDTH for bar in found.bars)
    assert all(abs(one.x - other.x) >= 22 or one.y != other.y for at, one in enumerate(found.marks) for other in found.marks[:at])
    assert len(found.ticks) <= 15 and all(LEFT <= x <= WIDTH for _year, x in found.ticks)
