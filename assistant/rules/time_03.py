"""TIME-03: the outpatient part when it held only visits with surgery."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_period
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    complete = case.day("TIME-03", "from")
    for path, criterion, period in case.dated():
        if "par_out" in case.parts(criterion) and period.first < complete:
            yield Found(f"{path}/period", {}, set_period(path, period, first=complete))


RULE = Rule("TIME-03", Severity.warning, _check)
