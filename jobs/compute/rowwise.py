"""What is read of a row in every register alike: residence as a number, the partitions that a period touches."""

from __future__ import annotations

from sqlglot import exp

from jobs.compute.sql import between, col, lit, number
from metadata.model.period import Period


def residence(column: exp.Expression) -> exp.Expression:
    """County and municipality as one number, NULL when missing; a lost leading zero does not matter."""
    return number(exp.TryCast(this=column, to=exp.DataType.build("int")))


def of_years(name: str, period: Period) -> exp.Expression:
    """The partitions that a period touches."""
    return between(col("year", name), lit(period.first.year), lit(period.last.year))
