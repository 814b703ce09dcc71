"""Rates: which population a number is divided by, with ages, sexes and places limited (measures 1.7)."""

from __future__ import annotations

from datetime import date

import pytest
from compute_registers import (
    Counted,
    any_of,
    by_age,
    by_county,
    by_period,
    by_population,
    by_sex,
    care,
    cohort,
    drugs,
    frames_of,
    rows_of,
    spec,
    table,
)

from jobs.compute.reference import Frames
from jobs.disclosure import Protection
from jobs.rates import publish
from jobs.spec import AgeLimit, Cohort
from metadata.model.policy import DisclosurePolicy, Persons
from metadata.model.table import CellKey, CountTable, Figure
from metadata.model.text import Text

PEOPLE = """
| person | KON | FODDAT     | LK   | dispensed  |
|--------|-----|------------|------|------------|
| 1      | 1   | 2012-05-01 | 0180 | 2024-03-01 |
| 2      | 2   | 2010-11-11 | 0180 | 2024-04-01 |
| 3      | 2   | 2006-12-24 | 1280 | 2024-05-01 |
| 4      | 1   | 1980-01-01 | 0180 | 2024-06-01 |
| 5      | 2   | 2018-07-07 | 1280 | 2024-08-01 |
"""
"""On 31 December 2024 they are 12, 14, 18, 44 and 6 years old; person 3 turns 18 that December, so is 17 when the drug is dispensed."""

COUNTS = """
| year | LK   | KON | ALDER | n   |
|------|------|-----|-------|-----|
| 2023 | 0180 | 1   | 5     | 20  |
| 2023 | 0180 | 1   | 12    | 80  |
| 2023 | 1280 | 2   | 17    | 40  |
| 2023 | 0180 | 2   | 50    | 800 |
| 2024 | 0180 | 1   | 6     | 30  |
| 2024 | 0180 | 2   | 14    | 32  |
| 2024 | 1280 | 2   | 17    | 62  |
| 2024 | 1280 | 1   | 18    | 40  |
| 2024 | 0180 | 1   | 44    | 671 |
"""
CHILDREN = AgeLimit(at="year_end", first=6, last=17)


def registers() -> Frames:
    """Five users of one drug and the population of two counties."""
    people = rows_of(PEOPLE)
    return frames_of({
        "lmed": [{"row_no": at, "person": one["person"], "ATC": "N06BA04", "EDATUM": one["dispensed"], "ANTAL": "1"} for at, one in enumerate(people)],
        "person_years": [{name: one[name] for name in ("person", "KON", "FODDAT", "LK")} | {"year": year} for one in people for year in (2023, 2024)],
        "counts": rows_of(COUNTS),
    })


def limited(age: AgeLimit | None, name: str = "c", **more: str) -> Cohort:
    """Users of the drug, of some ages."""
    return cohort(drugs("N06BA", period="2024"), name, age=age, **more)


def cells(found: CountTable) -> dict[CellKey, tuple[int, int | None]]:
    """Numerator and denominator of every cell."""
    return {key: (count.value, count.denominator) for key, count in found.cells.items()}


def test_an_age_limit_limits_the_population_too(counted: Counted):
    """Three users are 6–17 on 31 December 2024. They are divided by the 124 inhabitants of those ages (30 + 32 + 62), not by all 835: 24.19 per 1,000,
    where the whole population would have given 3.59."""
    everyone, children = (counted(registers(), spec(limited(age), table("prevalent_users", rate=1000)))[0] for age in (None, CHILDREN))
    assert cells(everyone) == {(): (5, 835)}
    assert cells(children) == {(): (3, 124)}
    assert round(3 * 1000 / 124, 2) == 24.19


def test_an_age_limit_on_the_index_date_has_the_same_ages_as_population(counted: Counted):
    """Judged on the day of the first dispensing person 3 is still 17, so that four are counted. The population is known by age on 31 December alone; it is the
    124 of the same ages."""
    found = counted(registers(), spec(limited(AgeLimit(at="index", first=6, last=17)), table("prevalent_users", rate=1000)))[0]
    assert cells(found) == {(): (4, 124)}


