"""LAW-01: volume or money for a single product."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_value
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    identities = set(case.limits("LAW-01")["breakdowns"])
    for path, table in case.order.each_table():
        measure = case.measure_of(table)
        if measure is not None and measure.economic and any(choice.id in identities for choice in table.breakdowns):
            yield Found(f"{path}/measure", {}, set_value(f"{path}/measure", "prevalent_users"))


RULE = Rule("LAW-01", Severity.error, _check)
