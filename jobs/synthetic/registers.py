"""Draws the registers block by block: the same seed gives the same rows, whatever number of threads writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jobs.synthetic.activity import draw_active
from jobs.synthetic.births import CONDITION as CHILDBIRTH
from jobs.synthetic.births import Births, birth_days, draw_births
from jobs.synthetic.contacts import Contacts, double_emergencies, draw_contacts, report_late
from jobs.synthetic.corrections import cut_to_lives, draw_corrections, heap_month_ends
from jobs.synthetic.days import NEVER, calendar_parts, first_day
from jobs.synthetic.deaths import deaths_year
from jobs.synthetic.described import DescribedDraw, described_tables, draw_rows
from jobs.synthetic.dispensings import Packed, draw_regimens, field
from jobs.synthetic.lifelike import LIFELIKE, Lives, draw_lifelike, lifelike_tables
from jobs.synthetic.lmed import lmed_year
from jobs.synthetic.par import hospital_of, in_order, par_year
from jobs.synthetic.people import People, draw_people
from jobs.synthetic.population import count_cells, counts, person_years, spells
from jobs.synthetic.products import product_table
from jobs.synthetic.tables import conditions

LMED_START_YEAR, LMED_START_DAY = 2005, first_day(2005) + 181
"""1 July 2005: the first day with persons; always drawn from there, so that every run-in has its look-back."""

BLOCK_PERSONS = 131_072


@dataclass(frozen=True)
class Part:
    """Files to write together: year (None where the tables have none), name of the part, and how to make the rows by table."""

    year: int | None
    name: str
    tables: Callable[[], dict[str, pa.Table]]


@dataclass(frozen=True)
class Draw:
    """What to draw: number of persons, first and last year, seed, registers; `described`: those that are known by their description alone."""

    persons: int
    first_year: int
    last_year: int
    seed: int
    registers: tuple[str, ...]
    described: tuple[DescribedDraw, ...] = ()

    @property
    def people_year(self) -> int:
        """First year of the population: the year before anything else, for the attributes of that 31 December."""
        return min(self.first_year, LMED_START_YEAR) - 1

    @property
    def lmed_years(self) -> tuple[int, ...]:
        """Years of the drug register; empty when the years end before it begins."""
        return tuple(range(LMED_START_YEAR, self.last_year + 1))

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the other registers."""
        return tuple(range(self.first_year, self.last_year + 1))

    def source(self, *key: int) -> np.random.Generator:
        """The random source of one piece of the draw, independent of every other piece."""
        return np.random.Generator(np.random.SFC64(np.random.SeedSequence(self.seed, spawn_key=key)))


def draw_parts(draw: Draw) -> Iterator[Part]:
    """Every file of the registers asked for, in an order that never changes; the rows are made when asked for."""
    if "lmed" in draw.registers:
        yield Part(None, "part-000", partial(_one, "lmed_products", product_table))
    rows_before = contacts_before = 0
    cells: dict[int, NDArray[np.int64]] = {}
    numbered: dict[str, int] = {}
    for block, (first_key, count) in enumerate(_blocks(draw.persons)):
        people = draw_people(draw.source(block, 0), count, first_key, draw.people_year, draw.last_year)
        actives = _draw_conditions(draw, people, block)
        births = draw_births(draw.source(block, 11), people, actives[[one.id for one in conditions()].index(CHILDBIRTH)], draw.years)
        if "population" in draw.registers:
            yield from _population_parts(draw, people, block, cells)
        if "lmed" in draw.registers and draw.lmed_years:
            packed = _draw_lmed(draw, people, block, actives)
            yield from _lmed_parts(draw, people, packed, block, rows_before)
            rows_before += len(packed)
        if "dors" in draw.registers:
            yield from (Part(year, f"part-{block:03d}", partial(_deaths, draw, people, block, year)) for year in draw.years)
        if {"par_in", "par_out"} & set(draw.registers):
            parts, number = _draw_par(draw, people, block, actives, births, contacts_before)
            yield from parts
            contacts_before += number
        yield from _described_parts(draw, Lives(people, tuple(actives), births, draw.last_year), block, numbered)
    for year, found in cells.items():
        yield Part(year, "part-000", partial(_one, "counts", partial(counts, found, year)))


def _described_parts(draw: Draw, lives: Lives, block: int, numbered: dict[str, int]) -> Iterator[Part]:
    """Rows of described registers; `numbered` counts the rows of each table over years and blocks."""
    people = lives.people
    for one in draw.described:
        for year in draw.years if one.register.register_code in LIFELIKE else ():
            rng = draw.source(block, 30, LIFELIKE.index(one.register.register_code), year)
            for name, made in draw_lifelike(rng, lives, one.register.register_code, year).items():
                first, count = numbered.get(name, 0) + 1, len(made.person)
                numbered[name] = first + count - 1
                if count:
                    yield Part(year, f"part-{block:03d}", partial(lifelike_tables, rng, people, made, first, name, one))
    tables = [(one, table) for one in draw.described if one.register.register_code not in LIFELIKE for table in one.register.tables]
    for place, (one, table) in enumerate(tables):
        for year in draw.years:
            if year < one.first_year:
                continue
            rng = draw.source(block, 20, place, year)
            rows = draw_rows(rng, people, year, numbered.get(table.name, 0) + 1)
            numbered[table.name] = numbered.get(table.name, 0) + rows.count
            if rows.count:
                yield Part(year, f"part-{block:03d}", partial(described_tables, rng, people, rows, table, one))


