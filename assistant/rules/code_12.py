"""CODE-12: a diagnosis criterion that does not say in which position."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.order.criterion import Criterion
from assistant.rules.rule import Case, Found, Rule, set_value
from assistant.specification.code_rows import DIAGNOSES
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for path, criterion in case.criteria:
        if criterion.position is None and any(codes.system in DIAGNOSES for codes in criterion.codes) and _has_positions(case, criterion):
            yield Found(f"{path}/position", {}, set_value(f"{path}/position", "any"))


def _has_positions(case: Case, criterion: Criterion) -> bool:
    """Whether the register tells a main diagnosis from others; one that nobody knows is asked all the same."""
    variables = case.catalogue.variables(criterion.register_code)
    return not variables or any(variable.code_position == "main" for variable in variables)


RULE = Rule("CODE-12", Severity.error, _check)
