"""Counted rows of a register that is known by its description alone: the same columns as of those in `sources`, from wherever the description says."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from jobs.compute.matching import matches
from jobs.compute.rowwise import of_years, residence
from jobs.compute.sql import among, between, both, col, inner, lit, missing, named, number, present, table, union
from jobs.spec import Criterion, RowSource
from metadata.model.period import Period

_ATTRIBUTES = {"lk": "LK", "alder": "ALDER", "kon": "KON"}
_ROWS = "described"


def described_source(name: str, criterion: Criterion) -> RowSource | None:
    """Where the rows of a register lie; None for a register that compute knows itself."""
    return next((one for one in criterion.sources if one.register_code == name), None)


def described_rows(source: RowSource, criterion: Criterion, period: Period, columns: Sequence[str]) -> exp.Expression:
    """Rows dated in the period that match: once per row and code, or once per row without `code` among the columns. `contact` is the row's number."""
    with_code = "code" in columns
    found = _plain(source, period) if criterion.variable == "row" else _coded(source, criterion, period)
    chosen = exp.select(*(named(_column(name, source, criterion), name) for name in columns), copy=False)
    rows = chosen.from_(inner(found, _ROWS), copy=False).where(present(col("person")), copy=False)
    return rows if criterion.variable == "row" or (with_code and len(source.columns) == 1) else rows.distinct(copy=False)


def keyless_rows(source: RowSource, criterion: Criterion, period: Period) -> exp.Expression:
    """Number of rows in the period that match and have no person."""
    found = _plain(source, period) if criterion.variable == "row" else _coded(source, criterion, period)
    once = exp.select(col("contact"), copy=False).distinct(copy=False).from_(inner(found, _ROWS), copy=False).where(missing(col("person")), copy=False)
    return exp.select(named(number(exp.Count(this=exp.Star())), "n"), copy=False).from_(inner(once, "keyless"), copy=False)


def _column(name: str, source: RowSource, criterion: Criterion) -> exp.Expression:
    if name == "code":
        return lit("") if criterion.variable == "row" else col("code")
    if name in _ATTRIBUTES and _ATTRIBUTES[name] not in source.attributes:
        return number(lit(None))
    return residence(col("LK")) if name == "lk" else number(col(_ATTRIBUTES[name])) if name in _ATTRIBUTES else col(name)


def _plain(source: RowSource, period: Period) -> exp.Expression:
    """person, date, contact and the attributes of every row in the period."""
    return exp.select(*_given(source), copy=False).from_(table(source.table), copy=False).where(_dated(source, period), copy=False)


def _given(source: RowSource) -> list[exp.Expression]:
    attributes = [col(name, source.table) for name in source.attributes]
    keys = {"person": source.person, "date": source.date, "contact": source.row}
    return [named(col(column, source.table), name) for name, column in keys.items()] + attributes


def _coded(source: RowSource, criterion: Criterion, period: Period) -> exp.Expression:
    """The same with `code`, for each matching code."""
    if source.codes is None:
        return union([_in_column(source, name, criterion, period) for name in source.columns])
    own = col(source.row, source.table).eq(col(source.row, source.codes))
    same_year = col("year", source.table).eq(col("year", source.codes))
    conditions = [_dated(source, period), of_years(source.codes, period), matches(col("code", source.codes), criterion.match)]
    conditions += [among(col("position", source.codes), source.positions)] if source.positions else []
    found = exp.select(*_given(source), named(col("code", source.codes), "code"), copy=False).from_(table(source.codes), copy=False)
    return found.join(table(source.table), on=both(own, same_year), copy=False).where(both(*conditions), copy=False)


def _in_column(source: RowSource, name: str, criterion: Criterion, period: Period) -> exp.Expression:
    code = col(name, source.table)
    conditions = both(_dated(source, period), present(code), matches(code.copy(), criterion.match))
    return exp.select(*_given(source), named(code.copy(), "code"), copy=False).from_(table(source.table), copy=False).where(conditions, copy=False)


def _dated(source: RowSource, period: Period) -> exp.Expression:
    return both(of_years(source.table, period), between(col(source.date, source.table), lit(period.first), lit(period.last)))
