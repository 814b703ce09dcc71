"""MEAS-18: the order in time of two events is not stated."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_value
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for path, criterion in case.criteria:
        relation = criterion.relation
        if relation is not None and relation.within_days is not None and relation.order is None:
            yield Found(f"{path}/relation", {"a": relation.to, "b": criterion.id or path}, set_value(f"{path}/relation/order", "any"))


RULE = Rule("MEAS-18", Severity.warning, _check)
