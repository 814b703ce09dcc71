"""The cause-of-death register of the made-up persons, with unknown days, missing late causes and deaths of non-residents."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jobs.synthetic import arrays
from jobs.synthetic.days import NEVER, calendar_parts, first_day, last_day
from jobs.synthetic.people import People
from jobs.synthetic.tables import municipalities

CAUSES = ("I219", "I509", "I639", "C349", "C189", "C619", "F039", "G309", "J449", "J189", "X590", "W199", "E149", "R999", "C509", "C920")
CAUSES_ICD9 = ("410X", "428X", "436X", "162X", "153X", "185X", "290X", "331A", "496X", "486X", "888X", "880X", "250X", "799X", "174X", "205A")
_SHARES = (0.14, 0.1, 0.09, 0.05, 0.04, 0.04, 0.1, 0.06, 0.05, 0.05, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08)
OTHER = 48
UNKNOWN_DAY_SHARE, UNKNOWN_MONTH_SHARE = 0.01, 0.002
NONRESIDENTS_FROM = 2012
UNCODED_LATE = 0.35
"""Share of the deaths of the last year whose cause is not yet coded."""


def deaths_year(rng: np.random.Generator, people: People, year: int, *, last: bool) -> pa.Table:
    """The deaths of one year, by person. Residents always; others from 2012."""
    dead = np.flatnonzero((people.death >= first_day(year)) & (people.death <= last_day(year)))
    resident = people.lives_here(dead, people.death[dead])
    dead = dead if year >= NONRESIDENTS_FROM else dead[resident]
    count = len(dead)
    _, calendar = calendar_parts(people.death[dead])
    luck = rng.random(count)
    no_month = luck < UNKNOWN_MONTH_SHARE
    unknown = luck < UNKNOWN_MONTH_SHARE + UNKNOWN_DAY_SHARE
    month, day = np.where(no_month, 0, calendar // 32), np.where(unknown, 0, calendar % 32)
    written = year * 10_000 + month * 100 + day
    cause = np.searchsorted(np.cumsum(_SHARES)[:-1], rng.random(count), side="right")
    cause = np.where((rng.random(count) < UNCODED_LATE) & last, -1, cause)
    codes = CAUSES_ICD9 if year < 1997 else CAUSES
    home = np.where(people.entry[dead] < NEVER, people.home_on(dead, people.death[dead]), -1)
    columns: dict[str, pa.Array] = {
        "person": arrays.keys(dead + people.first_key), "DODSDAT": pa.array(written.astype(np.str_)).cast(pa.string()),
        "DODSDATN": arrays.days(people.death[dead], unknown), "AR": arrays.numbers(np.full(count, year)),
        "ICD": arrays.texts(np.full(count, 0 if year < 1997 else 1), ("9", "10")), "ULORSAK": arrays.texts(cause, codes),
        "KON": arrays.numbers(people.sex[dead] + 1), "ALDER": arrays.numbers(people.age_on(dead, year, calendar)),
        "LK": arrays.texts(home, municipalities()[0]),
    }
    return pa.table(columns | _other_causes(rng, cause, codes))


def _other_causes(rng: np.random.Generator, cause: NDArray[np.int64], codes: tuple[str, ...]) -> dict[str, pa.Array]:
    """MORSAK1… and the place of each on the certificate; none where the underlying cause is not coded."""
    number = np.where(cause < 0, 0, rng.integers(0, 6, len(cause)))
    found: dict[str, pa.Array] = {}
    for place in range(OTHER):
        filled = np.where(number > place, rng.integers(0, len(codes), len(cause)), -1) if place < 6 else np.full(len(cause), -1)
        found[f"MORSAK{place + 1}"] = arrays.texts(filled, codes)
        found[f"RO{place + 1}"] = arrays.texts(np.where(filled >= 0, 0, -1), (f"{1 + place // 2}{1 + place % 2:02d}",))
    return found
