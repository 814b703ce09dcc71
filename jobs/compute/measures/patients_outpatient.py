"""Outpatients: persons with a matching outpatient contact in the cell; option `ed` (measures.md 5)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="patients_outpatient", registers=("par_out",), counts="person")
