"""Rows of any register."""

from jobs.compute.measures.measure import ANY_REGISTER, Measure

MEASURE = Measure(id="register_rows", registers=(ANY_REGISTER,), counts="row", adds_over_periods=True)
