"""Municipal health care of the made-up persons: months with care, mostly of the old, and from 2019 the actions within them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jobs.synthetic import arrays
from jobs.synthetic.days import Days, first_day
from jobs.synthetic.people import People
from jobs.synthetic.tables import municipalities

START, ACTIONS_FROM = 2007, 2019
LATE = (0.5, 0.75, 0.92)
"""Share of the last, second last and third last month that has been reported."""
STOCKHOLM_SHARE = 0.35
"""Home care is the region's there, so that the municipalities report less."""
NOT_YET_SHARE = 0.15
"""Municipalities that sent no actions in the first year."""
ACTIONS = ("AV034", "AV033", "AV125", "DV063", "GD005", "QN003", "QV007", "SV024", "AW999", "DT026")
PROFESSIONS = ("XS910", "XS911", "XS917")


def draw_months(rng: np.random.Generator, people: People, year: int, last_year: int) -> tuple[NDArray[np.int64], Days]:
    """Persons by place and first days of the months they had care in, in order of person and month."""
    age = np.clip(year - people.birth_year - 62, 0, 38)
    cared = np.flatnonzero(people.lives_here(np.arange(people.count), np.full(people.count, first_day(year))) & (rng.random(people.count) < 0.004 + (age / 38.0) ** 2 * 0.65))
    first, last = rng.integers(0, 6, len(cared)), 12 - rng.integers(0, 3, len(cared)) * (rng.random(len(cared)) < 0.3)
    number = np.maximum(last - first, 1)
    person = np.repeat(cared, number)
    month = np.arange(len(person)) - np.repeat(np.cumsum(number) - number, number) + np.repeat(first, number)
    starts = np.array([np.datetime64(f"{year}-{number:02d}-01").astype("datetime64[D]").astype(np.int64) for number in range(1, 13)], dtype=np.int32)
    day = starts[np.minimum(month, 11)]
    kept = people.lives_here(person, day) & (rng.random(len(person)) < _reported(year, last_year)[np.minimum(month, 11)])
    stockholm = np.array([code.startswith("01") for code in municipalities()[0]])[people.home_on(person, day)]
    kept &= ~stockholm | ((person * 31) % 100 < STOCKHOLM_SHARE * 100)
    return person[kept], day[kept]


def _reported(year: int, last_year: int) -> NDArray[np.float64]:
    return np.array([1.0] * 9 + [LATE[2], LATE[1], LATE[0]]) if year == last_year else np.ones(12)


def draw_actions(
    rng: np.random.Generator, people: People, person: NDArray[np.int64], month: Days, year: int
) -> tuple[NDArray[np.int64], Days, dict[str, pa.Array]]:
    """Actions in some of the months: persons by place, days and the register's own columns."""
    number = rng.poisson(0.6, len(person))
    whom, day = np.repeat(person, number), np.repeat(month, number)
    day = (day + rng.integers(0, 28, len(day))).astype(np.int32)
    home = people.home_on(whom, day)
    sends = (home.astype(np.int64) * 7919 % 100 >= NOT_YET_SHARE * 100) | (year > ACTIONS_FROM)
    kept = people.lives_here(whom, day) & sends
    whom, day, home = whom[kept], day[kept], home[kept]
    order = np.lexsort((day, whom))
    whom, day, home = whom[order], day[order], home[order]
    joint = rng.random(len(whom)) < 0.06
    return whom, day, {
        "kva": arrays.texts(rng.integers(0, len(ACTIONS), len(whom)), ACTIONS), "kommun": arrays.texts(home, municipalities()[0]),
        "yrke1": arrays.texts(rng.integers(0, len(PROFESSIONS), len(whom)), PROFESSIONS), "yrke2": arrays.texts(np.where(joint, 1, -1), PROFESSIONS),
        "yrke3": pa.nulls(len(whom), pa.string()), "yrke4": pa.nulls(len(whom), pa.string()),
    }
