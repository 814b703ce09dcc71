"""TIME-11: outpatient contacts over 2015, when emergency visits before an admission came in."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_value
from common.errors import Severity
from metadata.model.period import CellPeriod


def _check(case: Case) -> Iterator[Found]:
    change, measures = case.day("TIME-11", "from"), set(case.limits("TIME-11")["measures"])
    for path, plan in case.plans.items():
        spans = plan.period.first < change <= plan.period.last
        if plan.measure.id in measures and spans and plan.table.ed is None and plan.cell_period is not CellPeriod.whole:
            yield Found(path, {}, set_value(f"{path}/ed", "exclude_admitted"))


RULE = Rule("TIME-11", Severity.warning, _check)
