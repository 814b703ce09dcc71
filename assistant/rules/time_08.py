"""TIME-08: months or quarters of 2005 in the drug register."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_period
from common.errors import Severity
from metadata.model.period import CellPeriod


def _check(case: Case) -> Iterator[Found]:
    clean = case.day("TIME-08", "from")
    for path, plan in case.plans.items():
        sources = (plan.events, *plan.sources.values())
        drugs = next((one for one in sources if one.register_code == "lmed"), None)
        if plan.cell_period in (CellPeriod.month, CellPeriod.quarter) and drugs is not None and plan.period.first < clean:
            own = drugs.period.period if drugs.period is not None else None
            yield Found(path, {}, set_period(case.path_of(drugs), own, first=clean) if own is not None else None)


RULE = Rule("TIME-08", Severity.error, _check)
