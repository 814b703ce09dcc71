"""The made-up persons: sex, birth, death, when they live in Sweden and where; every other register is drawn from these."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobs.synthetic.days import NEVER, Days, calendar_parts, first_day, last_day
from jobs.synthetic.tables import municipalities

_AGES = (0, 20, 35, 50, 60, 70, 80, 90, 100)
_PYRAMID = (1.2, 1.15, 1.4, 1.3, 1.2, 1.05, 0.6, 0.15, 0.005)
"""Relative number of residents by single age, roughly Sweden of the 2010s."""

MORTALITY = ((2.04e-5, 0.098), (8.27e-6, 0.105))
"""Gompertz level and slope of men and women: mean life about 81 and 84 years."""

NONRESIDENT_SHARE = 0.001
FOREIGN_BORN_SHARE = 0.17
EMIGRATION = {"born": 0.004, "immigrated": 0.03}
RETURN_SHARE = 0.3
MOVES = (0.35, 0.12)
"""Share with at least one move between municipalities during the years covered, and with two."""

SAME_COUNTY_MOVE = 0.6


@dataclass(frozen=True)
class People:
    """One entry per person, keys `first_key` and on; days are numbers, NEVER where it does not happen.

    Residence in Sweden: [entry, exit] and, for those who return, [back, end]; `death` ends both. `home` holds the municipality's place in the
    list before the first move, between the moves and after; `moves` the two days of moving.
    """

    first_key: int
    sex: NDArray[np.int8]
    birth: Days
    birth_year: Days
    birth_calendar: Days
    entry: Days
    born_here: NDArray[np.bool_]
    exit: Days
    back: Days
    death: Days
    moves: tuple[Days, Days]
    home: tuple[NDArray[np.int16], NDArray[np.int16], NDArray[np.int16]]

    @property
    def count(self) -> int:
        """Number of persons."""
        return len(self.sex)

    def lives_here(self, person: NDArray[np.int64], day: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Whether each person (by place, from 0) is alive and registered on the day."""
        alive = day <= self.death[person]
        first = (day >= self.entry[person]) & (day <= self.exit[person])
        return alive & (first | (day >= self.back[person]))

    def home_on(self, person: NDArray[np.int64], day: NDArray[np.int32]) -> NDArray[np.int16]:
        """The municipality, as place in the list, where each person lives on the day."""
        before = np.where(day < self.moves[0][person], self.home[0][person], self.home[1][person])
        return np.where(day < self.moves[1][person], before, self.home[2][person])

    def age_on(self, person: NDArray[np.int64], year: int | Days, calendar: NDArray[np.int32]) -> Days:
        """Completed years on a day given as its year and month × 32 + day; never below 0."""
        age = year - self.birth_year[person] - (calendar < self.birth_calendar[person])
        return np.maximum(age, 0).astype(np.int32)


def draw_people(rng: np.random.Generator, count: int, first_key: int, first_year: int, last_year: int) -> People:
    """Draws `count` persons who are, at some time from 1 January `first_year` to 31 December `last_year`, in the registers."""
    start, end = first_day(first_year), last_day(last_year)
    years = last_year - first_year + 1
    shares = np.array([1.0, 0.0115 * years, 0.010 * years])
    kind = rng.choice(3, size=count, p=shares / shares.sum())
    sex = (rng.random(count) < 0.5).astype(np.int8)
    birth, entry, born_here = _draw_births(rng, kind, start, end)
    death = _draw_deaths(rng, sex, birth, np.maximum(entry, start), end)
    exit_day, back = _draw_emigration(rng, kind, birth, np.maximum(entry, start), death, end)
    nonresident = (rng.random(count) < NONRESIDENT_SHARE) & (death <= end)
    entry = np.where(nonresident, NEVER, entry).astype(np.int32)
    back = np.where(nonresident, NEVER, back).astype(np.int32)
    birth_year, birth_calendar = calendar_parts(birth)
    moves, home = _draw_homes(rng, birth, start, end)
    return People(first_key, sex, birth, birth_year, birth_calendar, entry, born_here, exit_day, back, death, moves, home)


