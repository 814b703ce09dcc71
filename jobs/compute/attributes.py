"""Which age, sex and residence a person has in a cell (measures.md 1.5): the anchor's population record, the year before, the row, or unknown.

Input: units with person, record_year, pack and whatever else they carry. Output: the same columns and kon (0 unknown), lk (0), age (−1) and born.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from jobs.compute.packing import packed_age, packed_date, packed_lk, packed_sex
from jobs.compute.rowwise import residence
from jobs.compute.sql import (
    both,
    choose,
    col,
    inner,
    known,
    listed,
    lit,
    minus,
    missing,
    named,
    number,
    part,
    plus,
    present,
    remainder,
    table,
    times,
    union,
)


def attributed(units: exp.Expression, carried: Sequence[str], anchor: str, years: tuple[int, int]) -> exp.Expression:
    """The units with their attributes. `years`: first and last record year that can be needed.

    The population table is read twice: once for the year asked for, and once for the few who have no record then.
    """
    names = list(dict.fromkeys([*carried, "person", "record_year", "pack"]))
    found = _joined(table("units", "u"), names, inner(_records(years), "p"), col("record_year", "u"))
    parts: list[tuple[str, exp.Expression]] = [("units", units), ("found", found), ("lost", _without(names, "found")), ("history", _history())]
    on_record, off_record = [_on_record("found", names)], "lost"
    if anchor != "year_start":
        again = _joined(table("lost", "u"), names, table("history", "p"), minus(col("record_year", "u"), lit(1)))
        parts += [("again", again), ("gone", _without(names, "again"))]
        on_record, off_record = [*on_record, _on_record("again", names)], "gone"
    parts += [("ever", _ever()), ("known", union([*on_record, _off_record(names, off_record)]))]
    result = exp.select(*(col(name) for name in names), *_resolved(anchor), copy=False).from_(table("known"), copy=False)
    for name, query in parts:
        result = result.with_(exp.to_identifier(name, quoted=True), as_=query, copy=False)
    return result


def _records(years: tuple[int, int]) -> exp.Expression:
    chosen = exp.select(col("person"), named(col("year"), "of_year"), col("KON"), col("LK"), col("FODDAT"), copy=False)
    return chosen.from_(table("person_years"), copy=False).where(exp.Between(this=col("year"), low=lit(years[0]), high=lit(years[1])), copy=False)


def _history() -> exp.Expression:
    """Every record of those who have none in the year first asked for."""
    chosen = exp.select(col("person"), named(col("year"), "of_year"), col("KON"), col("LK"), col("FODDAT"), copy=False)
    return chosen.from_(table("person_years"), copy=False).where(listed(col("person"), "lost", "person"), copy=False)


def _without(names: Sequence[str], source: str) -> exp.Expression:
    return exp.select(*(col(name) for name in names), copy=False).from_(table(source), copy=False).where(missing(col("hit")), copy=False)


def _joined(units: exp.Expression, names: Sequence[str], records: exp.Expression, year: exp.Expression) -> exp.Expression:
    columns = [
        named(col("person", "p"), "hit"), named(number(col("KON", "p")), "record_kon"), named(residence(col("LK", "p")), "record_lk"),
        named(col("FODDAT", "p"), "born"),
    ]
    on = both(col("person", "p").eq(col("person", "u")), col("of_year", "p").eq(year))
    joined = exp.select(*(col(name, "u") for name in names), *columns, copy=False).from_(units, copy=False)
    return joined.join(records, on=on, join_type="left", copy=False)


def _on_record(source: str, names: Sequence[str]) -> exp.Expression:
    return exp.select(
        *(col(name) for name in names), col("record_kon"), col("record_lk"), col("born"), named(lit(1), "on_record"), copy=False
    ).from_(table(source), copy=False).where(present(col("hit")), copy=False)


def _ever() -> exp.Expression:
    """Sex of the person's latest record in any year, and birth date, for those without a record where one was looked for."""
    latest = exp.Max(this=plus(times(number(col("of_year")), 10), known(number(col("KON")), lit(0))))
    chosen = exp.select(col("person"), named(remainder(latest, 10), "kon"), named(exp.Max(this=col("FODDAT")), "born"), copy=False)
    return chosen.from_(table("history"), copy=False).group_by(col("person"), copy=False)


def _off_record(names: Sequence[str], source: str) -> exp.Expression:
    columns = [
        named(col("kon", "ever"), "record_kon"), named(number(lit(None)), "record_lk"), named(col("born", "ever"), "born"), named(lit(0), "on_record"),
    ]
    found = exp.select(*(col(name, source) for name in names), *columns, copy=False).from_(table(source), copy=False)
    return found.join(table("ever"), on=col("person", "ever").eq(col("person", source)), join_type="left", copy=False)


def _resolved(anchor: str) -> list[exp.Expression]:
    row = known(col("pack"), lit(0))
    row_kon, row_age = packed_sex(row), choose((missing(col("pack")), lit(-1)), otherwise=packed_age(row.copy()))
    from_row = [(exp.GT(this=exp.paren(row_kon), expression=lit(0)), row_kon.copy())]
    record = known(col("record_kon"), lit(0))
    is_recorded = col("on_record").eq(lit(1))
    if anchor in ("year_end", "year_start"):
        kon = choose((is_recorded, record), *from_row, otherwise=record.copy())
        lk = choose((is_recorded.copy(), known(col("record_lk"), lit(0))), otherwise=packed_lk(row.copy()))
        years = minus(col("record_year"), part("YEAR", col("born")))
    else:
        kon, lk, years = choose(*from_row, otherwise=record), packed_lk(row.copy()), completed_years(packed_date(row.copy()))
    floor = exp.Greatest(this=years, expressions=[lit(0)])
    age = choose((missing(col("born")), row_age), otherwise=floor)
    return [named(kon, "kon"), named(lk, "lk"), named(age, "age"), col("born")]


def completed_years(day: exp.Expression) -> exp.Expression:
    """Completed years on a date; born on 29 February completes a year on 1 March of a common year."""
    def month_day(value: exp.Expression) -> exp.Expression:
        return plus(times(part("MONTH", value), 100), part("DAY", value.copy()))

    not_yet = choose((exp.LT(this=month_day(day), expression=month_day(col("born"))), lit(1)), otherwise=lit(0))
    return minus(minus(part("YEAR", day.copy()), part("YEAR", col("born"))), not_yet)
