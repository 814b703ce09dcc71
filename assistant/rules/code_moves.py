"""Codes that moved: whether a list decides who is new."""

from __future__ import annotations

from assistant.rules.rule import Case
from assistant.specification import is_new_user_measure


def in_look_back(case: Case, path: str) -> bool:
    """Whether the list at a pointer is the look-back group of a new-user table, or of a run-in of its own."""
    for at, criterion in case.criteria:
        if path.startswith(f"{at}/codes"):
            tables = any(plan.events is criterion and is_new_user_measure(plan.measure) for plan in case.plans.values())
            return tables or criterion.run_in_months is not None
    return False
