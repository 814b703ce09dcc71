"""The dental health register of the made-up persons: measures of those who visit and are old enough for the support of the year."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jobs.synthetic import arrays
from jobs.synthetic.days import Days, first_day
from jobs.synthetic.people import People

START = 2008
FLOORS = ((2020, 24), (2018, 23), (2017, 22), (0, 20))
"""From which year the support begins at which age; the year of the last change is assumed (registers.md 7)."""
VISITING, MEASURES_A_VISIT, DEFAULT_SHARE = 0.3, 0.9, 0.06
MEASURES = ("101", "103", "111", "113", "201", "206", "301", "311", "321", "341", "362", "401", "501", "701", "704", "800")
_SHARES = (0.24, 0.1, 0.08, 0.05, 0.04, 0.02, 0.06, 0.09, 0.06, 0.07, 0.03, 0.04, 0.02, 0.06, 0.03, 0.01)
PRICES = (1035, 410, 390, 360, 720, 680, 700, 560, 420, 660, 610, 1245, 4200, 1060, 1650, 5500)
EXAMINATIONS = 2
"""The first measures are examinations, with which teeth are counted."""
CONDITIONS = ("1001", "1301", "2011", "3001", "3043", "4001", "4071", "4771", "5031", "6001")


def draw_measures(rng: np.random.Generator, people: People, year: int) -> tuple[NDArray[np.int64], Days, dict[str, pa.Array]]:
    """Persons by place, days, and the register's own columns."""
    floor = next(age for since, age in FLOORS if year >= since)
    visitors = np.flatnonzero((year - people.birth_year >= floor) & (rng.random(people.count) < VISITING))
    start = first_day(year) + (181 if year == START else 0)
    visit = (start + rng.integers(0, first_day(year + 1) - start, len(visitors))).astype(np.int32)
    here = people.lives_here(visitors, visit)
    visitors, visit = visitors[here], visit[here]
    number = 1 + rng.poisson(MEASURES_A_VISIT, len(visitors))
    person, day = np.repeat(visitors, number), np.repeat(visit, number)
    measure = np.searchsorted(np.cumsum(_SHARES)[:-1], rng.random(len(person)), side="right")
    age = year - people.birth_year[person]
    lost = rng.poisson(np.clip((age - 45) / 8, 0.05, 8))
    teeth = np.where(rng.random(len(person)) < DEFAULT_SHARE, 32, np.clip(28 - lost, 0, 32))
    counted = measure < EXAMINATIONS
    intact = np.clip(teeth - rng.poisson(np.clip((age - 15) / 4, 0.2, 18)), 0, 32)
    tooth = rng.integers(1, 5, len(person)) * 10 + rng.integers(1, 9, len(person))
    price = (np.array(PRICES)[measure] * rng.normal(1.0, 0.12, len(person)) * 100).astype(np.int64)
    return person, day, {
        "atgard": arrays.texts(measure, MEASURES), "tillstand": arrays.texts(rng.integers(0, len(CONDITIONS), len(person)), CONDITIONS),
        "tandnr": arrays.texts(np.where(counted, -1, tooth), [str(number) for number in range(49)]), "kvarvarande": arrays.numbers(teeth, ~counted),
        "intakta": arrays.numbers(intact, ~counted), "pris": arrays.decimals(np.maximum(price, 100), 2),
    }
