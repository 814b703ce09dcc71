"""One person's time on treatment, walked dispensing by dispensing, and the share that goes on, multiplied day by day (measures.md 4.8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction

from jobs.compute.reference.frames import Frames
from jobs.compute.reference.rows import Row, rows_of
from jobs.spec import TableJob


def time_of(job: TableJob, index: Row, frames: Frames) -> tuple[int, bool]:
    """Days from the index to the stop (True), or to the day the person was lost from sight (False)."""
    supply, grace = int(job.options["supply_days"]), int(job.options["grace_days"])
    assert job.window is not None
    criterion = job.targets[0].criterion
    days = sorted({row.date for row in rows_of(criterion, frames, job.options) if row.person == index.person and row.date >= index.date and criterion.period.contains(row.date)})
    ends = [(spell["to"] - index.date).days for spell in frames.rows("spells")
            if spell["person"] == index.person and spell["end_reason"] is not None and spell["to"] is not None and spell["to"] >= index.date]
    ends += [job.window[1]] + ([(job.follow_up_to - index.date).days] if job.follow_up_to is not None else [])
    lost, stop = min(ends), None
    for at, day in enumerate(days):
        runs_out = day + timedelta(days=supply + grace)
        has_next = at + 1 < len(days)
        if has_next and days[at + 1] <= runs_out:
            continue
        if has_next or job.follow_up_to is None or runs_out <= job.follow_up_to:
            stop = (day - index.date).days + supply
        break
    if stop is not None and stop <= lost:
        return stop, True
    return max(lost, 0), False


def share_beyond(times: Sequence[tuple[int, bool]], day: int) -> Fraction:
    """The product over every day to the grid day of the share of those at risk who do not stop on it."""
    share = Fraction(1)
    for one in range(day + 1):
        at_risk = sum(time >= one for time, _event in times)
        stops = sum(time == one and is_event for time, is_event in times)
        share *= 1 if not stops else 1 - Fraction(stops, at_risk)
    return share
