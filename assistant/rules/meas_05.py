"""MEAS-05: new users of what? The look-back group is not stated."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_value
from assistant.specification import event_criterion, is_new_user_measure
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for path, table in case.order.each_table():
        measure = case.measure_of(table)
        if measure is None or not is_new_user_measure(measure):
            continue
        events = event_criterion(case.order, table, case.catalogue)
        if table.look_back_group is None and (events is None or events.look_back_group is None):
            yield Found(f"{path}/look_back_group", {}, set_value(f"{path}/look_back_group", "group"))


RULE = Rule("MEAS-05", Severity.error, _check)
