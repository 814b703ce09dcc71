"""Outpatient visits: matching outpatient rows; option `ed` (measures.md 5, 5.1)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="outpatient_visits", registers=("par_out",), counts="row", adds_over_periods=True)
