"""Patients in specialised care: the union of in- and outpatients (measures.md 5)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="patients_any_care", registers=("par_in", "par_out"), counts="person")
