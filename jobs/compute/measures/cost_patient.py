"""Patient's own fee: `PKOST` in öre over all rows, by attributed date, nominal as recorded (measures.md 4.3)."""

from jobs.compute.measures.measure import Measure
from jobs.compute.sql import col, thousandths

MEASURE = Measure(id="cost_patient", registers=("lmed",), counts="amount", amount=lambda: thousandths(col("PKOST"), 100), adds_over_periods=True)
