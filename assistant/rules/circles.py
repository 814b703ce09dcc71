"""What an order cannot be computed with: groups without members, and cohorts or criteria that go in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.order.criterion import Criterion, members
from assistant.rules.rule import Case
from common.errors import Finding, Severity


def check(case: Case) -> Iterator[Finding]:
    """Every empty group, every cohort that starts from itself by way of others, every criterion whose time depends on itself by way of others."""
    bases = {cohort.id: cohort.base for cohort in case.order.cohorts if cohort.id}
    for at, cohort in enumerate(case.order.cohorts):
        yield from _empty(cohort.criteria, f"/cohorts/{at}/criteria")
        if cohort.id and cohort.base != cohort.id and _returns(cohort.id, bases):
            yield _say("circular_base", f"/cohorts/{at}/base", id=cohort.id, base=cohort.base)
        own = [(path, one) for path, one in case.criteria if path.startswith(f"/cohorts/{at}/")]
        relations = {one.id: one.relation.to for _path, one in own if one.id and one.relation is not None}
        for path, one in own:
            if one.id and one.relation is not None and one.relation.to != one.id and _returns(one.id, relations):
                yield _say("circular_relation", f"{path}/relation/to", id=one.id, to=one.relation.to)


def _empty(conditions: tuple[Any, ...], path: str) -> Iterator[Finding]:
    for at, condition in enumerate(conditions):
        if isinstance(condition, Criterion):
            continue
        word = next(iter(type(condition).model_fields))
        here = f"{path}/{at}/{word}"
        if not members(condition):
            yield _say("empty_group", here)
        yield from _empty(members(condition), here)


def _returns(start: str, steps: Mapping[str, str]) -> bool:
    """Whether following the steps from a name leads back to it."""
    seen: set[str] = set()
    name = steps.get(start)
    while name is not None and name != start and name not in seen:
        seen.add(name)
        name = steps.get(name)
    return name == start


def _say(code: str, path: str, **params: Any) -> Finding:
    return Finding(f"order.error.{code}", Severity.error, path, params)
