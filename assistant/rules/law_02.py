"""LAW-02: volume or money for a code with too few companies."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.companies import company_min, shown_codes
from assistant.rules.rule import Case, Found, Rule, set_value
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for path, shown in shown_codes(case).items():
        secret = [code for code, companies in shown if companies is not None and companies < company_min(case)]
        if secret:
            yield Found(f"{path}/measure", {"code": ", ".join(secret)}, set_value(f"{path}/measure", "prevalent_users"))


RULE = Rule("LAW-02", Severity.error, _check)
