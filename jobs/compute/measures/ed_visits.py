"""Emergency visits: outpatient rows of an emergency care area with an arrival time (measures.md 5.3); an admission afterwards changes nothing."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="ed_visits", registers=("par_out",), counts="row", adds_over_periods=True, is_emergency=True)
