"""What is planned cannot be ordered yet."""

from __future__ import annotations

from collections.abc import Iterator

from metadata.checks.problem import Problem
from metadata.model.content import Content


def check_planned(content: Content) -> Iterator[Problem]:
    """Yields `content.error.planned_orderable`."""
    for variable in content.instance_variables.values():
        if variable.status == "planned" and (variable.orderable.statistics or variable.orderable.microdata):
            yield Problem("content.error.planned_orderable", "variables", variable.id, "/orderable", {"variable": variable.id})
