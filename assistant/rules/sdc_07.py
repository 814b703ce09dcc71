"""SDC-07: a sensitive code group in a fine table."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.choices import coarsen, is_fine_age
from assistant.rules.rule import Case, Found, Rule
from assistant.specification import is_sensitive
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    sensitive = case.context.policy.sensitive if case.context.policy is not None else {}
    for path, plan in case.plans.items():
        is_fine = plan.table.choice("municipality") is not None or (
            plan.table.choice("county") is not None and is_fine_age(plan.table.choice("age_group"), case.catalogue)
        )
        if is_fine and any(is_sensitive(codes, sensitive, case.context) for one in (plan.events, *plan.sources.values()) for codes in one.codes):
            yield Found(path, {}, coarsen(plan.table, path))


RULE = Rule("SDC-07", Severity.warning, _check)
