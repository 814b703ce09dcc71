"""What a statistics order cannot be submitted without."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.rules.rule import Case
from common.errors import Finding, Severity


def missing_parts(case: Case) -> Iterator[Finding]:
    """Every part that is still empty; silent before the order is being submitted."""
    if not case.context.is_submitting:
        return
    if case.order.title is None or case.order.title.text is None:
        yield _missing("title", "/title")
    if not case.order.cohorts:
        yield _missing("cohort", "/cohorts")
    yield from _of_cohorts(case)
    for path, table in case.order.each_table():
        if not table.id:
            yield _missing("table_id", f"{path}/id")
        if not table.of:
            yield _missing("table_of", f"{path}/of")
        if not table.breakdowns and table.code_detail == "group":
            yield _missing("breakdown", f"{path}/rows")
        measure = case.measure_of(table)
        if measure is not None and "run_in_months" in measure.requires and table.run_in_months is None:
            yield _missing("run_in_months", f"{path}/run_in_months")


def _of_cohorts(case: Case) -> Iterator[Finding]:
    for at, cohort in enumerate(case.order.cohorts):
        if not cohort.id:
            yield _missing("cohort_id", f"/cohorts/{at}/id")
        if not cohort.criteria and cohort.base == "population":
            yield _missing("criterion", f"/cohorts/{at}/criteria")
    for path, criterion in case.criteria:
        if not criterion.register_code:
            yield _missing("register", f"{path}/register")
        if criterion.period is None:
            yield _missing("period", f"{path}/period")
        if any(not codes.system for codes in criterion.codes):
            yield _missing("system", f"{path}/codes")


def _missing(part: str, path: str, **params: Any) -> Finding:
    return Finding(f"order.error.missing_{part}", Severity.error, path, params)
