"""Whether a row is new: no counted row of its look-back group in the run-in before it (measures.md 4.4, 4.5, 4.12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from jobs.compute.reference.frames import Frames
from jobs.compute.reference.rows import Row, matches, rows_of
from jobs.spec import CodeMatch, Criterion
from metadata.model.period import add_months

LEVEL_LENGTHS = {"1": 1, "2": 3, "3": 4, "4": 5, "5": 7}


def is_new(row: Row, criterion: Criterion, group: str, months: int, frames: Frames, options: Mapping[str, str]) -> bool:
    """True when no counted row of the person and the group lies in [d − months, d − 1 day]; months −1 = since the start of data."""
    start = date.min if months == -1 else add_months(row.date, -months)
    return not any(
        other.person == row.person and other.is_counted and start <= other.date < row.date and _is_of_group(other, row, criterion.match, group)
        for other in rows_of(criterion.model_copy(update={"match": ()} if "lmed" in criterion.registers else {}), frames, options)
    )


def _is_of_group(other: Row, row: Row, match: Sequence[CodeMatch], group: str) -> bool:
    if group == "group":
        return matches(other.code, match)
    if group == "each_code":
        return other.code == row.code
    length = LEVEL_LENGTHS[group.removeprefix("level:")]
    return other.code[:length] == row.code[:length]
