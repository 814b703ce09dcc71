"""Prevalent diagnosis: persons with a matching record in the cell, in- or outpatient (measures.md 5)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="prevalent_diagnosis", registers=("par_in", "par_out"), counts="person")
