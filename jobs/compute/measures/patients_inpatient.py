"""Inpatients: persons with a matching discharge in the cell (measures.md 5)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="patients_inpatient", registers=("par_in",), counts="person")
