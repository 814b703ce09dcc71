"""Patients: members of a cohort, in the cell of their index date (measures.md 5)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="patients", registers=("lmed", "par_in", "par_out"), counts="person", from_index=True)
