"""Age bands of a set follow on each other: no gap, no overlap, nothing after an open band (registers.md 13)."""

from __future__ import annotations

from collections.abc import Iterator

from metadata.checks.problem import Problem
from metadata.model.content import Content


def check_age_sets(content: Content) -> Iterator[Problem]:
    """Yields `content.error.age_gap` at the first year of each band that does not begin where the band before it ended."""
    for age_set in content.age_sets.values():
        for at, (before, after) in enumerate(zip(age_set.bands, age_set.bands[1:], strict=False), start=1):
            if before.last is None or after.first != before.last + 1:
                yield Problem("content.error.age_gap", "age_sets", age_set.id, f"/bands/{at}", {"before": before.code, "after": after.code})
