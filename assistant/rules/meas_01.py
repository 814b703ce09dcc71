"""MEAS-01: a table that asks for users or patients without saying new or all."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_value
from assistant.specification import criteria_of
from common.errors import Fix, Severity


def _check(case: Case) -> Iterator[Found]:
    vague = set(case.limits("MEAS-01")["words"])
    for path, table in case.order.each_table():
        if table.measure in vague or (not table.measure and case.context.is_submitting):
            yield Found(f"{path}/measure", {}, _prevalent(case, path, table.of))


def _prevalent(case: Case, path: str, cohort: str) -> Fix | None:
    """All persons of the first criterion's register; no fix before there is one."""
    measures = case.limits("MEAS-01")["measures"]
    for criterion in criteria_of(case.order, cohort):
        if criterion.register_code in measures:
            return set_value(f"{path}/measure", measures[criterion.register_code])
    return None


RULE = Rule("MEAS-01", Severity.error, _check)
