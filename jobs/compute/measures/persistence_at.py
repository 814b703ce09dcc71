"""Persons in treatment so many days after the index date, of those alive and followed (measures.md 4.11)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="persistence_at", registers=("lmed", "par_in", "par_out"), counts="person", from_index=True, has_outcomes=True, is_followed=True)
