"""LAW-03: volume or money for a code whose number of companies is not known."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.companies import shown_codes
from assistant.rules.rule import Case, Found, Rule
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for path, shown in shown_codes(case).items():
        unknown = [code for code, companies in shown if companies is None]
        if unknown:
            yield Found(f"{path}/measure", {"code": ", ".join(unknown)})


RULE = Rule("LAW-03", Severity.warning, _check)
