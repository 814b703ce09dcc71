"""DDD per 1,000 inhabitants and day: the DDD in thousandths, with the population as denominator; the days of the cell enter after protection (measures.md 4.3)."""

from jobs.compute.measures.ddd import amount
from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="ddd_per_1000_day", registers=("lmed",), counts="amount", amount=amount, adds_over_periods=True, needs_population=True)
