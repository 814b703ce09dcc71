"""Rules between objects of the content, one per file; each looks at everything and yields problems, never only the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from metadata.checks.age_sets import check_age_sets
from metadata.checks.problem import Problem
from metadata.checks.references import check_references
from metadata.model.content import Content

CHECKS: tuple[Callable[[Content], Iterator[Problem]], ...] = (check_references, check_age_sets)
"""Every check between objects."""


def check_content(content: Content) -> Iterator[Problem]:
    """Every problem of every check."""
    for check in CHECKS:
        yield from check(content)
