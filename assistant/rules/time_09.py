"""TIME-09: a period that ends before it begins, or a follow-up that ends before the inclusion."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_value
from common.errors import Fix, Severity


def _check(case: Case) -> Iterator[Found]:
    for path, criterion in case.criteria:
        if criterion.period is not None and criterion.period.is_reversed:
            yield Found(f"{path}/period", {}, Fix("swap", {"path": f"{path}/period"}))
    for path, plan in case.plans.items():
        if plan.table.follow_up_to is not None and plan.table.follow_up_to < plan.period.last:
            yield Found(f"{path}/follow_up_to", {}, set_value(f"{path}/follow_up_to", plan.period.last.isoformat()))


RULE = Rule("TIME-09", Severity.error, _check)
