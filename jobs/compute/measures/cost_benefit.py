"""Cost to the benefit scheme: `LKOST` in öre over all rows, by attributed date, nominal as recorded (measures.md 4.3)."""

from jobs.compute.measures.measure import Measure
from jobs.compute.sql import col, thousandths

MEASURE = Measure(id="cost_benefit", registers=("lmed",), counts="amount", amount=lambda: thousandths(col("LKOST"), 100), adds_over_periods=True)
