"""The medical birth register of the made-up persons: one row per child, with its mother, and the holes that the years have."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jobs.synthetic import arrays
from jobs.synthetic.births import Births
from jobs.synthetic.days import calendar_parts
from jobs.synthetic.people import People
from jobs.synthetic.tables import municipalities

MEAN_DAYS, SPREAD_DAYS, EARLY_SHARE = 280.0, 9.0, 0.055
"""Length of pregnancy; a share ends weeks early."""
SECTION_SHARE, INDUCED_SHARE, IMPLAUSIBLE_SHARE = 0.18, 0.25, 0.001
SMOKING = (0.94, 0.05, 0.01)
SMOKING_MISSING = (2017, "14")
"""Year and county whose reports of smoking are missing."""
FAMILY_UNTIL = 2017
MOTHERS = ("O800", "O829", "O420", "O149", "O244")
"""Spontaneous birth, section, early rupture, pre-eclampsia and diabetes of pregnancy: diagnoses of the mother."""
CHILDREN = ("Z370", "P073", "P599", "Q210")


def birth_columns(rng: np.random.Generator, people: People, births: Births, year: int) -> dict[str, pa.Array]:
    """The register's columns in order of mother and day; `person` is the child."""
    order = np.lexsort((births.child, births.day, births.mother))
    mother, child, day, together = births.mother[order], births.child[order], births.day[order], births.together[order]
    count, stillborn = len(mother), child < 0
    length = _length(rng, count, together)
    weight = np.maximum(300, 3550 - (280 - length) * 26 - (together - 1) * 350 + rng.normal(0, 420, count)).astype(np.int64)
    height, kilos = rng.normal(166, 6.3, count).astype(np.int64), np.maximum(40, rng.normal(69, 13, count)).astype(np.int64)
    wild = rng.random(count) < IMPLAUSIBLE_SHARE
    _, calendar = calendar_parts(day)
    age = people.age_on(mother, year, calendar)
    section, induced = rng.random(count) < SECTION_SHARE, rng.random(count) < INDUCED_SHARE
    home = people.home_on(mother, day)
    return {
        "person": arrays.keys(child + people.first_key, stillborn), "mother": arrays.keys(mother + people.first_key), "BFODDAT": arrays.days(day),
        "MFODDAT": arrays.days(people.birth[mother]), "pregnancy_start": arrays.days(day - length), "AR": arrays.numbers(np.full(count, year)),
        "KON": arrays.numbers(np.where(stillborn, rng.integers(1, 3, count), people.sex[child] + 1)), "MALDER": arrays.numbers(age), "GRDBS": arrays.numbers(length),
        "GRVBS": pa.array([f"{days // 7}+{days % 7}" for days in length.tolist()], pa.string()), "BVIKT": arrays.numbers(np.where(wild, 9999, weight)),
        "BVIKTBS": arrays.numbers(weight), "MVIKT": _kilos(kilos), "MLANGD": arrays.numbers(np.where(wild, 999, height)),
        **_pregnancy(rng, age, home, year, count), **_ways(section, induced, rng.random(count) < 0.06),
        "DODFOD": arrays.numbers(np.ones(count, dtype=np.int64), ~stillborn), "MISSB": arrays.numbers(np.ones(count, dtype=np.int64), rng.random(count) >= 0.02),
        "BORDF2": arrays.numbers(together), "BJUDNING": arrays.numbers(np.where(rng.random(count) < 0.035, 2, 1)), "FODKL": arrays.numbers(rng.integers(0, 24, count)),
        **_apgar(rng, count, stillborn), **_codes(rng, section, length, count), "LK": arrays.texts(home, municipalities()[0]),
    }


def _length(rng: np.random.Generator, count: int, together: NDArray[np.int64]) -> NDArray[np.int64]:
    early = rng.random(count) < EARLY_SHARE
    days = rng.normal(MEAN_DAYS, SPREAD_DAYS, count) - early * rng.gamma(2.0, 14.0, count) - (together - 1) * 20
    return np.clip(days, 154, 302).astype(np.int64)


def _kilos(kilos: NDArray[np.int64]) -> pa.Array:
    return arrays.decimals(kilos * 1000, 3)


def _pregnancy(rng: np.random.Generator, age: NDArray[np.int32], home: NDArray[np.int16], year: int, count: int) -> dict[str, pa.Array]:
    parity = np.clip(rng.poisson(np.clip((age - 22) / 9, 0.05, 2.5)) + 1, 1, 9)
    smoking = np.searchsorted(np.cumsum(SMOKING)[:-1], rng.random(count), side="right")
    gone = np.array([code.startswith(SMOKING_MISSING[1]) for code in municipalities()[0]])[home] & (year == SMOKING_MISSING[0])
    family = (year > FAMILY_UNTIL) | (rng.random(count) < 0.03)
    return {
        "PARITET": arrays.numbers(parity), "PARITET_F": arrays.numbers(parity), "ROK1": arrays.texts(np.where(gone, -1, smoking), ("1", "2", "3")),
        "FAMSIT": arrays.numbers(np.where(rng.random(count) < 0.93, 1, 2), family | np.zeros(count, dtype=np.bool_)),
    }


def _ways(section: NDArray[np.bool_], induced: NDArray[np.bool_], pulled: NDArray[np.bool_]) -> dict[str, pa.Array]:
    count = len(section)
    ones = np.ones(count, dtype=np.int64)
    return {
        "FLSPONT": arrays.numbers(ones, induced | section), "FLINDUKT": arrays.numbers(ones, ~induced), "SECAVSL": arrays.numbers(ones, ~section),
        "SUGKLOCK": arrays.numbers(ones, ~pulled | section), "ELEKAKUT": arrays.numbers(np.where(induced, 2, 1), ~section),
    }


def _apgar(rng: np.random.Generator, count: int, stillborn: NDArray[np.bool_]) -> dict[str, pa.Array]:
    start = np.clip(10 - rng.poisson(1.2, count), 0, 10)
    later = [np.minimum(10, start + gain) for gain in (0, 1, 2)]
    return {name: arrays.numbers(np.where(stillborn, 0, value)) for name, value in zip(("APGAR1", "APGAR5", "APGAR10"), later, strict=True)}


def _codes(rng: np.random.Generator, section: NDArray[np.bool_], length: NDArray[np.int64], count: int) -> dict[str, pa.Array]:
    first = np.where(section, 1, 0)
    second = np.where(length < 259, 2, np.where(rng.random(count) < 0.03, 3, np.where(rng.random(count) < 0.03, 4, -1)))
    child = np.where(length < 259, 1, np.where(rng.random(count) < 0.05, 2, np.where(rng.random(count) < 0.01, 3, -1)))
    return {
        "MDIAG1": arrays.texts(first, MOTHERS), "MDIAG2": arrays.texts(second, MOTHERS), "BDIAG1": arrays.texts(np.zeros(count, dtype=np.int64), CHILDREN),
        "BDIAG2": arrays.texts(child, CHILDREN), "FLOP1": arrays.texts(np.where(section, 0, -1), ("MCA10",)),
    }
