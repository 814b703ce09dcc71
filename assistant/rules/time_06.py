"""TIME-06: a period with months that will still change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from assistant.phrases import period_phrase
from assistant.rules.rule import Case, Found, Rule, set_period
from assistant.rules.snapshot_facts import register_facts
from common.errors import Severity
from metadata.model.period import Period


def _check(case: Case) -> Iterator[Found]:
    for path, criterion, period in case.dated():
        known = register_facts(case, criterion)
        finals = [facts.final_to for facts in known]
        if finals and min(finals) < period.last <= min(facts.data_to for facts in known):
            open_months = Period(first=max(min(finals) + timedelta(days=1), period.first), last=period.last)
            params = {"months": {language: period_phrase(open_months, language) for language in ("sv", "en")}}
            yield Found(f"{path}/period", params, set_period(path, period, last=min(finals)))


RULE = Rule("TIME-06", Severity.warning, _check)
