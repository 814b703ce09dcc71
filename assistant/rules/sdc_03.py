"""SDC-03: municipality by five-year age or finer."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.choices import is_fine_age
from assistant.rules.rule import Case, Found, Rule
from common.errors import Fix, Severity


def _check(case: Case) -> Iterator[Found]:
    for path, table in case.order.each_table():
        if table.choice("municipality") is not None and is_fine_age(table.choice("age_group"), case.catalogue):
            yield Found(path, {}, Fix("replace_breakdown", {"path": path, "breakdown": "municipality", "by": "county"}))


RULE = Rule("SDC-03", Severity.warning, _check)
