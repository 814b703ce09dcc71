"""Packages: thousandths of `ANTAL` over all rows, by attributed date (measures.md 4.3)."""

from jobs.compute.measures.measure import Measure
from jobs.compute.sql import col, thousandths

MEASURE = Measure(id="packages", registers=("lmed",), counts="amount", amount=lambda: thousandths(col("ANTAL")), adds_over_periods=True)
