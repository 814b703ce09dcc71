"""Care episodes: matching discharges from clinics, one per row (measures.md 5)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="care_episodes", registers=("par_in",), counts="row", adds_over_periods=True)
