"""New patients: persons with a matching row and none in the years before (measures.md 5); the table says how many."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="new_patients", registers=("par_in", "par_out"), counts="person", is_new=True)
