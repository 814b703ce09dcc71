"""Care days: per inpatient row the days from admission to discharge, at least one (measures.md 5)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="care_days", registers=("par_in",), counts="row", adds_over_periods=True, rows="days")
