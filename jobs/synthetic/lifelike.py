"""Registers whose made-up rows follow the persons' illnesses, births and ages; in the columns of their descriptions, what they do not tell drawn evenly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jobs.synthetic import arrays, dental, municipal
from jobs.synthetic.births import Births
from jobs.synthetic.can import SITES, draw_tumours
from jobs.synthetic.days import Days
from jobs.synthetic.described import DescribedDraw, Rows, described_tables
from jobs.synthetic.mfr import birth_columns
from jobs.synthetic.people import People
from jobs.synthetic.tables import conditions, municipalities

LIFELIKE = ("can", "mfr", "dental", "municipal")


@dataclass(frozen=True)
class Lives:
    """What befell the persons of a block: who gets which condition in which year (rows of `actives` end in the last year), and the births of each year."""

    people: People
    actives: tuple[NDArray[np.bool_], ...]
    births: Mapping[int, Births]
    last_year: int

    def begun(self, year: int) -> dict[str, NDArray[np.bool_]]:
        """Condition → who has it in the year and had it not in the year before."""
        back = self.last_year - year + 1
        return {one.id: active[-back] & ~active[-back - 1] for one, active in zip(conditions(), self.actives, strict=True) if one.id in SITES}


@dataclass(frozen=True)
class Made:
    """Rows of one table: persons by place, days, and the columns that are known."""

    person: NDArray[np.int64]
    day: Days
    columns: dict[str, pa.Array]


def draw_lifelike(rng: np.random.Generator, lives: Lives, register_code: str, year: int) -> dict[str, Made]:
    """Table → its rows in a year; nothing for a table that had not begun."""
    people = lives.people
    if register_code == "can":
        return {"can": Made(*draw_tumours(rng, people, lives.begun(year), year, lives.last_year))}
    if register_code == "mfr":
        births = lives.births[year]
        order = np.lexsort((births.child, births.day, births.mother))
        return {"mfr": Made(np.maximum(births.child[order], 0), births.day[order], birth_columns(rng, people, births, year))}
    if register_code == "dental":
        return {"dental": Made(*dental.draw_measures(rng, people, year))} if year >= dental.START else {}
    return _municipal(rng, lives, year)


def _municipal(rng: np.random.Generator, lives: Lives, year: int) -> dict[str, Made]:
    if year < municipal.START:
        return {}
    person, month = municipal.draw_months(rng, lives.people, year, lives.last_year)
    found = {"municipal": Made(person, month, {"kommun": arrays.texts(lives.people.home_on(person, month), municipalities()[0])})}
    if year >= municipal.ACTIONS_FROM:
        found["municipal_actions"] = Made(*municipal.draw_actions(rng, lives.people, person, month, year))
    return found


def lifelike_tables(rng: np.random.Generator, people: People, made: Made, first: int, table_name: str, draw: DescribedDraw) -> dict[str, pa.Table]:
    """The finished rows of a table in the columns of its description."""
    table = next(one for one in draw.register.tables if one.name == table_name)
    rows = Rows(made.person, made.day, first)
    found = described_tables(rng, people, rows, table, draw)
    whole = found[table_name]
    for name, values in made.columns.items():
        if name in whole.schema.names:
            whole = whole.set_column(whole.schema.get_field_index(name), name, values)
    return found | {table_name: whole}