def _draw_births(rng: np.random.Generator, kind: NDArray[np.int64], start: int, end: int) -> tuple[Days, Days, NDArray[np.bool_]]:
    count = len(kind)
    ages = np.arange(101)
    weights = np.interp(ages, _AGES, _PYRAMID)
    age = rng.choice(101, size=count, p=weights / weights.sum()) + rng.random(count)
    at_arrival = np.clip(rng.normal(28, 13, count), 0, 85)
    within = rng.integers(start, end + 1, count)
    birth = np.where(kind == 0, start - (age * 365.2425).astype(np.int64) - 1, np.where(kind == 1, within, within - (at_arrival * 365.2425).astype(np.int64)))
    foreign = (kind == 0) & (rng.random(count) < FOREIGN_BORN_SHARE)
    arrived = birth + 1 + (rng.random(count) * np.maximum(start - birth - 1, 1)).astype(np.int64)
    entry = np.where(kind == 2, within, np.where(foreign, np.minimum(arrived, start), birth))
    return birth.astype(np.int32), entry.astype(np.int32), (kind != 2) & ~foreign


def _draw_deaths(rng: np.random.Generator, sex: NDArray[np.int8], birth: Days, alive_on: Days, end: int) -> Days:
    level = np.where(sex == 0, MORTALITY[0][0], MORTALITY[1][0])
    slope = np.where(sex == 0, MORTALITY[0][1], MORTALITY[1][1])
    age = np.maximum(alive_on - birth, 0) / 365.2425
    lived = np.log(np.exp(slope * age) + slope / level * rng.exponential(size=len(sex))) / slope
    death = np.maximum(birth + (lived * 365.2425).astype(np.int64), alive_on + 1)
    return np.where(death > end, NEVER, death).astype(np.int32)


def _draw_emigration(
    rng: np.random.Generator, kind: NDArray[np.int64], birth: Days, since: Days, death: Days, end: int
) -> tuple[Days, Days]:
    count = len(kind)
    rate = np.where(kind == 2, EMIGRATION["immigrated"], EMIGRATION["born"])
    leaves = np.maximum(since, birth + 18 * 365) + 90 + (rng.exponential(size=count) / rate * 365).astype(np.int64)
    leaves = np.where((leaves > end) | (leaves >= death) | (leaves - birth > 60 * 365), NEVER, leaves)
    back = leaves + 90 + (rng.exponential(size=count) * 3 * 365).astype(np.int64)
    returns = (rng.random(count) < RETURN_SHARE) & (leaves < NEVER) & (back <= end) & (back < death)
    return leaves.astype(np.int32), np.where(returns, back, NEVER).astype(np.int32)


def _draw_homes(
    rng: np.random.Generator, birth: Days, start: int, end: int
) -> tuple[tuple[Days, Days], tuple[NDArray[np.int16], NDArray[np.int16], NDArray[np.int16]]]:
    codes, weights = municipalities()
    count = len(birth)
    first = _draw_place(rng, count, weights)
    second = _draw_move(rng, first, codes, weights)
    third = _draw_move(rng, second, codes, weights)
    luck = rng.random(count)
    young = birth + rng.normal(23 * 365, 4 * 365, count).astype(np.int64)
    anytime = rng.integers(start, end + 1, count)
    one = np.where((young > start) & (young < end), young, anytime)
    one = np.where(luck < MOVES[0], one, NEVER)
    two = np.where((luck < MOVES[1]) & (one < NEVER), one + 200 + (rng.exponential(size=count) * 1500).astype(np.int64), NEVER)
    return (one.astype(np.int32), two.astype(np.int32)), (first, second, third)


def _draw_place(rng: np.random.Generator, count: int, weights: NDArray[np.float64]) -> NDArray[np.int16]:
    return np.searchsorted(np.cumsum(weights)[:-1], rng.random(count), side="right").astype(np.int16)


def _draw_move(rng: np.random.Generator, origin: NDArray[np.int16], codes: tuple[str, ...], weights: NDArray[np.float64]) -> NDArray[np.int16]:
    """A new municipality: within the county of origin for most, anywhere for the rest."""
    county = np.array([int(code[:2]) for code in codes])
    target = _draw_place(rng, len(origin), weights)
    upper = np.cumsum(weights)
    first = np.searchsorted(county, county[origin], side="left")
    last = np.searchsorted(county, county[origin], side="right") - 1
    low = upper[first] - weights[first]
    near = np.searchsorted(upper[:-1], low + rng.random(len(origin)) * (upper[last] - low), side="right")
    stays = rng.random(len(origin)) < SAME_COUNTY_MOVE
    return np.where(stays, np.clip(near, first, last), target).astype(np.int16)
