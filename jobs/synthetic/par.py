"""The patient register's columns of one year: contacts, diagnoses long beside them, procedures long beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jobs.synthetic import arrays
from jobs.synthetic.contacts import (
    COMMON,
    ED_AREA,
    ED_BOTH_FROM,
    EXTERNAL,
    EXTERNAL_ICD9,
    INJURIES,
    NO_KEY_SHARE,
    ODD_CODE,
    Contacts,
    all_codes,
)
from jobs.synthetic.days import Days, calendar_parts
from jobs.synthetic.people import People
from jobs.synthetic.tables import conditions, municipalities

POSITIONS = ("cause", "main", "secondary")
HOSPITALS = {
    "01": ("11001", "11002", "11010", "11013", "10011"), "03": ("12001",), "04": ("13010", "13011"), "05": ("21001", "21013"),
    "06": ("22010", "22011", "22012"), "07": ("23010", "23011"), "08": ("24010", "25010"), "09": ("26010",), "10": ("27010",),
    "12": ("41001", "41002", "28011", "28010"), "13": ("42010", "42011"), "14": ("51001", "52011", "52012", "53011"), "17": ("54010",),
    "18": ("55010", "55011"), "19": ("56010",), "20": ("57010", "57011"), "21": ("61010", "61012"), "22": ("62010", "62011", "62013"), "23": ("63010",),
    "24": ("64001", "64010"), "25": ("65016", "65014"),
}
"""Hospital codes by county; the prefixes follow the register's habit, the numbers are examples."""
FINAL_FLAG_FROM = 2021
_SECONDARY = (0.35, 0.3, 0.2, 0.1, 0.05)
_ED_MINUTES = (68.0, 160.0)
"""Mean minutes to the first doctor, and from there until leaving."""
_NO_TIMES = 0.03


@lru_cache(maxsize=1)
def _hospitals() -> tuple[tuple[str, ...], NDArray[np.int32], NDArray[np.int32]]:
    """All hospital codes; first place and number of hospitals for each municipality."""
    codes = tuple(code for county in HOSPITALS.values() for code in county)
    starts, at = {}, 0
    for county, own in HOSPITALS.items():
        starts[county] = (at, len(own))
        at += len(own)
    first = np.array([starts[code[:2]][0] for code in municipalities()[0]], dtype=np.int32)
    number = np.array([starts[code[:2]][1] for code in municipalities()[0]], dtype=np.int32)
    return codes, first, number


def hospital_of(people: People, contacts: Contacts) -> NDArray[np.int32]:
    """Each contact's hospital: one of the person's county, the same for every contact with one condition (so that doubled visits agree)."""
    _, first, number = _hospitals()
    home = people.home_on(contacts.person, contacts.day)
    return (first[home] + (contacts.person * 7919 + contacts.condition * 31) % number[home]).astype(np.int32)


def in_order(contacts: Contacts, hospital: NDArray[np.int32], event: Days) -> NDArray[np.int64]:
    """The order of contacts in the tables: event date's year, person, event date."""
    year, _ = calendar_parts(event)
    return np.lexsort((hospital, event, contacts.person, year))


def par_year(
    rng: np.random.Generator, people: People, contacts: Contacts, hospital: NDArray[np.int32], year: int, first_contact: int, *, inpatient: bool
) -> dict[str, pa.Table]:
    """The contacts of one year, in order, with their diagnoses and procedures; contacts are numbered from `first_contact`."""
    register = "par_in" if inpatient else "par_out"
    long = _Long(
        contacts, np.arange(first_contact, first_contact + contacts.count), contacts.person + people.first_key,
        rng.random(contacts.count) < NO_KEY_SHARE, contacts.day + contacts.stay,
    )
    columns = _contact_columns(people, long, hospital, year, inpatient=inpatient)
    columns |= _ways(rng, contacts) if inpatient else _emergency_times(rng, contacts, year)
    return {register: pa.table(columns), f"{register}_dia": _diagnoses(rng, long, year), f"{register}_op": _procedures(rng, long)}


@dataclass(frozen=True)
class _Long:
    """Contacts of a year with what their long tables repeat: number, person key, whether the key is missing, event date."""

    contacts: Contacts
    number: NDArray[np.int64]
    person: NDArray[np.int64]
    no_key: NDArray[np.bool_]
    event: Days

    def table(self, rows: NDArray[np.int64], date: Days, code: NDArray[np.int32], position: NDArray[np.int8] | None) -> pa.Table:
        """Long rows sorted by code, person, date."""
        chosen = code >= 0
        rows, date, code = rows[chosen], date[chosen], code[chosen]
        order = np.lexsort((self.number[rows], date, self.person[rows], code))
        rows, date, code = rows[order], date[order], code[order]
        columns = {"contact": arrays.keys(self.number[rows]), "person": arrays.keys(self.person[rows], self.no_key[rows]), "date": arrays.days(date)}
        if position is not None:
            columns["position"] = arrays.texts(position[chosen][order], POSITIONS)
        return pa.table(columns | {"code": arrays.texts(code, all_codes())})


