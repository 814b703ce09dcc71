"""Prevalent users: persons with a counted dispensing of the codes in the cell (measures.md 4.1)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="prevalent_users", registers=("lmed",), counts="person")
