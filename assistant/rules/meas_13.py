"""MEAS-13: new patients without a look-back, or with one that reaches over the change from ICD-9 to ICD-10."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_value
from assistant.specification import UNLIMITED, is_new_patient_measure
from common.errors import Severity
from metadata.model.period import add_months


def _check(case: Case) -> Iterator[Found]:
    years, change = int(case.limits("MEAS-13")["years"]), case.day("MEAS-13", "change")
    for path, table in case.order.each_table():
        measure = case.measure_of(table)
        if measure is None or not is_new_patient_measure(measure):
            continue
        place = f"{path}/look_back_years"
        if table.look_back_years is None:
            yield Found(place, {}, set_value(place, str(years)))
        elif path in case.plans and _reaches(case, path, change.year):
            yield Found(place, {"year": change.year}, None, translation="MEAS-13.change")


def _reaches(case: Case, path: str, year: int) -> bool:
    """Whether some row of the period looks back beyond the change, with codes of one system only."""
    plan = case.plans[path]
    if len({codes.system for codes in plan.events.codes}) > 1:
        return False
    months = plan.run_in_months
    return months == UNLIMITED or (months is not None and add_months(plan.period.first, -months).year < year)


RULE = Rule("MEAS-13", Severity.warning, _check)
