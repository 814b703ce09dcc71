"""Single ATC codes whose volume or money a table would show, and how many companies sell them."""

from __future__ import annotations

from assistant.order.codes import CodeExpression
from assistant.rules.rule import Case
from assistant.specification import expand_list
from assistant.specification.code_rows import ATC_LENGTHS

FULL = ATC_LENGTHS[5]


def shown_codes(case: Case) -> dict[str, list[tuple[str, int | None]]]:
    """Pointer of each economic table → the single codes it shows, by code, with the known number of companies."""
    found = {}
    for path, plan in case.plans.items():
        if plan.measure.economic:
            rows = next((set(one.code_rows) for one in plan.breakdowns if one.code_rows), set())
            codes = sorted(code for code in rows or _whole(case, plan.events.codes) if len(code) == FULL)
            found[path] = [(code, case.context.companies.get(code)) for code in codes]
    return found


def _whole(case: Case, lists: tuple[CodeExpression, ...]) -> set[str]:
    """The one code of a table that shows no codes apart but whose selection is a single code."""
    found = {code for codes in lists if (expansion := expand_list(codes, case.context)) is not None for code in expansion.codes}
    return found if len(found) == 1 else set()


def company_min(case: Case) -> int:
    """Fewer companies than this make a code secret."""
    return case.context.policy.companies.company_min if case.context.policy is not None else int(case.limits("LAW-02")["company_min"])
