"""The traps of the drug register: dates heaped on month ends in 2005, and negative rows that take back earlier dispensings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jobs.synthetic.days import Days, first_day, month_ends
from jobs.synthetic.dispensings import BITS, QUANTITIES, SHIFT, Packed, field
from jobs.synthetic.people import People

HEAPED_YEAR, HEAPED_SHARE = 2005, 0.3
CORRECTED_SHARE = 0.004
KINDS = {"exact": 0.7, "partial": 0.12, "double": 0.1, "unmatched": 0.08}
"""Of corrections: taking back the whole row; one package of several; one of several twice; a product the person never had."""


def date_of(packed: Packed, years: Sequence[int]) -> Days:
    """Day number of each row."""
    starts = np.array([first_day(year) for year in years], dtype=np.int32)
    return (starts[field(packed, "year")] + field(packed, "day")).astype(np.int32)


def cut_to_lives(packed: Packed, people: People, years: Sequence[int], since: int) -> Packed:
    """Drops rows of days when the person did not live in the country, and rows before the register's first day."""
    day = date_of(packed, years)
    return packed[people.lives_here(field(packed, "person"), day) & (day >= since)]


def heap_month_ends(rng: np.random.Generator, packed: Packed, years: Sequence[int]) -> Packed:
    """Moves a share of the rows of 2005 to the last day of their month."""
    if HEAPED_YEAR not in years:
        return packed
    heaped = np.flatnonzero((field(packed, "year") == list(years).index(HEAPED_YEAR)) & (rng.random(len(packed)) < HEAPED_SHARE))
    ends = (month_ends(HEAPED_YEAR) - first_day(HEAPED_YEAR)).astype(np.int64)
    rows = packed[heaped]
    moved = ends[field(rows, "day")]
    packed[heaped] = _with(rows, "day", moved)
    return packed


def draw_corrections(rng: np.random.Generator, packed: Packed, year_count: int) -> Packed:
    """Negative rows for a share of the rows, up to three weeks later; those that would fall after the last year are not made."""
    rows = packed[rng.random(len(packed)) < CORRECTED_SHARE]
    kind = np.searchsorted(np.cumsum(list(KINDS.values()))[:-1], rng.random(len(rows)), side="right")
    several = QUANTITIES[field(rows, "quantity")] % 1000 == 0
    several &= QUANTITIES[field(rows, "quantity")] > 1000
    kind = np.where((kind == 1) | (kind == 2), np.where(several, kind, 0), kind)
    quantity = np.where((kind == 1) | (kind == 2), 0, field(rows, "quantity"))
    made = _later(rng, _with(_with(rows, "quantity", quantity), "correction", np.ones(len(rows), dtype=np.int64)))
    other = (field(rows, "code") + 37) % 40
    made = np.where(kind == 3, _with(_with(made, "code", other), "product", np.zeros(len(rows), dtype=np.int64)), made)
    again = _later(rng, made[kind == 2])
    found = np.concatenate([made, again])
    return found[field(found, "year") < year_count]


def _with(packed: Packed, name: str, value: NDArray[np.int64]) -> Packed:
    mask = ((1 << BITS[name]) - 1) << SHIFT[name]
    replaced: Packed = (packed & ~mask) | (value << SHIFT[name])
    return replaced


def _later(rng: np.random.Generator, packed: Packed) -> Packed:
    day = field(packed, "day") + np.minimum(rng.geometric(0.25, len(packed)) - 1, 21)
    return _with(_with(packed, "year", field(packed, "year") + day // 365), "day", day % 365)
