"""The breakdowns of a table as dimensions: each category a small number, −1 for unknown, so that the engine returns integers only."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from jobs.compute.plan import OUTCOMES, POPULATIONS, Dimension, Kind
from jobs.compute.sql import among, between, choose, col, lit, whole_part
from jobs.spec import BreakdownJob, TableJob

UNKNOWN_NUMBER = -1
MONTHS = {"year": 12, "half_year": 6, "quarter": 3, "month": 1}


def build_dimensions(job: TableJob) -> tuple[Dimension | None, ...]:
    """The dimensions in the shell's order; None for a breakdown this edition cannot compute."""
    jobs = {breakdown.id: breakdown for breakdown in job.breakdowns}
    made: list[Dimension | None] = []
    for shell in job.shell.breakdowns:
        breakdown = jobs.get(shell.id)
        found = _numbers(breakdown) if breakdown is not None else None
        made.append(Dimension(found[0], shell, breakdown, found[1]) if found is not None and breakdown is not None else None)
    return tuple(made)


def _numbers(job: BreakdownJob) -> tuple[Kind, Mapping[int, str]] | None:
    if job.id in MONTHS and job.periods:
        return "period", {cell_number(one.first.year, one.first.month, MONTHS[job.id]): code for code, one in job.periods.items()}
    if job.code_rows:
        return "code", dict(enumerate(row.code for row in job.code_rows))
    if job.id in OUTCOMES:
        return "code", dict(enumerate(job.codes))
    if job.id == "age_group":
        return "age", dict(enumerate(band.code for band in job.bands))
    if job.id == "healthcare_region" and job.regions:
        return "region", dict(enumerate(job.regions))
    if job.id == "population":
        return "population", {POPULATIONS.index(code): code for code in job.codes if code in POPULATIONS}
    if job.id in ("sex", "county", "municipality") and all(code.isdecimal() for code in job.codes):
        return job.id, {int(code): code for code in job.codes}  # type: ignore[return-value]
    return None


def cell_number(year: int, month: int, months: int) -> int:
    """The number of the cell that a month lies in."""
    return (year * 12 + month - 1) // months


def category(dimension: Dimension) -> exp.Expression:
    """The category number of a row that has `kon`, `lk` (county and municipality as one number) and `age`; −1 where unknown or not listed."""
    if dimension.kind == "age":
        return _age(dimension)
    if dimension.kind == "region":
        branches = [
            (among(whole_part(col("lk"), 100), sorted(int(county) for county in counties)), lit(number))
            for number, counties in enumerate(dimension.job.regions.values())
        ]
        return choose(*branches, otherwise=lit(UNKNOWN_NUMBER))
    value = {"sex": col("kon"), "county": whole_part(col("lk"), 100), "municipality": col("lk")}[dimension.kind]
    return choose((among(value, sorted(dimension.numbers)), value.copy()), otherwise=lit(UNKNOWN_NUMBER))


def _age(dimension: Dimension) -> exp.Expression:
    branches = []
    for number, band in enumerate(dimension.job.bands):
        inside = between(col("age"), lit(band.first), lit(band.last)) if band.last is not None else exp.GTE(this=col("age"), expression=lit(band.first))
        branches.append((inside, lit(number)))
    return choose(*branches, otherwise=lit(UNKNOWN_NUMBER))
