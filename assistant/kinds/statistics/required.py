"""What a statistics order cannot be submitted without."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.kinds.missing import missing, missing_title
from assistant.rules.rule import Case
from common.errors import Finding

OF_MEASURES = ("run_in_months", "look_back_years", "groups", "window", "grid_days")
"""Parts of a table that a measure may require."""


def missing_parts(case: Case) -> Iterator[Finding]:
    """Every part that is still empty; silent before the order is being submitted."""
    if not case.context.is_submitting:
        return
    yield from missing_title(case)
    if not case.order.cohorts:
        yield missing("cohort", "/cohorts")
    yield from _of_cohorts(case)
    for path, table in case.order.each_table():
        if not table.id:
            yield missing("table_id", f"{path}/id")
        if not table.of:
            yield missing("table_of", f"{path}/of")
        if not table.breakdowns and table.code_detail == "group":
            yield missing("breakdown", f"{path}/rows")
        measure = case.measure_of(table)
        for part in OF_MEASURES if measure is not None else ():
            if measure is not None and part in measure.requires and getattr(table, part) in (None, ()):
                yield missing(part, f"{path}/{part}")
        if measure is not None and measure.outcomes is not None and measure.outcomes.register_code == "par" and table.position is None:
            yield missing("position", f"{path}/position")


def _of_cohorts(case: Case) -> Iterator[Finding]:
    for at, cohort in enumerate(case.order.cohorts):
        if not cohort.id:
            yield missing("cohort_id", f"/cohorts/{at}/id")
        if not cohort.criteria and cohort.base == "population":
            yield missing("criterion", f"/cohorts/{at}/criteria")
    for path, criterion in case.criteria:
        if not criterion.register_code:
            yield missing("register", f"{path}/register")
        if criterion.period is None:
            yield missing("period", f"{path}/period")
        if any(not codes.system for codes in criterion.codes):
            yield missing("system", f"{path}/codes")
