"""Which persons have a condition in which years: a lasting piece of luck per person compared with the prevalence of the age, sex and year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jobs.synthetic.people import People
from jobs.synthetic.tables import OLDEST, Condition


def draw_active(rng: np.random.Generator, people: People, condition: Condition, years: Sequence[int]) -> NDArray[np.bool_]:
    """Persons × years: has the condition. The share among residents equals the stated prevalence in each age, sex and year.

    Each person's luck is uniform and stays uniform: every year a share `renewal` draws anew. Acute conditions draw anew for all.
    """
    luck = rng.random(people.count, dtype=np.float32)
    active = np.zeros((len(years), people.count), dtype=np.bool_)
    for place, year in enumerate(years):
        _renew(rng, luck, condition.renewal)
        age = np.clip(year - people.birth_year, 0, OLDEST)
        table = condition.prevalence * np.float32(condition.factor(year))
        active[place] = (luck < table[age, people.sex]) & (people.birth_year <= year)
    return active


def _renew(rng: np.random.Generator, luck: NDArray[np.float32], share: float) -> None:
    if share >= 1:
        luck[:] = rng.random(len(luck), dtype=np.float32)
        return
    number = int(rng.binomial(len(luck), share))
    luck[rng.integers(0, len(luck), number)] = rng.random(number, dtype=np.float32)
