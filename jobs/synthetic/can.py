"""The cancer register of the made-up persons: a tumour where a cancer begins, several for some, some found at autopsy alone, some benign or in situ."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jobs.synthetic import arrays
from jobs.synthetic.days import Days, calendar_parts, first_day, last_day, middle_where
from jobs.synthetic.par import HOSPITALS
from jobs.synthetic.people import People
from jobs.synthetic.tables import municipalities

SITES: dict[str, tuple[str, str, str, str, str, str]] = {
    "breast_cancer": ("C509", "C509", "1749", "170", "85003", "096"), "colon_cancer": ("C189", "C189", "1539", "153", "81403", "096"),
    "prostate_cancer": ("C619", "C619", "1859", "177", "81403", "096"), "lung_cancer": ("C349", "C349", "1629", "162", "80463", "196"),
    "blood_cancer": ("C421", "C910", "2049", "204", "98233", "306"),
}
"""Condition → topography of ICD-O-3, site of ICD-O-2 with elements of ICD-10 (other for blood), ICD-9, ICD-7, morphology of ICD-O-3, C24.1."""
MENINGIOMA = ("C700", "C700", "2252", "193", "95300", "461")
SECOND_SHARE, SAME_DAY_SHARE, IN_SITU_SHARE, AUTOPSY_SHARE, BENIGN_RATE = 0.06, 0.25, 0.08, 0.006, 0.00006
LATE_SHARE = 0.12
"""Tumours of the last year that have not been reported yet."""
UNKNOWN_DAY_SHARE, STAGED_FROM, ICDO2_FROM, ICDO3_FROM, ICD9_FROM = 0.01, 2004, 1993, 2005, 1987
BASES, _BASIS_SHARES = ("1", "2", "3", "5", "6", "8"), (0.03, 0.04, 0.82, 0.06, 0.02, 0.03)


def draw_tumours(
    rng: np.random.Generator, people: People, begun: Mapping[str, NDArray[np.bool_]], year: int, last_year: int
) -> tuple[NDArray[np.int64], Days, dict[str, pa.Array]]:
    """Persons by place, days of diagnosis and the register's own columns, in order of person and day. `begun`: condition → who gets it in the year."""
    kinds = [*SITES.values(), MENINGIOMA]
    person, kind = _who(rng, people, begun)
    day = (first_day(year) + rng.integers(0, 365, len(person))).astype(np.int32)
    person, kind, day = _with_second(rng, person, kind, day, len(kinds))
    dead = np.flatnonzero((people.death >= first_day(year)) & (people.death <= last_day(year)) & (rng.random(people.count) < AUTOPSY_SHARE))
    found_dead = np.concatenate([np.zeros(len(person), dtype=np.bool_), np.ones(len(dead), dtype=np.bool_)])
    person, kind = np.concatenate([person, dead]), np.concatenate([kind, rng.integers(0, len(SITES), len(dead))])
    day = np.concatenate([day, people.death[dead]]).astype(np.int32)
    kept = people.lives_here(person, day) & ((rng.random(len(person)) >= LATE_SHARE) | (year < last_year))
    person, kind, day, found_dead = person[kept], kind[kept], day[kept], found_dead[kept]
    order = np.lexsort((day, person))
    person, kind, day, found_dead = person[order], kind[order], day[order], found_dead[order]
    return person, day, _columns(rng, people, person, kind, day, found_dead, year)


def _who(rng: np.random.Generator, people: People, begun: Mapping[str, NDArray[np.bool_]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    parts = [np.flatnonzero(begun[name]) for name in SITES]
    parts.append(np.flatnonzero(rng.random(people.count) < BENIGN_RATE))
    return np.concatenate(parts), np.repeat(np.arange(len(parts)), [len(part) for part in parts])


def _with_second(
    rng: np.random.Generator, person: NDArray[np.int64], kind: NDArray[np.int64], day: Days, kinds: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Days]:
    """A second tumour of another kind for some, now and then on the very day."""
    again = np.flatnonzero(rng.random(len(person)) < SECOND_SHARE)
    later = day[again] + np.where(rng.random(len(again)) < SAME_DAY_SHARE, 0, rng.integers(1, 60, len(again)))
    year_end = day.max(initial=0) if len(day) else 0
    return np.concatenate([person, person[again]]), np.concatenate([kind, (kind[again] + 1) % (kinds - 1)]), np.concatenate([day, np.minimum(later, year_end)]).astype(np.int32)


def _columns(
    rng: np.random.Generator, people: People, person: NDArray[np.int64], kind: NDArray[np.int64], day: Days, found_dead: NDArray[np.bool_], year: int
) -> dict[str, pa.Array]:
    kinds, count = [*SITES.values(), MENINGIOMA], len(person)
    in_situ = (kind == 0) & (rng.random(count) < IN_SITU_SHARE)
    morphologies = [one[4] for one in kinds] + [kinds[0][4][:4] + "2"]
    morphology = np.where(in_situ, len(kinds), kind)
    basis = np.searchsorted(np.cumsum(_BASIS_SHARES)[:-1], rng.random(count), side="right")
    basis = np.where(found_dead, len(BASES) + (rng.random(count) < 0.4), basis)
    staged = (year >= STAGED_FROM) & (kind < 4) & ~in_situ
    home = people.home_on(person, day)
    counties = list(HOSPITALS)
    county = np.array([counties.index(code[:2]) for code in municipalities()[0]])[home]
    _, calendar = calendar_parts(day)
    unknown = rng.random(count) < UNKNOWN_DAY_SHARE
    written = year * 10_000 + calendar // 32 * 100 + np.where(unknown & ~found_dead, 0, calendar % 32)
    return {
        "DIADAT": pa.array(written.astype(np.str_)).cast(pa.string()), "DIADATN": arrays.days(middle_where(day, unknown & ~found_dead)), "AR": arrays.numbers(np.full(count, year)),
        "ICDO3": arrays.texts(np.where(year >= ICDO3_FROM, kind, -1), [one[0] for one in kinds]),
        "ICDO10": arrays.texts(np.where(year >= ICDO2_FROM, kind, -1), [one[1] for one in kinds]),
        "ICD9": arrays.texts(np.where(year >= ICD9_FROM, kind, -1), [one[2] for one in kinds]), "ICD7": arrays.texts(kind, [one[3] for one in kinds]),
        "SNOMED3": arrays.texts(np.where(year >= ICDO3_FROM, morphology, -1), morphologies),
        "SNOMEDO10": arrays.texts(np.where(year >= ICDO2_FROM, morphology, -1), morphologies), "PAD": arrays.texts(kind, [one[5] for one in kinds]),
        "BEN": arrays.texts(np.where(kind == len(SITES), 0, -1), ("3",)), "DIGR": arrays.texts(basis, (*BASES, "4", "7")),
        "T": arrays.texts(np.where(staged, rng.integers(0, 4, count), -1), ("1", "2", "3", "4")),
        "N": arrays.texts(np.where(staged, rng.integers(0, 3, count), -1), ("0", "1", "2")), "M": arrays.texts(np.where(staged, rng.random(count) < 0.1, -1), ("0", "1")),
        "sida": arrays.texts(np.where((kind == 0) | (kind == 3), rng.integers(0, 2, count), -1), ("1", "2")),
        "SJUKHUS": arrays.texts(county, [HOSPITALS[code][0] for code in counties]), "LKF": pa.nulls(count, pa.string()),
        "KLINIK": arrays.texts(np.array([2, 2, 3, 0, 1, 4])[kind], ("111", "241", "301", "361", "331")),
    }
