"""New users with the run-in that the table states in months (measures.md 4.12)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="new_users", registers=("lmed",), counts="person", is_new=True)
