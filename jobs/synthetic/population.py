"""The population table of the made-up persons: who is registered each 31 December, spells of residence, and counts that equal them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jobs.synthetic import arrays
from jobs.synthetic.days import NEVER, last_day
from jobs.synthetic.people import People
from jobs.synthetic.tables import OLDEST, municipalities

_START = ("birth", "immigration")
_END = ("death", "emigration")


def person_years(people: People, year: int) -> pa.Table:
    """One row per person registered on 31 December of the year, by person."""
    day = np.int32(last_day(year))
    everyone = np.arange(people.count)
    here = everyone[people.lives_here(everyone, np.full(people.count, day)) & (people.death > day)]
    home = people.home_on(here, np.full(len(here), day, dtype=np.int32))
    return pa.table(
        {
            "person": arrays.keys(here + people.first_key), "year": arrays.numbers(np.full(len(here), year)), "KON": arrays.numbers(people.sex[here] + 1),
            "FODDAT": arrays.days(people.birth[here]), "LK": arrays.texts(home, municipalities()[0]),
        }
    )


def count_cells(people: People, year: int) -> NDArray[np.int64]:
    """Residents on 31 December by municipality, sex and age, as an array of those three."""
    codes = municipalities()[0]
    day = np.int32(last_day(year))
    everyone = np.arange(people.count)
    here = everyone[people.lives_here(everyone, np.full(people.count, day)) & (people.death > day)]
    home = people.home_on(here, np.full(len(here), day, dtype=np.int32)).astype(np.int64)
    age = np.minimum(year - people.birth_year[here], OLDEST)
    flat = (home * 2 + people.sex[here]) * (OLDEST + 1) + age
    return np.bincount(flat, minlength=len(codes) * 2 * (OLDEST + 1))


def counts(cells: NDArray[np.int64], year: int) -> pa.Table:
    """The non-empty cells as rows year, LK, KON, ALDER, n."""
    places = np.flatnonzero(cells)
    home, rest = np.divmod(places, 2 * (OLDEST + 1))
    sex, age = np.divmod(rest, OLDEST + 1)
    return pa.table(
        {
            "year": arrays.numbers(np.full(len(places), year)), "LK": arrays.texts(home, municipalities()[0]), "KON": arrays.numbers(sex + 1),
            "ALDER": arrays.numbers(age), "n": arrays.keys(cells[places]),
        }
    )


def spells(people: People, last_year: int) -> pa.Table:
    """One row per person and time of residence; `to` is empty while it lasts; by person and day."""
    end = np.int32(last_day(last_year))
    everyone = np.arange(people.count)
    first, second = everyone[people.entry < NEVER], everyone[people.back < NEVER]
    person = np.concatenate([first, second])
    start = np.concatenate([people.entry[first], people.back[second]])
    leaves = np.concatenate([people.exit[first], np.full(len(second), NEVER)])
    reason = np.concatenate([np.where(people.born_here[first], 0, 1), np.ones(len(second), dtype=np.int64)])
    stop = np.minimum(leaves, people.death[person])
    order = np.lexsort((start, person))
    open_ended = stop > end
    why = np.where(open_ended, -1, np.where(people.death[person] <= leaves, 0, 1))
    return pa.table(
        {
            "person": arrays.keys(person[order] + people.first_key), "from": arrays.days(start[order]),
            "to": arrays.days(np.where(open_ended, 0, stop)[order], open_ended[order]),
            "start_reason": arrays.texts(reason[order], _START), "end_reason": arrays.texts(why[order], _END),
        }
    )
