"""CODE-11: all rows of the drug register, consumables among them."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule
from common.errors import Fix, Severity


def _check(case: Case) -> Iterator[Found]:
    for path, criterion in case.criteria:
        if criterion.register_code == "lmed" and not criterion.codes and case.context.is_submitting:
            yield Found(f"{path}/codes", {}, Fix("limit_atc", {"path": f"{path}/codes", "expr": case.limits("CODE-11")["expr"]}))


RULE = Rule("CODE-11", Severity.warning, _check)
