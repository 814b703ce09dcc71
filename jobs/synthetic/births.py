"""Who is whose mother among the made-up persons: children born in the country, given to women who are in care for childbirth that year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobs.synthetic.days import NEVER, Days, first_day, last_day
from jobs.synthetic.people import People

CONDITION = "childbirth"
MOTHER_AGES = (15, 49)
TWIN_SHARE = 0.3
"""Share of two children born on one day in a block who are twins: about one and a half per cent of all births."""
STILLBORN_SHARE = 0.004
COVERED = 0.98


@dataclass(frozen=True)
class Births:
    """One entry per child in order of the day: place of the mother, place of the child (-1: stillborn, without a key), day, number of children at the birth."""

    mother: NDArray[np.int64]
    child: NDArray[np.int64]
    day: Days
    together: NDArray[np.int64]


def draw_births(rng: np.random.Generator, people: People, active: NDArray[np.bool_], years: Sequence[int]) -> dict[int, Births]:
    """The births of each year; `active` is years × persons who are in care for childbirth, its last rows those of `years`."""
    return {year: _of_year(rng, people, active[place - len(years)], year) for place, year in enumerate(years)}


def _of_year(rng: np.random.Generator, people: People, active: NDArray[np.bool_], year: int) -> Births:
    born = np.flatnonzero(people.born_here & (people.birth >= first_day(year)) & (people.birth <= last_day(year)) & (rng.random(people.count) < COVERED))
    child = born[np.argsort(people.birth[born], kind="stable")]
    age = year - people.birth_year
    mothers = rng.permutation(np.flatnonzero(active & (people.sex == 1) & (age >= MOTHER_AGES[0]) & (age <= MOTHER_AGES[1])))
    day = people.birth[child]
    is_second = np.zeros(len(child), dtype=np.bool_)
    is_second[1:] = (day[1:] == day[:-1]) & (rng.random(max(len(child) - 1, 0)) < TWIN_SHARE)
    is_second[2:] &= ~is_second[1:-1]
    birth = np.cumsum(~is_second) - 1
    kept = birth < len(mothers)
    child, day, birth = child[kept], day[kept], birth[kept]
    mother = mothers[birth] if len(birth) else np.empty(0, dtype=np.int64)
    here = people.lives_here(mother, day)
    mother, child, day, birth = mother[here], child[here], day[here], birth[here]
    together = np.bincount(birth, minlength=len(mothers) + 1)[birth] if len(birth) else np.empty(0, dtype=np.int64)
    return Births(mother, np.where(rng.random(len(child)) < STILLBORN_SHARE, -1, child), day.astype(np.int32), together)


def birth_days(births: Births, count: int) -> Days:
    """The day each person gave birth in the year, NEVER for the others."""
    found = np.full(count, NEVER, dtype=np.int32)
    found[births.mother] = births.day
    return found
