"""Users by probable indication: the first, or every, diagnosis group found around the index date (measures.md 4.10)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="users_by_diagnosis", registers=("lmed", "par_in", "par_out"), counts="person", from_index=True, has_outcomes=True)
