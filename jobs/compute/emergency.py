"""Emergency visits: which outpatient rows are, and which led to admission (registers.md 3.2, measures.md 5.1)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from jobs.compute.sql import among, between, both, col, days_later, exists, present

CARE_AREAS = ("046", "100")
"""Care areas taken as emergency when the table states none (option `ed_care_areas`): candidates of registers.md 3.2, assumed."""


def is_emergency(name: str, options: Mapping[str, str]) -> exp.Expression:
    """An outpatient contact in an emergency care area that has an arrival time."""
    areas = options.get("ed_care_areas", "").split() or list(CARE_AREAS)
    return both(present(col("MVO", name)), among(col("MVO", name), areas), present(col("ed_arrival", name)))


def admitted(name: str) -> exp.Expression:
    """The same person has an inpatient row at the same hospital, admitted on the day of the visit or the day after."""
    visit = col("INDATUM", name)
    return exists(
        "par_in", col("person", "par_in").eq(col("person", name)), col("SJUKHUS", "par_in").eq(col("SJUKHUS", name)),
        between(col("INDATUM", "par_in"), visit, days_later(visit.copy(), 1)),
    )
