"""A break names columns or series that one of its registers has."""

from __future__ import annotations

from collections.abc import Iterator

from metadata.checks.problem import Problem
from metadata.model.content import Content


def check_breaks(content: Content) -> Iterator[Problem]:
    """Yields `content.error.unknown_column`."""
    known: dict[str, set[str]] = {}
    for variable in content.instance_variables.values():
        known.setdefault(variable.register_code, {"*"}).update({variable.column_name, variable.series or variable.column_name})
    for one in content.of("breaks").values():
        names = set().union(*(known.get(code, {"*"}) for code in one.registers))
        for at, name in enumerate(one.variables):
            if name not in names:
                params = {"column": name, "register": ", ".join(one.registers)}
                yield Problem("content.error.unknown_column", "breaks", one.id, f"/variables/{at}", params, lacks=("variables", name))
