"""Dispensings of the made-up persons: drawn per regimen, packed one row to a 64-bit number so that sorting a block is one pass.

From the highest bit: year, place of the ATC code in order, person, day of the year, correction, product of the substance, quantity.
The packed number therefore sorts as the table does: year, ATC, person, date, corrections after what they correct.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jobs.synthetic.people import People
from jobs.synthetic.products import products
from jobs.synthetic.tables import Regimen, WeightedCode, regimens, substances

Packed = NDArray[np.int64]

QUANTITIES = np.array([1000, 2000, 3000, 4000, 6000, 500, 143, 286, 71, 140, 1000, 1500], dtype=np.int64)
"""Quantities in thousandths of a package, by place."""
DOSE_FROM = 5
"""Places from here on are dose dispensings."""
_DOSE_SHARES = (0.05, 0.45, 0.2, 0.1, 0.15, 0.03, 0.02)

BITS = {"quantity": 4, "product": 4, "correction": 1, "day": 9, "person": 20, "code": 9, "year": 6}

DOSE_AGE, DOSE_SHARE = 75, 0.12
"""Dose dispensing: a share of those so old have their lasting drugs every 14 days."""
SWITCH_SHARE = 0.06
"""Share of users whose choice among a regimen's codes is drawn anew in a year."""

_SEASONS = {
    "flat": (1,) * 12, "winter": (14, 14, 13, 9, 7, 5, 4, 5, 8, 9, 10, 12), "summer": (6, 6, 7, 8, 9, 11, 12, 12, 9, 7, 6, 6),
    "spring": (3, 4, 10, 17, 20, 16, 10, 7, 5, 3, 2, 2),
}


def shifts() -> dict[str, int]:
    """Number of bits to the right of each field."""
    found, at = {}, 0
    for name, width in BITS.items():
        found[name] = at
        at += width
    return found


SHIFT = shifts()


def field(packed: Packed, name: str) -> NDArray[np.int64]:
    """One field of packed rows."""
    return (packed >> SHIFT[name]) & ((1 << BITS[name]) - 1)


def draw_regimens(
    rng: np.random.Generator, people: People, active: NDArray[np.bool_], condition: str, years: Sequence[int], season: str
) -> list[Packed]:
    """Packed rows of every regimen of a condition, in no order; `active` is persons with the condition by year (years × persons)."""
    dose_person = rng.random(people.count) < DOSE_SHARE
    found = []
    for regimen in regimens():
        if regimen.condition == condition:
            user = active & (rng.random(people.count) < regimen.share)
            found.append(_draw_regimen(rng, people, user, regimen, years, season, dose_person))
    return found


def _draw_regimen(
    rng: np.random.Generator, people: People, user: NDArray[np.bool_], regimen: Regimen, years: Sequence[int], season: str, dose_person: NDArray[np.bool_]
) -> Packed:
    year, person = np.nonzero(user)
    if not len(year):
        return np.empty(0, dtype=np.int64)
    started = np.where(year == 0, False, ~user[np.maximum(year - 1, 0), person])
    dosed = dose_person[person] & (np.asarray(years)[year] - people.birth_year[person] >= DOSE_AGE) if regimen.dose else np.zeros(len(year), dtype=np.bool_)
    repeat, day = _draw_days(rng, regimen, started, dosed, season)
    code, product = _draw_products(rng, regimen, people.count, year, person, years)
    quantity = np.where(dosed[repeat], _draw_dose(rng, len(repeat)), _draw_packs(rng, len(repeat), regimen.packs))
    base = (year << SHIFT["year"]) | (code << SHIFT["code"]) | (person << SHIFT["person"]) | (product << SHIFT["product"])
    packed: Packed = base[repeat] | (day << SHIFT["day"]) | quantity
    return packed[code[repeat] >= 0]


def _draw_days(
    rng: np.random.Generator, regimen: Regimen, started: NDArray[np.bool_], dosed: NDArray[np.bool_], season: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each dispensing: the place of its person-year, and the day of the year from 0. Every person-year has at least one."""
    if regimen.per_year < 2 or season != "flat":
        number = 1 + rng.poisson(max(regimen.per_year - 1, 0), len(started))
        repeat = np.repeat(np.arange(len(started)), number)
        return repeat, _draw_season(rng, len(repeat), season)
    interval = np.where(dosed, 14.0, 365.0 / regimen.per_year)
    first = rng.random(len(started)) * np.where(started, 364.0, interval)
    number = ((364.0 - first) // interval).astype(np.int64) + 1
    repeat = np.repeat(np.arange(len(started)), number)
    order = np.arange(len(repeat)) - np.repeat(np.cumsum(number) - number, number)
    jitter = rng.integers(-7, 8, len(repeat)) * ~dosed[repeat] * (order > 0)
    return repeat, np.clip(first[repeat] + order * interval[repeat] + jitter, 0, 364).astype(np.int64)


def _draw_season(rng: np.random.Generator, count: int, season: str) -> NDArray[np.int64]:
    weights = np.cumsum(np.array(_SEASONS[season], dtype=np.float64))
    month = np.searchsorted(weights / weights[-1], rng.random(count), side="right")
    return np.minimum((month + rng.random(count)) * (365 / 12), 364).astype(np.int64)


def _draw_products(
    rng: np.random.Generator, regimen: Regimen, count: int, year: NDArray[np.int64], person: NDArray[np.int64], years: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Place of the code and of the product within it for each person-year; a person keeps to a code while it is sold, with a few switches."""
    choice = rng.random(count)[person]
    switch = rng.random(len(person)) < SWITCH_SHARE
    choice[switch] = rng.random(int(switch.sum()))
    code = np.zeros(len(person), dtype=np.int64)
    for place, calendar_year in enumerate(years):
        codes, bounds = _offered(regimen.codes, calendar_year)
        here = year == place
        code[here] = codes[np.searchsorted(bounds, choice[here], side="right")]
    product = (rng.random(len(person)) * products().count[code]).astype(np.int64)
    return code, product


def _offered(codes: Sequence[WeightedCode], year: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Places of the codes sold in a year (-1 when none is), and the upper bounds of their shares but the last."""
    place = {substance.atc: number for number, substance in enumerate(substances())}
    sold = [code for code in codes if code.first_year <= year <= code.last_year]
    if not sold:
        return np.array([-1]), np.empty(0)
    weights = np.array([code.weight for code in sold])
    return np.array([place[code.code] for code in sold]), np.cumsum(weights / weights.sum())[:-1]


def _draw_dose(rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    return DOSE_FROM + np.searchsorted(np.cumsum(_DOSE_SHARES)[:-1], rng.random(count), side="right")


def _draw_packs(rng: np.random.Generator, count: int, mean: float) -> NDArray[np.int64]:
    return np.minimum(rng.poisson(mean - 1, count) if mean > 1 else np.zeros(count, dtype=np.int64), DOSE_FROM - 1).astype(np.int64)
