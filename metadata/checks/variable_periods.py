"""A column lies within its data resource, which lies within its register; one column is never described twice for one day (metadata-exchange.md 2.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from metadata.checks.problem import Problem
from metadata.model.content import Content
from metadata.model.variable import InstanceVariable


def check_variable_periods(content: Content) -> Iterator[Problem]:
    """Yields `content.error.period_outside` and `content.error.period_overlap`."""
    for variable in content.instance_variables.values():
        resource = content.of("data_resources").get(variable.data_resource)
        if resource and _outside(variable.data_from, variable.data_until, resource.data_from, resource.data_until):
            yield _problem("variables", variable.id, variable.data_from, resource.id, resource.data_from)
    for resource in content.of("data_resources").values():
        owner = content.registers.get(resource.register_code)
        if owner and _outside(resource.data_from, resource.data_until, owner.data_from, owner.data_until):
            yield _problem("data_resources", resource.id, resource.data_from, owner.id, owner.data_from)
    yield from _overlaps(content)


def _outside(first: date, last: date | None, outer_first: date, outer_last: date | None) -> bool:
    return first < outer_first or (outer_last is not None and (last is None or last > outer_last))


def _problem(kind: str, key: str, begins: date, outer: str, outer_begins: date) -> Problem:
    params = {"begins": begins.isoformat(), "outer": outer, "outer_begins": outer_begins.isoformat()}
    return Problem("content.error.period_outside", kind, key, "/data_from", params)


def _overlaps(content: Content) -> Iterator[Problem]:
    columns: dict[tuple[str, str], list[InstanceVariable]] = {}
    for variable in content.instance_variables.values():
        columns.setdefault((variable.data_resource, variable.column_name.lower()), []).append(variable)
    for (resource, _name), found in columns.items():
        for before, after in pairwise(sorted(found, key=lambda one: one.data_from)):
            if before.data_until is None or before.data_until >= after.data_from:
                params = {"column": after.column_name, "resource": resource, "other": before.id}
                yield Problem("content.error.period_overlap", "variables", after.id, "/data_from", params)
