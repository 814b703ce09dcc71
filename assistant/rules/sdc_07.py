"""SDC-07: a sensitive code group in a fine table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.codes import expand
from assistant.order.codes import CodeExpression
from assistant.rules.choices import coarsen, is_fine_age
from assistant.rules.rule import Case, Found, Rule
from assistant.specification import expand_list
from common.errors import Severity
from metadata.model.code_system import CodeLists


def _check(case: Case) -> Iterator[Found]:
    sensitive = case.context.policy.sensitive if case.context.policy is not None else {}
    for path, plan in case.plans.items():
        is_fine = plan.table.choice("municipality") is not None or (
            plan.table.choice("county") is not None and is_fine_age(plan.table.choice("age_group"), case.catalogue)
        )
        if is_fine and any(_overlaps(case, codes, sensitive) for one in (plan.events, *plan.sources.values()) for codes in one.codes):
            yield Found(path, {}, coarsen(plan.table, path))


def _overlaps(case: Case, codes: CodeExpression, sensitive: Mapping[str, str]) -> bool:
    listed = sensitive.get(codes.system)
    if not listed:
        return False
    chosen = expand_list(codes, case.context)
    if chosen is None or case.context.editions is None:
        return False
    strict = expand(listed, codes.system, CodeLists(case.context.editions.systems))
    return any(strict.matches(code) for code in chosen.codes)


RULE = Rule("SDC-07", Severity.warning, _check)