def _one(table: str, rows: Callable[[], pa.Table]) -> dict[str, pa.Table]:
    return {table: rows()}


def _deaths(draw: Draw, people: People, block: int, year: int) -> dict[str, pa.Table]:
    return {"dors": deaths_year(draw.source(block, 4, year), people, year, last=year == draw.last_year)}


def _blocks(persons: int) -> Iterator[tuple[int, int]]:
    for start in range(0, persons, BLOCK_PERSONS):
        yield start + 1, min(BLOCK_PERSONS, persons - start)


def _population_parts(draw: Draw, people: People, block: int, cells: dict[int, NDArray[np.int64]]) -> Iterator[Part]:
    name = f"part-{block:03d}"
    for year in range(draw.people_year, draw.last_year + 1):
        yield Part(year, name, partial(_one, "person_years", partial(person_years, people, year)))
        found = count_cells(people, year)
        cells[year] = cells[year] + found if year in cells else found
    yield Part(None, name, partial(_one, "spells", partial(spells, people, draw.last_year)))


def _draw_conditions(draw: Draw, people: People, block: int) -> list[NDArray[np.bool_]]:
    """For each condition, years × persons who have it: one draw for every register, from the year before the earliest."""
    years = range(draw.people_year, draw.last_year + 1)
    return [draw_active(draw.source(block, 9, place), people, condition, years) for place, condition in enumerate(conditions())]


def _draw_lmed(draw: Draw, people: People, block: int, actives: Sequence[NDArray[np.bool_]]) -> Packed:
    """Sorted packed rows of a block."""
    years: Sequence[int] = draw.lmed_years
    found: list[Packed] = []
    for place, condition in enumerate(conditions()):
        rng = draw.source(block, 1, place)
        active = actives[place][-len(years) :]
        parts = draw_regimens(rng, people, active, condition.id, years, condition.season)
        found += [cut_to_lives(part, people, years, LMED_START_DAY) for part in parts]
    rng = draw.source(block, 2)
    packed = heap_month_ends(rng, np.concatenate(found), years)
    packed = np.concatenate([packed, draw_corrections(rng, packed, len(years))])
    packed.sort()
    return packed


def _lmed_parts(draw: Draw, people: People, packed: Packed, block: int, rows_before: int) -> Iterator[Part]:
    bounds = np.searchsorted(field(packed, "year"), np.arange(len(draw.lmed_years) + 1))
    for place, year in enumerate(draw.lmed_years):
        rows = packed[bounds[place] : bounds[place + 1]]
        first = rows_before + int(bounds[place]) + 1
        make = partial(lmed_year, draw.source(block, 3, year), people, rows, year, first)
        yield Part(year, f"part-{block:03d}", partial(_one, "lmed", make))


def _draw_par(
    draw: Draw, people: People, block: int, actives: Sequence[NDArray[np.bool_]], births: Mapping[int, Births], contacts_before: int
) -> tuple[list[Part], int]:
    """The parts of both registers of a block and the number of contacts in them."""
    drawn = []
    for place, condition in enumerate(conditions()):
        rng = draw.source(block, 5, place)
        drawn.append(draw_contacts(rng, people, condition, place, actives[place][-len(draw.years) - 1 :], draw.years))
    rng = draw.source(block, 6)
    care, out = _on_birth_days(Contacts.join([pair[1] for pair in drawn]), people, births), Contacts.join([pair[0] for pair in drawn])
    parts: list[Part] = []
    number = 0
    for register, contacts in (("par_in", care), ("par_out", Contacts.join([out, double_emergencies(rng, care)]))):
        reported = report_late(rng, contacts, contacts.day + contacts.stay, draw.last_year)
        if register in draw.registers:
            parts += _par_parts(draw, people, block, register, reported, contacts_before + number)
        number += reported.count
    return parts, number


def _on_birth_days(care: Contacts, people: People, births: Mapping[int, Births]) -> Contacts:
    """The stays for childbirth begin on the day when the mother gave birth in the year, where she did."""
    place = [one.id for one in conditions()].index(CHILDBIRTH)
    year, day = calendar_parts(care.day)[0], care.day.copy()
    for one, found in births.items():
        chosen = (care.condition == place) & (year == one)
        on = birth_days(found, people.count)[care.person[chosen]]
        day[chosen] = np.where(on < NEVER, on, day[chosen])
    return replace(care, day=day)


def _par_parts(draw: Draw, people: People, block: int, register: str, contacts: Contacts, contacts_before: int) -> Iterator[Part]:
    hospital = hospital_of(people, contacts)
    order = in_order(contacts, hospital, contacts.day + contacts.stay)
    contacts, hospital = contacts.keep(order), hospital[order]
    bounds = np.searchsorted(calendar_parts(contacts.day + contacts.stay)[0], (*draw.years, draw.last_year + 1))
    for place, year in enumerate(draw.years):
        cut = np.arange(bounds[place], bounds[place + 1])
        source = draw.source(block, 8, len(register), year)
        first = contacts_before + int(bounds[place]) + 1
        make = partial(par_year, source, people, contacts.keep(cut), hospital[cut], year, first, inpatient=register == "par_in")
        yield Part(year, f"part-{block:03d}", make)
