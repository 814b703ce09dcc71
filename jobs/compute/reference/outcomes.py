"""What lies around one index row: the targets met in the window, or none; and whether the person was followed to its end (measures.md 4.9–4.11)."""

from __future__ import annotations

from datetime import timedelta

from jobs.compute.reference.frames import Frames
from jobs.compute.reference.rows import Row, rows_of
from jobs.compute.reference.treatment import time_of
from jobs.spec import TableJob

OUTCOMES = ("outcome", "drug_group", "diagnosis_group", "days")


def outcomes(job: TableJob, index: Row, frames: Frames) -> list[str]:
    """Categories of the person by this index row."""
    assert job.window is not None
    if job.shell.measure == "time_on_treatment":
        time, _event = time_of(job, index, frames)
        return [day for one in job.breakdowns if one.id == "days" for day in one.codes if time >= int(day)]
    first, last = index.date + timedelta(days=job.window[0]), index.date + timedelta(days=job.window[1])
    found = []
    for target in job.targets:
        rows = rows_of(target.criterion, frames, job.options)
        if any(row.person == index.person and first <= row.date <= last and target.criterion.period.contains(row.date) for row in rows):
            found.append(target.code)
    if not found:
        return [next(one.codes[-1] for one in job.breakdowns if one.id in OUTCOMES)]
    return found[:1] if job.options.get("assignment") == "first" else found


def is_followed(job: TableJob, index: Row, frames: Frames) -> bool:
    """Whether the person is counted: where only the followed are, neither dead nor gone before the last day of the window, which the data reach."""
    if job.shell.measure != "persistence_at" and job.options.get("denominator") != "alive_at_to":
        return True
    assert job.window is not None
    end = index.date + timedelta(days=job.window[1])
    left = [spell["to"] for spell in frames.rows("spells") if spell["person"] == index.person and spell["to"] is not None and spell["end_reason"] is not None]
    return not any(index.date <= day < end for day in left) and (job.follow_up_to is None or end <= job.follow_up_to)
