"""New users with a run-in of 12 months (measures.md 4.4)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="new_users_12m", registers=("lmed",), counts="person", is_new=True, run_in_months=12)
