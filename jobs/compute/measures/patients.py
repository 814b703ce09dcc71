"""Patients: members of a cohort, in the cell of their index date (measures.md 5)."""

from jobs.compute.measures.measure import ANY_REGISTER, Measure

MEASURE = Measure(id="patients", registers=(ANY_REGISTER,), counts="person", from_index=True)
