"""Cohorts of one order that lie inside each other, drawn at random: an outside program that knows only how they were built works nothing out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product

import disclosure_factory as factory
import numpy as np
import pytest
from outsider import Outsider

from jobs.disclosure import protect
from jobs.populations import describe_tables
from jobs.spec import AgeLimit, BreakdownJob, CodeItem, CodeMatch, Cohort, Criterion, Group, JobSpec, TableJob
from metadata.model.period import CellPeriod, Period
from metadata.model.table import TOTAL, CellKey, Count, CountTable

T = 5
COUNTIES, SEXES = ("01", "03", "04"), ("1", "2")


@dataclass(frozen=True)
class Drawn:
    """A cohort: at least so many rows of codes with this beginning until this month, and ages."""

    codes: str
    at_least: int
    months: int
    ages: tuple[int, int] | None
    base: bool
    is_new: bool = False

    def holds(self, other: Drawn) -> bool:
        """Whether everyone of the other cohort is in this one, by how they were built."""
        codes = other.codes.startswith(self.codes)
        limits = self.at_least <= other.at_least and other.months <= self.months and (not self.base or other.base)
        ages = self.ages is None or (other.ages is not None and self.ages[0] <= other.ages[0] and other.ages[1] <= self.ages[1])
        return codes and limits and ages


def draw(seed: int) -> tuple[list[Drawn], list[CountTable], JobSpec, int]:
    """Two or three cohorts of one register and their tables by county and sex, counted from drawn people."""
    random = np.random.default_rng(seed)
    cohorts = list(dict.fromkeys(
        Drawn(
            codes=str(random.choice(["N06BA", "N06BA04", "N06"])), at_least=int(random.integers(1, 3)), months=int(random.choice([12, 9])),
            ages=[None, (6, 17), (6, 18)][int(random.integers(0, 3))], base=bool(random.random() < 0.3),
        ) for _ in range(3)
    ))  # fmt: skip
    people = [
        (
            COUNTIES[int(random.choice(3, p=[0.5, 0.3, 0.2]))], SEXES[int(random.integers(0, 2))], int(random.choice([5, 10, 15, 17, 18, 40])),
            [(str(random.choice(["N06BA04", "N06BA04", "N06BA04", "N06BA12", "N05"])), int(random.choice([2, 4, 8, 11]))) for _ in range(int(random.integers(0, 4)))],
        ) for _ in range(int(random.integers(60, 200)))
    ]  # fmt: skip
    made = [factory.shell(f"t{at}", [factory.breakdown("county", COUNTIES)], [factory.breakdown("sex", SEXES)]) for at in range(len(cohorts))]
    tables = []
    for cohort, shell in zip(cohorts, made, strict=True):
        period = Period(first=date(2024, 1, 1), last=date(2024, cohort.months, 31 if cohort.months == 12 else 30))
        leaves: dict[CellKey, int] = dict.fromkeys(product(COUNTIES, SEXES), 0)
        for county, sex, age, rows in people:
            fitting = [month for code, month in rows if code.startswith(cohort.codes) and month <= cohort.months]
            in_base = not cohort.base or sum(code.startswith("N06") for code, _month in rows) >= 2
            if len(fitting) >= cohort.at_least and in_base and (cohort.ages is None or cohort.ages[0] <= age <= cohort.ages[1]):
                leaves[county, sex] += 1
        tables.append(factory.summed(shell.model_copy(update={"period": period, "cell_period": CellPeriod.whole}), leaves))
    return cohorts, tables, _spec(cohorts, tables), len(people)


def _criterion(name: str, codes: str, at_least: int, period: Period) -> Criterion:
    match = CodeMatch(system="ATC", includes=(CodeItem(kind="prefix", first=codes),))
    return Criterion(id=name, registers=("lmed",), variable="code", match=(match,), period=period, at_least=at_least)


def _spec(cohorts: list[Drawn], tables: list[CountTable]) -> JobSpec:
    year = Period(first=date(2024, 1, 1), last=date(2024, 12, 31))
    base = Cohort(id="base", criteria=Group(operator="all", members=(_criterion("b", "N06", 2, year),)))
    written = [
        Cohort(
            id=f"c{at}", base="base" if one.base else "population", age=AgeLimit(at="year_end", first=one.ages[0], last=one.ages[1]) if one.ages else None,
            criteria=Group(operator="all", members=(_criterion(f"e{at}", one.codes, one.at_least, tables[at].shell.period),)),
        ) for at, one in enumerate(cohorts)
    ]  # fmt: skip
    jobs = [
        TableJob(
            shell=table.shell, of=f"c{at}", events=f"e{at}", cell_period=CellPeriod.whole, anchor="year_end",
            breakdowns=(BreakdownJob(id="county", codes=COUNTIES), BreakdownJob(id="sex", codes=SEXES)),
        ) for at, table in enumerate(tables)
    ]  # fmt: skip
    return JobSpec(
        order_id="o", specification_hash="f", catalogue_version="c", snapshot="s", policy=factory.policy(T), cohorts=(base, *written), tables=tuple(jobs)
    )


def attack(cohorts: list[Drawn], tables: list[CountTable], hidden: dict[str, set[CellKey]]) -> list[str]:
    """What an outsider works out of the printed tables."""
    outsider = Outsider()
    for table in tables:
        name = table.shell.id
        outsider.read(name, {key: None if key in hidden[name] else count.value for key, count in table.cells.items()})
        for county in (*COUNTIES, TOTAL):
            outsider.total((name, county, TOTAL), [(name, county, sex) for sex in SEXES])
        for sex in (*SEXES, TOTAL):
            outsider.total((name, TOTAL, sex), [(name, county, sex) for county in COUNTIES])
    for (at, outer), (there, inner) in product(enumerate(cohorts), repeat=2):
        if at != there and outer.holds(inner):
            for key in tables[at].cells:
                outsider.inside((tables[there].shell.id, *key), (tables[at].shell.id, *key))
    return outsider.worked_out(T)


@pytest.mark.parametrize("seed", range(25))
def test_nested_cohorts_of_one_order_are_protected_jointly(seed: int) -> None:
    cohorts, tables, spec, _size = draw(seed)
    protection = protect(tables, factory.policy(T), counted=describe_tables(spec))
    if protection.verdict == "red":
        assert protection.evidence["proposals"], "what cannot be protected ends with a way forward"
        return
    hidden = {name: set(found) for name, found in protection.hidden.items()}
    assert attack(cohorts, tables, hidden) == []


def test_the_outsider_finds_what_tables_protected_one_by_one_give_away() -> None:
    """The checker is no rubber stamp: without the joint system it works something out of most orders."""
    found = 0
    for seed in range(16):
        cohorts, tables, _spec_of, _size = draw(seed)
        hidden = {table.shell.id: set(protect([table], factory.policy(T)).hidden[table.shell.id]) for table in tables}
        found += bool(attack(cohorts, tables, hidden))
    assert found >= 3


def test_cells_of_the_same_people_bear_the_same_mark() -> None:
    """The same criterion written twice, once built on a base that it meets anyway."""
    for seed in range(8):
        _cohorts, tables, spec, _size = draw(seed)
        twin = CountTable(tables[0].shell.model_copy(update={"id": "twin"}), {key: Count(one.value, one.persons) for key, one in tables[0].cells.items()})
        job = spec.tables[0].model_copy(update={"shell": twin.shell})
        protection = protect([*tables, twin], factory.policy(T), counted=describe_tables(spec.model_copy(update={"tables": (*spec.tables, job)})))
        assert protection.hidden["twin"].keys() == protection.hidden[tables[0].shell.id].keys()
