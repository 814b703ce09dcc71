"""Care contacts of the made-up persons: drawn per condition, then completed over all conditions of a block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from jobs.synthetic.days import Days, first_day
from jobs.synthetic.people import People
from jobs.synthetic.tables import Condition, WeightedCode, conditions, municipalities

ED_AREA = "046"
ED_BOTH_FROM = 2015
"""Since 2015 an emergency visit that leads to admission stands in both parts."""
ACUTE_SHARE = 0.55
LATE = (0.55, 0.8, 0.93)
"""Share of the contacts of the last, second last and third last month that have been reported."""
NO_KEY_SHARE, NO_MAIN_SHARE = 0.001, 0.008
PLANNED_DROP_2020 = 0.12


@dataclass(frozen=True)
class Contacts:
    """Contacts of one part of the patient register; `code` is the place of the main diagnosis in `codes()`, -1 when missing."""

    person: NDArray[np.int64]
    day: Days
    stay: NDArray[np.int32]
    condition: NDArray[np.int32]
    code: NDArray[np.int32]
    emergency: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """Number of contacts."""
        return len(self.person)

    def keep(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Contacts:
        """The chosen contacts."""
        return Contacts(*(getattr(self, column.name)[chosen] for column in fields(self)))

    @classmethod
    def join(cls, parts: Sequence[Contacts]) -> Contacts:
        """Contacts one after the other."""
        return cls(*(np.concatenate([getattr(part, column.name) for part in parts]) for column in fields(cls)))


def all_codes() -> tuple[str, ...]:
    """Every code that can be drawn, in order."""
    found = {code.code for condition in conditions() for code in (*condition.codes, *condition.codes_before_1997, *condition.procedures)}
    return tuple(sorted(found | set(COMMON) | set(EXTERNAL) | set(EXTERNAL_ICD9) | {ODD_CODE}))


COMMON = ("I109", "E119", "E780", "Z921", "F171", "Z867", "N189", "D649", "E669", "R522", "Z951", "J449", "F329", "I489")
"""Secondary diagnoses that stand beside any main one."""
EXTERNAL = ("W199", "W1099", "V199", "W010", "X599", "X64")
EXTERNAL_ICD9 = ("888X", "885A", "826B")
ODD_CODE = "N02BE01"
"""An ATC code in a diagnosis column, as found in real deliveries."""
INJURIES = ("hip_fracture", "wrist_fracture", "concussion", "self_harm")


def draw_contacts(
    rng: np.random.Generator, people: People, condition: Condition, place: int, active: NDArray[np.bool_], years: Sequence[int]
) -> tuple[Contacts, Contacts]:
    """Outpatient and inpatient contacts of those with a condition; `active` is years × persons, its first row the year before `years`."""
    current = active[1:]
    started = current & ~active[:-1]
    out = _draw_part(rng, people, condition, place, current, years, condition.visits + started * min(condition.visits, 1.0))
    care = _draw_part(rng, people, condition, place, current, years, np.full(current.shape, condition.admissions, dtype=np.float32))
    stay = np.minimum(rng.geometric(0.28, care.count) - 1, 90).astype(np.int32)
    return out, Contacts(care.person, care.day, stay, care.condition, care.code, rng.random(care.count) < ACUTE_SHARE)


def _draw_part(
    rng: np.random.Generator, people: People, condition: Condition, place: int, active: NDArray[np.bool_], years: Sequence[int], mean: NDArray[np.floating]
) -> Contacts:
    year, person = np.nonzero(active)
    number = rng.poisson(mean[year, person])
    year, person = np.repeat(year, number), np.repeat(person, number)
    starts = np.array([first_day(value) for value in years], dtype=np.int32)
    day = starts[year] + rng.integers(0, 365, len(year), dtype=np.int32)
    calendar_year = np.asarray(years)[year]
    fewer = (calendar_year == 2020) & (rng.random(len(year)) < PLANNED_DROP_2020)
    chosen = people.lives_here(person, day) & ~fewer
    person, day, calendar_year = person[chosen], day[chosen], calendar_year[chosen]
    code = _draw_main(rng, people, condition, person, day, calendar_year)
    count = len(person)
    return Contacts(
        person, day.astype(np.int32), np.zeros(count, dtype=np.int32), np.full(count, place, dtype=np.int32), code,
        np.full(count, condition.area == "100") | ((rng.random(count) < 0.04) & (condition.renewal >= 0.5)),
    )


def _draw_main(
    rng: np.random.Generator, people: People, condition: Condition, person: NDArray[np.int64], day: Days, year: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Main diagnosis: a person keeps to one code of the condition for most contacts; ICD-9 before 1997, in Skåne through 1997; a few are missing."""
    luck = rng.random(people.count)[person]
    anew = rng.random(len(person)) < 0.15
    luck[anew] = rng.random(int(anew.sum()))
    code = _choose(condition.codes, luck)
    old = year < 1997
    if condition.codes_before_1997 and (year <= 1997).any():
        skane = np.array([code_.startswith("12") for code_ in municipalities()[0]])
        old |= (year == 1997) & skane[people.home_on(person, day)]
        code = np.where(old, _choose(condition.codes_before_1997, luck), code)
    return np.where(rng.random(len(person)) < NO_MAIN_SHARE, -1, code).astype(np.int32)


def _choose(codes: Sequence[WeightedCode], luck: NDArray[np.float64]) -> NDArray[np.int32]:
    index = {code: place for place, code in enumerate(all_codes())}
    weights = np.array([code.weight for code in codes])
    bounds = np.cumsum(weights / weights.sum())[:-1]
    return np.array([index[code.code] for code in codes], dtype=np.int32)[np.searchsorted(bounds, luck, side="right")]


def report_late(rng: np.random.Generator, contacts: Contacts, event: Days, last_year: int) -> Contacts:
    """Drops contacts of the last three months that have not been reported yet, and those that end after the data do."""
    end = first_day(last_year + 1)
    months_left = np.clip((end - 1 - event) // 31, 0, 3)
    share = np.array((*LATE, 1.0))[months_left]
    return contacts.keep((rng.random(contacts.count) < share) & (event < end))


def double_emergencies(rng: np.random.Generator, care: Contacts) -> Contacts:
    """The outpatient rows of emergency visits that led to admission, recorded since 2015: same day or the day before."""
    since = care.keep(care.emergency & (care.day >= first_day(ED_BOTH_FROM)))
    day = since.day - (rng.random(since.count) < 0.12)
    return Contacts(since.person, day.astype(np.int32), np.zeros_like(since.stay), since.condition, since.code, since.emergency)
