"""MEAS-04: an unlimited run-in over many years, so that early years are too high."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_value
from assistant.specification import UNLIMITED, TablePlan, is_new_patient_measure
from common.errors import Fix, Severity
from metadata.model.period import add_months


def _check(case: Case) -> Iterator[Found]:
    years = int(case.limits("MEAS-04")["years"])
    for path, plan in case.plans.items():
        if plan.run_in_months == UNLIMITED and plan.period.last >= add_months(plan.period.first, 12 * years):
            yield Found(f"{path}/measure", {}, _fix(path, plan))


def _fix(path: str, plan: TablePlan) -> Fix:
    if is_new_patient_measure(plan.measure):
        return set_value(f"{path}/look_back_years", "5")
    return set_value(f"{path}/measure", "new_users_12m")


RULE = Rule("MEAS-04", Severity.warning, _check)
