"""SDC-02: more cells than can be protected together."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.choices import coarsen
from assistant.rules.rule import Case, Found, Rule
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    policy = case.context.policy
    most = policy.secondary.max_cells if policy is not None else int(case.limits("SDC-02")["max_cells"])
    for path, plan in case.plans.items():
        if plan.cell_count > most:
            yield Found(path, {"n": plan.cell_count, "max": most}, coarsen(plan.table, path))


RULE = Rule("SDC-02", Severity.error, _check)
