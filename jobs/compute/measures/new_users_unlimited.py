"""New users with a look-back to the start of data: a person is new once (measures.md 4.5)."""

from jobs.compute.measures.measure import UNLIMITED, Measure

MEASURE = Measure(id="new_users_unlimited", registers=("lmed",), counts="person", is_new=True, run_in_months=UNLIMITED, adds_over_periods=True)
