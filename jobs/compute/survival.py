"""Kaplan–Meier from days and outcomes: exact shares, events before losses on the same day (measures.md 4.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from metadata.model.table import Curve


def curve(history: Mapping[tuple[int, bool], int], grid: Sequence[int]) -> dict[int, Curve]:
    """Day of the grid → the curve there. `history`: (day, whether it ended in an event) → persons."""
    start = sum(history.values())
    found: dict[int, Curve] = {}
    for day in grid:
        share, events = Fraction(1), 0
        for time in sorted({time for time, is_event in history if is_event and time <= day}):
            at_risk = sum(persons for (other, _event), persons in history.items() if other >= time)
            share *= 1 - Fraction(history[(time, True)], at_risk)
            events += history[(time, True)]
        found[day] = Curve(share, start, events)
    return found
