"""KIND-09: the order says nothing of what to deliver."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule
from common.errors import Fix, Severity


def _check(case: Case) -> Iterator[Found]:
    if not case.order.tables and case.context.is_submitting:
        yield Found("/tables", fix=_template(case))


def _template(case: Case) -> Fix | None:
    """A first table over the first cohort, with the plainest measure of its first register; none before there is a cohort."""
    for cohort in case.order.cohorts:
        for _path, criterion in case.criteria:
            measure = case.limits("KIND-09")["measures"].get(criterion.register_code)
            if measure is not None and cohort.id is not None:
                return Fix("add_table", {"measure": measure, "of": cohort.id})
    return None


RULE = Rule("KIND-09", Severity.error, _check)
