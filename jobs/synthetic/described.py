"""Made-up rows of a register that is known by its description alone: persons as they live, everything else evenly from what a column may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jobs.synthetic import arrays
from jobs.synthetic.days import Days, calendar_parts, first_day, middle_where
from jobs.synthetic.people import People
from jobs.synthetic.tables import municipalities
from metadata.model.stored import StoredCodes, StoredColumn, StoredRegister, StoredTable

ROWS_PER_PERSON_YEAR = 0.15
AGAIN = 0.4
"""Share of rows whose person has a second one in the year."""
MISSING = 0.04
UNKNOWN_DAY = 0.01


@dataclass(frozen=True)
class Drawable:
    """What a column may hold: texts, or whole numbers from `low` to `high`."""

    values: tuple[str, ...] = ()
    low: int = 0
    high: int = 100


@dataclass(frozen=True)
class DescribedDraw:
    """A register to draw: its description, what its columns may hold by `table/column`, and its first year with data."""

    register: StoredRegister
    columns: Mapping[str, Drawable] = field(default_factory=dict)
    first_year: int = 0


@dataclass(frozen=True)
class Rows:
    """Rows of one table and year, in order of person and day, before their columns: persons by place, days, and the number of the first."""

    person: NDArray[np.int64]
    day: Days
    first: int

    @property
    def count(self) -> int:
        """How many."""
        return len(self.person)


def draw_rows(rng: np.random.Generator, people: People, year: int, first: int) -> Rows:
    """Who has rows in a year, and when: residents only."""
    chosen = np.flatnonzero(rng.random(people.count) < ROWS_PER_PERSON_YEAR)
    person = np.sort(np.concatenate([chosen, chosen[rng.random(len(chosen)) < AGAIN]]))
    day = (first_day(year) + rng.integers(0, 365, len(person))).astype(np.int32)
    here = people.lives_here(person, day)
    person, day = person[here], day[here]
    order = np.lexsort((day, person))
    return Rows(person[order], day[order], first)


def described_tables(rng: np.random.Generator, people: People, rows: Rows, table: StoredTable, draw: DescribedDraw) -> dict[str, pa.Table]:
    """The rows of a table and of its tables of codes, each in the order of its layout."""
    numbers = np.arange(rows.first, rows.first + rows.count)
    columns: dict[str, pa.Array] = {person.stored_as: arrays.keys(rows.person + people.first_key) for person in table.persons}
    key = next(column for column in table.columns if column.name == table.key_date)
    unknown = (rng.random(rows.count) < UNKNOWN_DAY) & (key.kind == "partial_day")
    columns |= {table.row_key: arrays.keys(numbers), table.date_column: arrays.days(_whole(rows.day, key, unknown)), table.key_date: _key_date(rows.day, key, unknown)}
    codes: dict[str, pa.Array] = {}
    for column in table.columns:
        if column.name == table.key_date:
            continue
        made = _column(rng, people, rows, column, draw.columns.get(f"{table.name}/{column.name}", Drawable()))
        (columns if column.is_kept else codes)[column.name] = made
    found = {table.name: pa.table(columns)}
    for long in table.code_tables:
        found[long.table] = _codes(people, rows, numbers, table, long, codes)
    return found


def _column(rng: np.random.Generator, people: People, rows: Rows, column: StoredColumn, drawable: Drawable) -> pa.Array:
    year, calendar = calendar_parts(rows.day)
    if column.kind == "sex":
        return arrays.numbers(people.sex[rows.person] + 1)
    if column.kind == "municipality":
        return arrays.texts(people.home_on(rows.person, rows.day), municipalities()[0])
    if column.name in ("ALDER", "AR") and column.kind == "whole":
        return arrays.numbers(year if column.name == "AR" else people.age_on(rows.person, year, calendar))
    return _free(rng, rows, column, drawable)


def _whole(day: Days, column: StoredColumn, unknown: NDArray[np.bool_]) -> Days:
    """The whole date that stands beside a key date which does not tell it: the first of a month, the 15th for an unknown day."""
    return (middle_where(day, np.ones(len(day), dtype=np.bool_)) - 14).astype(np.int32) if column.kind == "month" else middle_where(day, unknown)


def _key_date(day: Days, column: StoredColumn, unknown: NDArray[np.bool_]) -> pa.Array:
    if column.kind == "day":
        return arrays.days(day)
    if column.kind == "moment":
        return pa.array(day.astype(np.int64) * 86_400_000_000).cast(pa.timestamp("us"))
    year, calendar = calendar_parts(day)
    written = year * 10_000 + calendar // 32 * 100 + np.where(unknown, 0, calendar % 32)
    return pa.array((written // 100 if column.kind == "month" else written).astype(np.str_)).cast(pa.string())


def _free(rng: np.random.Generator, rows: Rows, column: StoredColumn, drawable: Drawable) -> pa.Array:
    """Evenly from what the column may hold, earlier texts of a list more often; a few are missing."""
    missing = rng.random(rows.count) < MISSING
    if column.kind in ("day", "moment"):
        day = rows.day - rng.integers(0, 60, rows.count).astype(np.int32)
        return arrays.days(day, missing) if column.kind == "day" else pa.array(day.astype(np.int64) * 86_400_000_000, mask=missing).cast(pa.timestamp("us"))
    if column.kind in ("whole", "thousandths", "money"):
        scale = {"whole": 1, "thousandths": 1000, "money": 100}[column.kind]
        numbers = rng.integers(drawable.low * scale, drawable.high * scale + 1, rows.count)
        return arrays.numbers(numbers, missing) if scale == 1 else arrays.decimals(numbers, 3 if scale == 1000 else 2, missing)
    values = drawable.values or column.values
    if not values:
        return pa.nulls(rows.count, pa.string())
    places = np.minimum((rng.random(rows.count) ** 2 * len(values)).astype(np.int64), len(values) - 1)
    return arrays.texts(np.where(missing, -1, places), values)


def _codes(people: People, rows: Rows, numbers: NDArray[np.int64], table: StoredTable, long: StoredCodes, codes: Mapping[str, pa.Array]) -> pa.Table:
    """One row a code, without its missing ones; columns after the first are mostly empty."""
    parts = []
    for place, (name, position) in enumerate(long.columns):
        every = codes[name].cast(pa.string())
        kept = np.flatnonzero(np.asarray(every.is_valid()) & ((numbers * 7 + place) % (place + 1) == 0))
        row = rows.person[kept] + people.first_key
        made = {table.row_key: arrays.keys(numbers[kept]), "person": arrays.keys(row), "date": arrays.days(rows.day[kept])}
        made |= {"position": pa.array([position] * len(kept))} if long.with_position else {}
        parts.append(pa.table(made | {"code": every.take(pa.array(kept))}))
    order = [(name, "ascending") for name in ("code", "person", "date", table.row_key)]
    return pa.concat_tables(parts).sort_by(order)
