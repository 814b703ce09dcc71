"""Dispensings: counted rows of LMED in the cell; option `dose` (measures.md 4.2)."""

from jobs.compute.measures.measure import Measure

MEASURE = Measure(id="dispensings", registers=("lmed",), counts="row", adds_over_periods=True)
