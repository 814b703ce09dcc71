"""Persons with a row in any register (measures.md 1.3)."""

from jobs.compute.measures.measure import ANY_REGISTER, Measure

MEASURE = Measure(id="register_persons", registers=(ANY_REGISTER,), counts="person")