def _contact_columns(people: People, long: _Long, hospital: NDArray[np.int32], year: int, *, inpatient: bool) -> dict[str, pa.Array]:
    contacts = long.contacts
    areas = [condition.area for condition in conditions()] + [ED_AREA]
    area = contacts.condition if inpatient else np.where(contacts.emergency, len(areas) - 1, contacts.condition)
    _, calendar = calendar_parts(long.event)
    return {
        "contact": arrays.keys(long.number), "person": arrays.keys(long.person, long.no_key), "INDATUM": arrays.days(contacts.day),
        "UTDATUM": arrays.days(long.event), "AR": arrays.numbers(np.full(contacts.count, year)), "SJUKHUS": arrays.texts(hospital, _hospitals()[0]),
        "MVO": arrays.texts(area, areas), "ALDER": arrays.numbers(people.age_on(contacts.person, year, calendar)),
        "KON": arrays.numbers(people.sex[contacts.person] + 1), "LK": arrays.texts(people.home_on(contacts.person, long.event), municipalities()[0]),
        "slutrapporterad": arrays.texts(np.full(contacts.count, 0 if year >= FINAL_FLAG_FROM else -1), ("1",)),
    }


def _ways(rng: np.random.Generator, contacts: Contacts) -> dict[str, pa.Array]:
    luck = rng.random(contacts.count)
    return {
        "INSATT": arrays.texts(np.where(luck < 0.9, 1, np.where(luck < 0.97, 0, 2)), ("1", "2", "3")),
        "UTSATT": arrays.texts(np.where(luck < 0.85, 1, np.where(luck < 0.97, 0, 2)), ("1", "2", "3")),
        "PVARD": arrays.texts(contacts.emergency.astype(np.int32), ("1", "2")),
    }


def _emergency_times(rng: np.random.Generator, contacts: Contacts, year: int) -> dict[str, pa.Array]:
    """Arrival, first doctor, leaving: for emergency visits since 2015; a few lack them."""
    missing = ~contacts.emergency | (rng.random(contacts.count) < _NO_TIMES) | (year < ED_BOTH_FROM)
    minutes = [rng.random(contacts.count) * 1440, *(rng.gamma(1.6, mean / 1.6, contacts.count) for mean in _ED_MINUTES)]
    moments = contacts.day.astype(np.int64) * 1440 + np.cumsum(np.stack(minutes), axis=0).astype(np.int64)
    names = ("ed_arrival", "ed_doctor", "ed_leave")
    return {name: pa.array(moments[place] * 60_000_000, mask=missing).cast(pa.timestamp("us")) for place, name in enumerate(names)}


def _diagnoses(rng: np.random.Generator, long: _Long, year: int) -> pa.Table:
    contacts, index = long.contacts, {code: place for place, code in enumerate(all_codes())}
    every = np.arange(contacts.count)
    beside = np.repeat(every, np.searchsorted(np.cumsum(_SECONDARY)[:-1], rng.random(contacts.count), side="right"))
    common = np.array([index[code] for code in COMMON] + [index[ODD_CODE]])
    drawn = np.where(rng.random(len(beside)) < 0.0005, len(COMMON), rng.integers(0, len(COMMON), len(beside)))
    injuries = [place for place, condition in enumerate(conditions()) if condition.id in INJURIES]
    caused = every[np.isin(contacts.condition, injuries)]
    external = np.array([index[code] for code in (EXTERNAL_ICD9 if year < 1997 else EXTERNAL)])
    causes = external[rng.integers(0, len(external), len(caused))]
    rows = np.concatenate([every, beside, caused])
    secondary = common[drawn] if year >= 1997 else np.full(len(beside), -1)
    code = np.concatenate([contacts.code, secondary, causes]).astype(np.int32)
    position = np.repeat(np.array([1, 2, 0], dtype=np.int8), [len(every), len(beside), len(caused)])
    return long.table(rows, long.event[rows], code, position)


def _procedures(rng: np.random.Generator, long: _Long) -> pa.Table:
    """Procedures by the condition's weights in percent, dated within the contact."""
    contacts, index = long.contacts, {code: place for place, code in enumerate(all_codes())}
    rows, codes = [], []
    for place, condition in enumerate(conditions()):
        own = np.flatnonzero(contacts.condition == place) if condition.procedures else np.empty(0, dtype=np.int64)
        for procedure in condition.procedures if len(own) else ():
            chosen = own[rng.random(len(own)) < procedure.weight / 100]
            rows.append(chosen)
            codes.append(np.full(len(chosen), index[procedure.code], dtype=np.int32))
    row = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
    date = (contacts.day[row] + (rng.random(len(row)) * (contacts.stay[row] + 1)).astype(np.int32)).astype(np.int32)
    return long.table(row, date, np.concatenate(codes) if codes else np.empty(0, dtype=np.int32), None)
