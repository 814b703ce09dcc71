"""CODE-12: a diagnosis criterion that does not say in which position."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_value
from assistant.specification.code_rows import DIAGNOSES
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for path, criterion in case.criteria:
        if criterion.position is None and any(codes.system in DIAGNOSES for codes in criterion.codes):
            yield Found(f"{path}/position", {}, set_value(f"{path}/position", "any"))


RULE = Rule("CODE-12", Severity.error, _check)
