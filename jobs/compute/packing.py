"""A row's date, residence, age and sex packed in one number, so that "the first row" and "the last row" are a plain MIN and MAX.

Order is date, residence code, age, sex: of several rows on one day the lowest (for first) or highest (for last) residence counts, whatever order the rows
were stored in; a row that knows its residence goes before one that does not.
"""

from __future__ import annotations

from typing import Literal

from sqlglot import exp

from jobs.compute.sql import EPOCH, choose, col, day_number, known, lit, number, plus, remainder, times, whole_part

DAY, LK, ALDER = 10**9, 10**5, 10
NO_LK, NO_ALDER, NO_KON = 9999, 9999, 9


def pack(end: Literal["first", "last"]) -> exp.Expression:
    """The packed number of a row with date, lk, alder and kon."""
    first = end == "first"
    residence = known(col("lk"), lit(NO_LK if first else 0))
    age = known(plus(col("alder"), lit(1)), lit(NO_ALDER if first else 0))
    sex = known(col("kon"), lit(NO_KON if first else 0))
    return plus(plus(times(day_number(col("date")), DAY), times(number(residence), LK)), plus(times(number(age), ALDER), number(sex)))


def as_last(column: exp.Expression) -> exp.Expression:
    """A row packed for "first", packed for "last": what is unknown is the lowest."""
    known_part = plus(times(packed_lk(column), LK), plus(times(plus(packed_age(column.copy()), lit(1)), ALDER), packed_sex(column.copy())))
    return plus(times(whole_part(column.copy(), DAY), DAY), known_part)


def packed_date(column: exp.Expression) -> exp.Expression:
    """The date of a packed row."""
    return exp.cast(exp.DateAdd(this=lit(EPOCH), expression=exp.cast(whole_part(column, DAY), "int"), unit=exp.var("DAY")), "date")


def packed_lk(column: exp.Expression) -> exp.Expression:
    """Residence of a packed row, 0 when unknown."""
    value = remainder(whole_part(column, LK), 10**4)
    return choose((value.copy().eq(lit(NO_LK)), lit(0)), otherwise=value)


def packed_age(column: exp.Expression) -> exp.Expression:
    """Age at the event of a packed row, −1 when unknown."""
    value = remainder(whole_part(column, ALDER), 10**4)
    return choose((value.copy().eq(lit(NO_ALDER)), lit(-1)), otherwise=exp.Sub(this=value, expression=lit(1)))


def packed_sex(column: exp.Expression) -> exp.Expression:
    """Sex of a packed row, 0 when unknown."""
    value = remainder(column, 10)
    return choose((value.copy().eq(lit(NO_KON)), lit(0)), otherwise=value)
