"""MEAS-02: new users before their run-in has any history."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.phrases import month_name
from assistant.rules.rule import Case, Found, Rule, set_period
from assistant.rules.run_in import clean_start, earliest, run_ins
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for path, criterion, months in run_ins(case):
        period = criterion.period.period if criterion.period is not None else None
        first = earliest(case, criterion, months)
        if period is not None and period.first < first:
            params = {"months": months, "month": {language: month_name(first, language) for language in ("sv", "en")}}
            clean = max(first, clean_start(case, criterion, months))
            yield Found(f"{path}/period", params, set_period(path, period, first=clean) or set_period(path, period, first=first))


RULE = Rule("MEAS-02", Severity.error, _check)
