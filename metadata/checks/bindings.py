"""Bindings name columns that exist, and one column has one coding on one day, regional exceptions apart (codes.md 3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from metadata.checks.problem import Problem
from metadata.model.binding import Binding
from metadata.model.content import Content


def check_bindings(content: Content) -> Iterator[Problem]:
    """Yields `content.error.unknown_column` and `content.error.binding_overlap`."""
    names: dict[str, set[str]] = {}
    for variable in content.instance_variables.values():
        names.setdefault(variable.register_code, set()).update({variable.column_name, variable.series or variable.column_name})
    for binding in content.of("bindings").values():
        for at, name in enumerate(binding.variables):
            if name not in names.get(binding.register_code, set()):
                params = {"column": name, "register": binding.register_code}
                yield Problem("content.error.unknown_column", "bindings", binding.id, f"/variables/{at}", params, lacks=("variables", name))
    for one, other in combinations(content.of("bindings").values(), 2):
        if _clash(one, other):
            yield Problem("content.error.binding_overlap", "bindings", other.id, "/from", {"other": one.id, "register": other.register_code})


def _clash(one: Binding, other: Binding) -> bool:
    if one.register_code != other.register_code or not set(one.variables) & set(other.variables) or one.regions != other.regions:
        return False
    return max(one.first, other.first) <= min(one.last or date.max, other.last or date.max)
