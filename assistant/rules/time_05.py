"""TIME-05: a period that ends after the data do."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.phrases import month_name
from assistant.rules.rule import Case, Found, Rule, set_period
from assistant.rules.snapshot_facts import register_facts
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for path, criterion, period in case.dated():
        ends = [facts.data_to for facts in register_facts(case, criterion)]
        if ends and period.last > min(ends):
            params = {"month": {language: month_name(min(ends), language) for language in ("sv", "en")}}
            yield Found(f"{path}/period", params, set_period(path, period, last=min(ends)))


RULE = Rule("TIME-05", Severity.error, _check)
