"""SDC-06: single values such as the smallest or the largest are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_value
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    single = set(case.limits("SDC-06")["stats"])
    for path, table in case.order.each_table():
        if single.intersection(table.stats):
            kept = [stat for stat in table.stats if stat not in single]
            yield Found(f"{path}/stats", {}, set_value(f"{path}/stats", kept or ["n", "median", "p90"]))


RULE = Rule("SDC-06", Severity.error, _check)
