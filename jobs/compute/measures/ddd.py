"""Defined daily doses: thousandths of `fddd`, else of `ANTAL × forpddd`; a row with neither is left out (measures.md 4.3, 1.10)."""

from sqlglot import exp

from jobs.compute.measures.measure import Measure
from jobs.compute.sql import col, known, thousandths


def amount() -> exp.Expression:
    """The DDD of a row in thousandths, NULL where the product has none."""
    return thousandths(known(col("fddd"), exp.Mul(this=col("ANTAL"), expression=col("forpddd"))))


MEASURE = Measure(id="ddd", registers=("lmed",), counts="amount", amount=amount, adds_over_periods=True)
