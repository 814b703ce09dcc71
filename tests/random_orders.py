"""Orders drawn at random over drawn people: users, dispensings and DDD by place, sex, age, code and period, with and without margins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import disclosure_factory as factory
import numpy as np

from jobs.disclosure import Counted
from metadata.model.table import TOTAL, Breakdown, CellKey, Count, CountTable

CODES = ("N06BA01", "N06BA04", "N06BA12")
MONTHS = tuple(f"2024-{month:02d}" for month in range(1, 7))
QUARTERS = {"2024Q1": MONTHS[:3], "2024Q2": MONTHS[3:]}
AGE_SETS = (("0-17", "18-64", "65+"), ("0-18", "19+"), ("0-5", "6-17", "18-44", "45+"))
COUNTIES = ("01", "03", "04", "12")
MEASURES = (("prevalent_users", "person", 1), ("dispensings", "row", 1), ("ddd", "amount", 1000))


@dataclass(frozen=True)
class Row:
    """A dispensing."""

    person: int
    county: str
    sex: str
    age: int
    code: str
    month: str
    ddd: int


def draw_rows(random: np.random.Generator, people: int) -> list[Row]:
    """Dispensings of drawn people, in few counties and codes more than in others."""
    found = []
    for person in range(people):
        county, sex = str(random.choice(COUNTIES, p=[0.55, 0.25, 0.15, 0.05])), str(random.choice(["1", "2"]))
        age, codes = int(random.integers(0, 90)), random.choice(CODES, int(random.integers(1, 3)), p=[0.1, 0.7, 0.2])
        for code in codes:
            found += [Row(person, county, sex, age, str(code), str(random.choice(MONTHS)), int(random.integers(7, 91)) * 1000) for _ in range(int(random.integers(1, 4)))]
    return found


def draw_order(seed: int, *, people: int | None = None) -> tuple[list[CountTable], dict[str, Counted], list[Row]]:
    """Tables, whom they count, and the rows they were counted from."""
    random = np.random.default_rng(seed)
    rows = draw_rows(random, people or int(random.choice([40, 120, 400])))
    tables, counted = [], {}
    for at in range(int(random.integers(1, 4))):
        measure, unit, scale = MEASURES[int(random.choice(3, p=[0.5, 0.35, 0.15]))]
        table = _table(f"t{at}", measure, unit, scale, rows, random)
        tables.append(table)
        counted[table.shell.id] = _counted(table, measure, unit, scale)
    return tables, counted, rows


def _table(name: str, measure: str, unit: str, scale: int, rows: list[Row], random: np.random.Generator) -> CountTable:
    names = [one for one in ("county", "sex", "age_group", "code", "period") if random.random() < 0.5][:3] or ["county"]
    breakdowns = [_breakdown(one, unit, random) for one in names]
    shell = factory.shell(name, breakdowns[:-1], breakdowns[-1:], measure=measure, unit=unit, scale=scale, population=factory.text("users of N06BA"))
    cells: dict[CellKey, Count] = {}
    for key in shell.keys():
        here = [row for row in rows if all(_fits(row, breakdown, code) for breakdown, code in zip(shell.breakdowns, key, strict=True))]
        persons = len({row.person for row in here})
        cells[key] = Count({"person": persons, "row": len(here), "amount": sum(row.ddd for row in here)}[unit], persons)
    return CountTable(shell, cells)


def _breakdown(name: str, unit: str, random: np.random.Generator) -> Breakdown:
    total, adds = bool(random.random() < 0.75), unit != "person"
    if name == "age_group":
        return factory.breakdown(name, AGE_SETS[int(random.integers(0, 3))], total=total)
    if name == "code":
        return factory.breakdown(name, CODES, total=total, additive=adds)
    if name == "period":
        kind = str(random.choice(["month", "quarter"]))
        return factory.breakdown(kind, MONTHS if kind == "month" else list(QUARTERS), total=total, additive=adds)
    if name == "county" and random.random() < 0.25:
        return factory.breakdown(name, COUNTIES[:2], total=total, exhaustive=False)
    return factory.breakdown(name, COUNTIES if name == "county" else ("1", "2"), total=total)


def _fits(row: Row, breakdown: Breakdown, code: str) -> bool:
    if code == TOTAL:
        return breakdown.exhaustive or any(_fits(row, breakdown, one) for one in breakdown.codes if one != TOTAL)
    if breakdown.id == "age_group":
        first, _dash, last = code.rstrip("+").partition("-")
        return int(first) <= row.age <= (int(last) if last else 200)
    if breakdown.id == "quarter":
        return row.month in QUARTERS[code]
    return {"county": row.county, "sex": row.sex, "code": row.code, "month": row.month}[breakdown.id] == code


def _counted(table: CountTable, measure: str, unit: str, scale: int) -> Counted:
    noun = "persons" if unit == "person" else f"{'amount ' if unit == 'amount' else ''}{measure}@1/{scale}"
    extents = {code: ((f"ATC:{code}", f"ATC:{code}\uffff"),) for code in (*CODES, "N06BA")}
    return Counted.model_validate({
        "noun": noun, "formula": {"members": ({"kind": "row", "registers": ("lmed",)},)}, "anchor": "year_end",
        "stands": {"period": "2024H1", "code": "N06BA"}, "extents": extents, "codes": {"code": {code: code for code in CODES}},
    })


def places(table: CountTable) -> Iterable[tuple[CellKey, dict[str, frozenset[str]]]]:
    """Each cell with the finest values it holds, by what people and rows divide into."""
    whole = {"county": frozenset(COUNTIES), "sex": frozenset({"1", "2"}), "age": frozenset(map(str, range(90))), "code": frozenset(CODES), "month": frozenset(MONTHS)}
    for key in table.cells:
        found = dict(whole)
        for breakdown, code in zip(table.shell.breakdowns, key, strict=True):
            name = {"age_group": "age", "quarter": "month"}.get(breakdown.id, breakdown.id)
            listed = [one for one in breakdown.codes if one != TOTAL] if code == TOTAL and not breakdown.exhaustive else None if code == TOTAL else [code]
            if listed is not None:
                found[name] = frozenset(value for value in whole[name] if any(_holds(breakdown.id, one, value) for one in listed))
        yield key, found


def _holds(breakdown: str, code: str, value: str) -> bool:
    if breakdown == "age_group":
        first, _dash, last = code.rstrip("+").partition("-")
        return int(first) <= int(value) <= (int(last) if last else 200)
    return value in QUARTERS[code] if breakdown == "quarter" else value == code