def test_a_cohort_keeps_the_age_limit_of_the_one_it_starts_from(counted: Counted):
    """A cohort on a base that is limited to 6–17 years counts those ages alone, and divides by them; both limits hold where
    both are set, here 10–17: persons 1 and 2 among 94."""
    base = limited(CHILDREN, "base")
    plain, narrow = limited(None, base="base"), limited(AgeLimit(at="year_end", first=10), base="base")
    assert cells(counted(registers(), spec((base, plain), table("prevalent_users", rate=1000)))[0]) == {(): (3, 124)}
    assert cells(counted(registers(), spec((base, narrow), table("prevalent_users", rate=1000)))[0]) == {(): (2, 94)}


def test_bands_are_cut_by_the_limit(counted: Counted):
    """In a cohort of 6–17 the band 0–12 holds the inhabitants of 6–12, and the band 18 and over nobody."""
    found = counted(registers(), spec(limited(CHILDREN), table("prevalent_users", by_age("0-12", "13-17", "18+"), rate=1000)))[0]
    assert cells(found) == {("0-12",): (2, 30), ("13-17",): (1, 94), ("18+",): (0, 0), ("total",): (3, 124)}


def test_one_sex_and_one_county_are_divided_by_their_own(counted: Counted):
    """A table of women in one county has them as population, in its margins as well: of 6–17 years, 62 in county 12 and 32 in county 01."""
    women = by_sex(("2",))
    found = counted(registers(), spec(limited(CHILDREN), table("prevalent_users", women, by_county("12", exhaustive=False), rate=1000)))[0]
    assert cells(found) == {("2", "12"): (1, 62), ("2", "total"): (1, 62), ("total", "12"): (1, 62), ("total", "total"): (1, 62)}


def test_a_quarter_has_the_same_ages_of_the_31_december_before(counted: Counted):
    """A quarter of 2024 is divided by the population of 31 December 2023 in the ages of the limit: 80 + 40 of 6–17 years; the 20 five-year-olds, who turn
    six in 2024, are not among them."""
    found = counted(registers(), spec(limited(CHILDREN), table("prevalent_users", by_period("quarter", "2024", total=False), rate=1000)))[0]
    assert cells(found) == {("2024Q1",): (1, 120), ("2024Q2",): (1, 120), ("2024Q3",): (1, 120), ("2024Q4",): (0, 120)}


def test_the_four_populations_share_the_inhabitants(counted: Counted):
    """LMED, PAR, BÅDA and TOTAL are parts of the same inhabitants, limited alike."""
    both = cohort(any_of(drugs("N06BA", period="2024"), care("F90", period="2024")), age=CHILDREN)
    found = counted(registers(), spec(both, table("prevalent_users", by_population(), rate=1000)))[0]
    assert {key[0]: one for key, one in cells(found).items()} == {"LMED": (3, 124), "PAR": (0, 124), "BADA": (0, 124), "TOTAL": (3, 124)}


@pytest.mark.parametrize(("first", "rate"), [(6, "24.19"), (18, "2.81"), (20, "1.49")])
def test_the_rate_that_is_printed(counted: Counted, first: int, rate: str):
    """3 of 124, 2 of 711 and 1 of 671, per 1,000 inhabitants with two decimals."""
    last = 17 if first == 6 else None
    assert printed(counted(registers(), spec(limited(AgeLimit(at="year_end", first=first, last=last)), table("prevalent_users", rate=1000)))[0]) == rate


def test_no_rate_over_fewer_than_fifty_inhabitants(counted: Counted):
    """One user aged 18 among 40 inhabitants of that age: the number is printed, the rate is not, however many live in the country."""
    found = counted(registers(), spec(limited(AgeLimit(at="year_end", first=18, last=18)), table("prevalent_users", rate=1000)))[0]
    assert cells(found) == {(): (1, 40)}
    assert printed(found) == "None"


def printed(table: CountTable) -> str:
    """The rate of a table of one cell, released under a policy that hides no number but wants fifty inhabitants."""
    word = Text(sv="ord", en="word")
    rate = Figure(id="prevalent_users.per_1000", label=word, unit=word, decimals=2, is_derived=True)
    shell = table.shell.model_copy(update={"figures": (*table.shell.figures, rate)})
    policy = DisclosurePolicy(policy="toy", version=1, valid_from=date(2020, 1, 1), persons=Persons(t=2), denominator_min=50)
    nothing_hidden = Protection({shell.id: {}}, "green", policy, {})
    (cell,) = publish([CountTable(shell, table.cells)], nothing_hidden)[0].cells
    return str(cell.values["prevalent_users.per_1000"])
