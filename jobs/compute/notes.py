"""Counts about a table as a whole for the reviewer: rows without a person key, unmatched corrections, rows lacking the needed value, short residents."""

from __future__ import annotations

from sqlglot import exp

from jobs.compute.cohorts import is_member
from jobs.compute.described import described_source, keyless_rows
from jobs.compute.matching import matches
from jobs.compute.newness import new_dates, short_resident
from jobs.compute.plan import RunIn, TablePlan
from jobs.compute.rowwise import of_years
from jobs.compute.sources import DATE, PLACES, counted_rows, drug_rows
from jobs.compute.sql import among, between, both, col, count_all, count_distinct, either, inner, lit, missing, named, no, number, only, table
from jobs.compute.units import clipped
from jobs.spec import Criterion
from metadata.model.period import Period

MOST_CODES = 50
"""Codes without a row of their own that the reviewer is shown."""


def note_queries(plan: TablePlan) -> list[tuple[tuple[str, ...], exp.Expression]]:
    """Queries of one row with a number per name; names are those of CountTable.notes."""
    found: list[tuple[tuple[str, ...], exp.Expression]] = []
    for event in plan.events:
        period = clipped(plan.shell.period, event.period)
        if period is None:
            continue
        found += [(("rows_without_key",), _keyless(name, event, period)) for name in event.registers]
        if "lmed" in event.registers and plan.options.get("netting", "on") == "on":
            found.append((("unmatched_corrections",), _unmatched(event, period)))
        if plan.measure.amount is not None:
            found.append((("rows_read", "rows_without_value"), _read(plan, event, period)))
        if plan.run_in is not None and plan.run_in.residence == "flag":
            found.append((("short_residents",), _short(plan, event, period)))
    return found


def unlisted_query(plan: TablePlan) -> exp.Expression | None:
    """code and rows, commonest first: what the selection matches and no row of a breakdown by code does; None where such rows are not in the table."""
    codes = plan.code_dimension
    period = clipped(plan.shell.period, plan.events[0].period) if plan.events else None
    if codes is None or not codes.shell.exhaustive or period is None:
        return None
    rows = counted_rows(plan.events[0], period, ["person", "code", "contact"], plan.options)
    listed = either(both(matches(col("code"), (row.match,))) for row in codes.job.code_rows)
    found = exp.select(col("code"), named(number(count_all()), "n"), copy=False).from_(inner(rows, "r"), copy=False).where(both(is_member(plan.members, "r"), no(listed)), copy=False)
    return found.group_by(col("code"), copy=False).order_by(exp.Ordered(this=col("n"), desc=True), col("code"), copy=False).limit(MOST_CODES, copy=False)


def _keyless(name: str, event: Criterion, period: Period) -> exp.Expression:
    described = described_source(name, event)
    if described is not None:
        return keyless_rows(described, event, period)
    suffix = {"diagnosis": "_dia", "procedure": "_op"}.get(event.variable, "") if name != "lmed" else ""
    source, day = name + suffix, "EDATUM" if name == "lmed" else "date" if suffix else DATE[name]
    rows = count_distinct(col("contact")) if suffix else count_all()
    conditions = [of_years(source, period), between(col(day), lit(period.first), lit(period.last)), missing(col("person"))]
    if event.variable != "row":
        conditions.append(matches(col("ATC" if name == "lmed" else "code"), event.match) or exp.true())
    if suffix == "_dia" and event.position:
        conditions.append(among(col("position"), PLACES[event.position]))
    return exp.select(named(number(rows), "n"), copy=False).from_(table(source), copy=False).where(both(*conditions), copy=False)


def _unmatched(event: Criterion, period: Period) -> exp.Expression:
    conditions = [matches(col("ATC"), event.match), between(col("EDATUM"), lit(period.first), lit(period.last))]
    return exp.select(named(number(count_all()), "n"), copy=False).from_(table("net_unmatched"), copy=False).where(both(*conditions), copy=False)


def _read(plan: TablePlan, event: Criterion, period: Period) -> exp.Expression:
    assert plan.measure.amount is not None
    rows = drug_rows(event.match, period, ["person"], plan.options, {"amount": plan.measure.amount()}, "all")
    lacking = only(count_all(), missing(col("amount")))
    return exp.select(named(number(count_all()), "n"), named(number(lacking), "lacking"), copy=False).from_(inner(rows, "r"), copy=False)


def _short(plan: TablePlan, event: Criterion, period: Period) -> exp.Expression:
    assert plan.run_in is not None
    everyone = RunIn(plan.run_in.months, plan.run_in.group)
    found = exp.select(exp.Star(), copy=False).from_(inner(new_dates(event, period, everyone, plan.options), "new"), copy=False).where(short_resident("new"), copy=False)
    return exp.select(named(number(count_distinct(col("person"))), "n"), copy=False).from_(inner(found, "short"), copy=False)
