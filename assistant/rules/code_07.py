"""CODE-07: a selection without any code."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.order.criterion import Criterion
from assistant.rules.code_messages import passed_on
from assistant.rules.rule import Case, Found, Rule
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    yield from passed_on("CODE-07")(case)
    for path, criterion in case.criteria:
        empty = [at for at, codes in enumerate(criterion.codes) if not codes.expr.strip()]
        if empty or (not criterion.codes and _is_needed(case, criterion)):
            yield Found(f"{path}/codes")


def _is_needed(case: Case, criterion: Criterion) -> bool:
    """Whether a measure of this criterion asks for codes; the drug register without codes is CODE-11."""
    if criterion.register_code == "lmed" or not case.context.is_submitting:
        return False
    return any(plan.events is criterion and "codes" in plan.measure.requires for plan in case.plans.values())


RULE = Rule("CODE-07", Severity.error, _check)
