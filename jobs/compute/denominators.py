"""Populations behind rates (measures.md 1.7): 31 December of the cell's year, of the year before for shorter cells, none for longer ones.

Same sex, age set and residence as the numerator: an age limit of the cohort limits its population to the same ages on that 31 December, whichever day the
limit itself is judged on, since the population is known by age on 31 December alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from jobs.compute.cohorts import inside
from jobs.compute.dimensions import UNKNOWN_NUMBER, category
from jobs.compute.plan import ATTRIBUTES, Dimension, TablePlan, fits_in_a_year
from jobs.compute.rowwise import residence
from jobs.compute.sql import both, col, grouping_sets, inner, known, lit, named, number, table
from metadata.model.period import Period, add_months


def wanted_year(period: Period, cell_months: int | None) -> int | None:
    """The year of the denominator of a cell; None when the cell is longer than 12 months.

    A calendar-year cell uses its own year, a shorter one the year before; the whole of exactly 12 months counts as a year (that of its last day).
    """
    if cell_months is None:
        if not fits_in_a_year(period):
            return None
        is_year = add_months(period.first, 12).toordinal() == period.last.toordinal() + 1
        return period.last.year if is_year else period.last.year - 1
    return period.last.year if cell_months == 12 else period.last.year - 1


def available_year(wanted: int, years: Iterable[int]) -> int | None:
    """The wanted year, else the latest earlier one that the snapshot has."""
    return max((year for year in years if year <= wanted), default=None)


def population_query(plan: TablePlan, year: int) -> exp.Expression:
    """One row per cell of sex, age and residence, margins included (NULL): the population of 31 December in the ages that the cohort is limited to."""
    dimensions = [dimension for dimension in plan.dimensions if dimension.kind in ATTRIBUTES]
    source = exp.select(
        named(known(number(col("KON")), lit(0)), "kon"), named(known(residence(col("LK")), lit(0)), "lk"), named(known(number(col("ALDER")), lit(-1)), "age"),
        named(col("n"), "n"), copy=False
    ).from_(table("counts"), copy=False).where(col("year").eq(lit(year)), copy=False)
    placed = exp.select(*(named(category(dimension), dimension.id) for dimension in dimensions), col("n"), copy=False).from_(inner(source, "source"), copy=False)
    listed = [exp.NEQ(this=col(one.id), expression=lit(UNKNOWN_NUMBER)) for one in dimensions if not one.shell.exhaustive]
    if plan.ages is not None:
        placed = placed.where(inside(plan.ages, col("age", "source")), copy=False)
    kept = exp.select(exp.Star(), copy=False).from_(inner(placed, "placed"), copy=False).where(both(*listed), copy=False)
    found = exp.select(*(col(one.id) for one in dimensions), named(number(exp.Sum(this=col("n"))), "n"), copy=False).from_(inner(kept, "kept"), copy=False)
    if dimensions:
        found.set("group", exp.Group(grouping_sets=[grouping_sets(_sets(dimensions))]))
    return found


def _sets(dimensions: list[Dimension]) -> list[list[exp.Expression]]:
    sets: list[list[exp.Expression]] = [[]]
    for dimension in dimensions:
        sets = [[*one, col(dimension.id)] for one in sets] + (sets if dimension.shell.has_total else [])
    return sets
