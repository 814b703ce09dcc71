"""From counted rows to cells: one row per person and cell with its attributes, then grouping sets; cells are never summed into totals."""

from __future__ import annotations

from sqlglot import exp

from jobs.compute.attributes import attributed
from jobs.compute.cohorts import inside
from jobs.compute.dimensions import UNKNOWN_NUMBER, category
from jobs.compute.packing import packed_date
from jobs.compute.plan import POPULATIONS, Clock, Dimension, Pass, TablePlan
from jobs.compute.sql import (
    among,
    both,
    choose,
    col,
    count_all,
    count_distinct,
    grouping_sets,
    inner,
    lit,
    minus,
    named,
    number,
    part,
    table,
    times,
    union,
    whole_part,
)
from jobs.compute.units import read_units, units


def count_query(plan: TablePlan, one: Pass) -> exp.Expression:
    """One row per cell of the pass: a number per breakdown (NULL in a margin), value, persons."""
    known = with_attributes(plan, one, units(plan, one))
    cells = _placed(plan, one, known, ["person", "value", "rows"])
    value = _value(plan)
    columns = [named(number(value), "value"), named(number(_persons(plan)), "persons")]
    return _grouped(plan, one, cells, columns)


def lacking_query(plan: TablePlan, one: Pass) -> exp.Expression:
    """One row per cell of the pass: rows read for an amount, and how many of them lack it (measures.md 1.10)."""
    cells = _placed(plan, one, with_attributes(plan, one, read_units(plan, one)), ["person", "value", "rows"])
    return _grouped(plan, one, cells, [named(number(exp.Sum(this=col(name))), name) for name in ("value", "rows")])


def company_query(plan: TablePlan, one: Pass) -> exp.Expression:
    """One row per cell of the pass: the distinct companies whose packs stand behind it."""
    known = with_attributes(plan, one, units(plan, one, by_company=True), ("company",))
    cells = _placed(plan, one, known, ["company"])
    return _grouped(plan, one, cells, [named(number(count_distinct(col("company"))), "companies")])


def _value(plan: TablePlan) -> exp.Expression:
    if plan.measure.counts == "person":
        return count_distinct(col("person")) if _is_repeated(plan) else count_all()
    return exp.Sum(this=col("value"))


def _persons(plan: TablePlan) -> exp.Expression:
    if plan.measure.counts == "person":
        return _value(plan)
    return count_distinct(choose((exp.GT(this=col("rows"), expression=lit(0)), col("person")), otherwise=lit(None)))


def _is_repeated(plan: TablePlan) -> bool:
    """Whether a person may stand in several units of one pass."""
    return plan.anchor == "event" or (plan.measure.from_index and plan.cohort is not None and plan.cohort.has_each)


def _grouped(plan: TablePlan, one: Pass, cells: exp.Expression, columns: list[exp.Expression]) -> exp.Expression:
    names = [dimension.id for dimension in plan.dimensions if dimension.id not in one.totalled]
    keys = [col(name) if name in names else named(lit(None), name) for name in (dimension.id for dimension in plan.dimensions)]
    found = exp.select(*keys, *columns, copy=False).from_(inner(cells, "cells"), copy=False)
    if not names:
        return found
    sets = [[col(name) for name in kept] for kept in one.sets]
    if len(sets) == 1:
        return found.group_by(*sets[0], copy=False) if sets[0] else found
    found.set("group", exp.Group(grouping_sets=[grouping_sets(sets)]))
    return found


def with_attributes(plan: TablePlan, one: Pass, query: exp.Expression, extra: tuple[str, ...] = ()) -> exp.Expression:
    """The units, with age, sex and residence where a breakdown or an age limit needs them, and the age limit applied."""
    if not plan.needs_attributes:
        return query
    carried = [*_carried(plan, one), *extra]
    dated = exp.select(exp.Star(), named(_record_year(plan, one.clock), "record_year"), copy=False).from_(inner(query, "counted"), copy=False)
    period = one.clock.period
    back = int(plan.anchor == "year_start")
    found = attributed(dated, carried, plan.anchor, (period.first.year - back, period.last.year - back))
    if plan.age_year_end is None:
        return found
    limit = choose((exp.Is(this=col("born"), expression=exp.null()), col("age")), otherwise=minus(_limit_year(plan, one.clock), part("YEAR", col("born"))))
    return exp.select(exp.Star(), copy=False).from_(inner(found, "aged"), copy=False).where(inside(plan.age_year_end, limit), copy=False)


