"""Rules between objects of the content, one per file; each looks at everything and yields problems, never only the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from metadata.checks.age_sets import check_age_sets
from metadata.checks.bindings import check_bindings
from metadata.checks.breaks import check_breaks
from metadata.checks.code_lists import check_code_lists
from metadata.checks.designations import check_designations
from metadata.checks.families import check_families
from metadata.checks.footnotes import check_footnotes
from metadata.checks.geography import check_geography
from metadata.checks.measures import check_measures
from metadata.checks.planned import check_planned
from metadata.checks.problem import Problem
from metadata.checks.publication import check_publication
from metadata.checks.references import check_references
from metadata.checks.sentinels import check_sentinels
from metadata.checks.tables import check_tables
from metadata.checks.texts import check_texts
from metadata.checks.variable_periods import check_variable_periods
from metadata.model.content import Content

CHECKS: tuple[Callable[[Content], Iterator[Problem]], ...] = (
    check_references, check_age_sets, check_bindings, check_breaks, check_code_lists, check_designations, check_families, check_footnotes, check_geography,
    check_measures, check_planned, check_publication, check_sentinels, check_tables, check_texts, check_variable_periods,
)
"""Every check between objects."""


def check_content(content: Content) -> Iterator[Problem]:
    """Every problem of every check."""
    for check in CHECKS:
        yield from check(content)
