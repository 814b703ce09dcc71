"""Stays and days of inpatient rows, one after the other in the order of admission (measures.md 5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from jobs.compute.reference.frames import Frames
from jobs.compute.reference.rows import Row


def admitted(row: Row, frames: Frames) -> date:
    """Day of admission of an inpatient row; of discharge where it is missing."""
    found = next(record["INDATUM"] for record in frames.rows("par_in") if record["contact"] == row.key[1])
    return found or row.date


def days(row: Row, frames: Frames) -> int:
    """Days of one inpatient row, at least one."""
    return max(1, (row.date - admitted(row, frames)).days)


def stays(rows: Sequence[Row], frames: Frames) -> list[Row]:
    """The last row of each stay of one person."""
    contacts = {row.key: row for row in rows}.values()
    found: list[list[Row]] = []
    for row in sorted(contacts, key=lambda row: (admitted(row, frames), row.date, row.key)):
        if found and admitted(row, frames) <= max(one.date for one in found[-1]) + timedelta(days=1):
            found[-1].append(row)
        else:
            found.append([row])
    return [max(stay, key=Row.last) for stay in found]
