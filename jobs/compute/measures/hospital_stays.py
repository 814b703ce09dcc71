"""Hospital stays: inpatient rows that touch are one, counted on the discharge of the last (measures.md 5)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="hospital_stays", registers=("par_in",), counts="row", adds_over_periods=True, rows="stays")
