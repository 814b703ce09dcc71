"""A curve is drawn where enough persons and events stand behind it, and nowhere else."""

from __future__ import annotations

from fractions import Fraction

from compute_registers import breakdown, table

from jobs.curves import drawn_steps
from jobs.spec import BreakdownJob
from metadata.model.policy import Survival
from metadata.model.table import Count, CountTable, Curve

DAYS = ("0", "90", "180", "365", "730")


def drawn(steps: dict[str, tuple[int, int]], *, start: int = 100, hidden: tuple[str, ...] = ()) -> list[Fraction | None]:
    """The shares drawn for at-risk numbers and events so far."""
    job = table("time_on_treatment", (breakdown("days", DAYS, total=False), BreakdownJob(id="days", codes=DAYS)))
    cells = {(day,): Count(at_risk, at_risk, curve=Curve(Fraction(start - events, start), start, events)) for day, (at_risk, events) in steps.items()}
    found = drawn_steps(CountTable(job.shell, cells), [(day,) for day in hidden], Survival())
    return [found.get((day,)) for day in DAYS]


STEPS = {"0": (100, 0), "90": (96, 4), "180": (90, 9), "365": (60, 12), "730": (9, 30)}


def test_a_step_of_few_events_waits_until_more_have_gathered():
    """Four events are not drawn; nine are, with those four; three more are not; the tail is cut where fewer than ten are at risk."""
    assert drawn(STEPS) == [Fraction(1), Fraction(1), Fraction(91, 100), Fraction(91, 100), None]


def test_a_small_group_has_no_curve():
    assert drawn(STEPS, start=19) == [None] * 5


def test_nothing_is_drawn_beyond_a_hidden_number_at_risk():
    assert drawn(STEPS, hidden=("180",)) == [Fraction(1), Fraction(1), None, None, None]
