"""Drugs tried before: persons with a counted row of each named group before the index date, the day itself apart (measures.md 4.9)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="prior_drugs", registers=("lmed", "par_in", "par_out"), counts="person", from_index=True, has_outcomes=True)
