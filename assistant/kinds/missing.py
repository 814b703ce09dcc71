"""Parts that every kind asks for: the findings about what is still empty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.rules.rule import Case
from common.errors import Finding, Severity


def missing(part: str, path: str, **params: Any) -> Finding:
    """The finding about an empty part."""
    return Finding(f"order.error.missing_{part}", Severity.error, path, params)


def missing_title(case: Case) -> Iterator[Finding]:
    """Every order has a title."""
    if case.order.title is None or case.order.title.text is None:
        yield missing("title", "/title")
