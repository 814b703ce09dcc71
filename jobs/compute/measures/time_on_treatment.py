"""Time on treatment: persons at risk on the days of a grid and the share that goes on beyond them (measures.md 4.8)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="time_on_treatment", registers=("lmed",), counts="person", from_index=True, has_outcomes=True, is_survival=True)
