"""Share with a dispensing in a window of days from the index date (measures.md 4.11)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="share_with_dispensing", registers=("lmed", "par_in", "par_out"), counts="person", from_index=True, has_outcomes=True)
