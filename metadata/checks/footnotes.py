"""Every footnote a measure names exists, and a note and a break never share an id."""

from __future__ import annotations

from collections.abc import Iterator

from metadata.checks.problem import Problem
from metadata.model.content import Content


def check_footnotes(content: Content) -> Iterator[Problem]:
    """Yields `content.error.unknown_footnote` and `content.error.footnote_twice`."""
    for measure in content.measures.values():
        for at, note in enumerate(measure.footnotes):
            if note not in content.footnotes:
                yield Problem("content.error.unknown_footnote", "measures", measure.id, f"/footnotes/{at}", {"measure": measure.id, "footnote": note}, lacks=("footnotes", note))
    for key in content.footnotes:
        if key in content.of("breaks"):
            yield Problem("content.error.footnote_twice", "footnotes", key, "/id", {"footnote": key})