def _carried(plan: TablePlan, one: Pass) -> list[str]:
    names = ["person", "value", "rows"] if plan.measure.counts != "person" else ["person"]
    names += [name for name in ("cell", "category", "drugs", "care", "index_pack") if name in unit_columns(plan, one)]
    return names


def unit_columns(plan: TablePlan, one: Pass) -> tuple[str, ...]:
    """What a unit carries beside person, value and pack."""
    names = ["cell"] if one.clock.months is not None else []
    if plan.code_dimension is not None and plan.code_dimension.id not in one.totalled:
        names.append("category")
    if plan.is_populations:
        names += ["drugs", "care"]
    if plan.age_year_end is not None and one.clock.is_long:
        names.append("index_pack")
    return tuple(names)


def _record_year(plan: TablePlan, clock: Clock) -> exp.Expression:
    """The calendar year whose 31 December is asked for first (measures.md 1.5)."""
    if plan.anchor in ("index", "event"):
        return number(part("YEAR", packed_date(col("pack"))))
    if clock.months is None:
        return number(lit(clock.period.last.year if plan.anchor == "year_end" else clock.period.first.year - 1))
    year = number(cell_year(clock))
    return year if plan.anchor == "year_end" else exp.Sub(this=year, expression=lit(1))


def cell_year(clock: Clock) -> exp.Expression:
    """The calendar year of a cell number."""
    return whole_part(times(col("cell"), clock.months or 12), 12) if clock.months != 12 else col("cell")


def _limit_year(plan: TablePlan, clock: Clock) -> exp.Expression:
    if clock.is_long:
        return part("YEAR", packed_date(col("index_pack")))
    return lit(clock.period.last.year) if clock.months is None else cell_year(clock)


def _placed(plan: TablePlan, one: Pass, known: exp.Expression, kept: list[str]) -> exp.Expression:
    """Units with a category number per breakdown; those outside a breakdown that does not hold everybody are dropped."""
    if plan.measure.counts == "person":
        kept = [name for name in kept if name not in ("value", "rows")]
    dimensions = [dimension for dimension in plan.dimensions if dimension.kind != "population"]
    columns = [named(_number(dimension, one), dimension.id) for dimension in dimensions if dimension.id not in one.totalled]
    extra = [col("drugs"), col("care")] if plan.is_populations else []
    placed = exp.select(*(col(name) for name in kept), *columns, *extra, copy=False).from_(inner(known, "known"), copy=False)
    limited = [dimension for dimension in dimensions if not dimension.shell.exhaustive and dimension.id not in one.totalled]
    if limited:
        placed = exp.select(exp.Star(), copy=False).from_(inner(placed, "placed"), copy=False).where(both(
            *(exp.NEQ(this=col(dimension.id), expression=lit(UNKNOWN_NUMBER)) for dimension in limited)), copy=False)
    if not plan.is_populations:
        return placed
    return _populations(plan, one, placed, [*kept, *(dimension.id for dimension in dimensions if dimension.id not in one.totalled)])


def _number(dimension: Dimension, one: Pass) -> exp.Expression:
    if dimension.kind == "period":
        return choose((among(col("cell"), sorted(dimension.numbers)), col("cell")), otherwise=lit(UNKNOWN_NUMBER))
    return col("category") if dimension.kind == "code" else category(dimension)


def _populations(plan: TablePlan, one: Pass, placed: exp.Expression, names: list[str]) -> exp.Expression:
    """Each person once in every population of measures.md 8 that holds them; once in all when the populations are totalled."""
    dimension = next(dimension for dimension in plan.dimensions if dimension.kind == "population")
    if dimension.id in one.totalled:
        return placed
    drugs, care = col("drugs").eq(lit(1)), col("care").eq(lit(1))
    holds = {"LMED": drugs, "PAR": care, "BADA": both(drugs.copy(), care.copy()), "TOTAL": exp.true()}
    parts = [
        exp.select(*(col(name) for name in names), named(lit(position), dimension.id), copy=False).from_(table("placed"), copy=False).where(holds[code], copy=False)
        for position, code in enumerate(POPULATIONS) if position in dimension.numbers
    ]
    every = exp.select(exp.Star(), copy=False).from_(inner(union(parts), "every"), copy=False)
    return every.with_(exp.to_identifier("placed", quoted=True), as_=placed, copy=False)
