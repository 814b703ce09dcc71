"""MEAS-11: a curve whose days go beyond the follow-up."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_value
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for path, plan in case.plans.items():
        if "follow_up_days" not in plan.options:
            continue
        longest = int(plan.options["follow_up_days"])
        beyond = [day for day in plan.table.grid_days if day > longest]
        if beyond:
            kept = [str(day) for day in plan.table.grid_days if day <= longest] or [str(longest)]
            yield Found(f"{path}/grid_days", {"point": beyond[0], "days": longest}, set_value(f"{path}/grid_days", kept))


RULE = Rule("MEAS-11", Severity.error, _check)
