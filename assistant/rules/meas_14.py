"""MEAS-14: users by diagnosis, though the drug register holds no reason for the prescription."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    measures = case.limits("MEAS-14").get("measures", ())
    for path, table in case.order.each_table():
        if table.measure in measures:
            yield Found(f"{path}/measure")


RULE = Rule("MEAS-14", Severity.warning, _check)
