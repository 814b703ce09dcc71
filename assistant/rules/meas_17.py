"""MEAS-17: criteria that can never hold together."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.order.cohort import Cohort
from assistant.order.criterion import Criterion, NoneOf
from assistant.rules.rule import Case, Found, Rule
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for at, cohort in enumerate(case.order.cohorts):
        path = f"/cohorts/{at}"
        if cohort.age is not None and cohort.age.first is not None and cohort.age.last is not None and cohort.age.first > cohort.age.last:
            yield Found(f"{path}/age")
        yield from _excluded_and_included(path, cohort)
    for path, criterion in case.criteria:
        if criterion.relation is not None:
            first, last = criterion.relation.window
            if first is not None and last is not None and first > last:
                yield Found(f"{path}/relation")


def _excluded_and_included(path: str, cohort: Cohort) -> Iterator[Found]:
    wanted = [condition.model_copy(update={"id": None}) for condition in cohort.criteria if isinstance(condition, Criterion)]
    for number, condition in enumerate(cohort.criteria):
        if isinstance(condition, NoneOf):
            for inner, member in enumerate(condition.none_of):
                if isinstance(member, Criterion) and member.model_copy(update={"id": None}) in wanted:
                    yield Found(f"{path}/criteria/{number}/none_of/{inner}")


RULE = Rule("MEAS-17", Severity.error, _check)
