"""ADM-05: the purpose is described in too few words to handle the order by."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    text = case.order.purpose.text
    if (text or case.context.is_submitting) and len(text) < int(case.limits("ADM-05")["characters"]):
        yield Found("/purpose/text")


RULE = Rule("ADM-05", Severity.warning, _check)
