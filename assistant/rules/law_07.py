"""LAW-07: the purpose is missing or is none of the three that the law knows."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    legal = case.order.purpose.legal
    if (legal or case.context.is_submitting) and legal not in case.limits("LAW-07")["purposes"]:
        yield Found("/purpose/legal")


RULE = Rule("LAW-07", Severity.error, _check)
