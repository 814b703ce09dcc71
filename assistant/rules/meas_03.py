"""MEAS-03: new users whose history rests on the uncertain dates of 2005."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_period
from assistant.rules.run_in import clean_start, earliest, run_ins
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for path, criterion, months in run_ins(case):
        period = criterion.period.period if criterion.period is not None else None
        clean = clean_start(case, criterion, months)
        if period is not None and earliest(case, criterion, months) <= period.first < clean:
            yield Found(f"{path}/period", {}, set_period(path, period, first=clean))


RULE = Rule("MEAS-03", Severity.warning, _check)
