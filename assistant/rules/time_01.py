"""TIME-01: a period of the drug register before it has persons."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_period
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    start = case.day("TIME-01", "from")
    for path, criterion, period in case.dated():
        if criterion.register_code == "lmed" and period.first < start:
            yield Found(f"{path}/period", {}, set_period(path, period, first=start))


RULE = Rule("TIME-01", Severity.error, _check)
