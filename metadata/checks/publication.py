"""Nothing published cites something that is not published (metadata-exchange.md 2.5)."""

from __future__ import annotations

from collections.abc import Iterator

from metadata.checks.problem import Problem
from metadata.checks.references import ALIASES, REFERENCES
from metadata.model.content import Content


def check_publication(content: Content) -> Iterator[Problem]:
    """Yields `content.error.cites_unpublished`."""
    for kind, fields in REFERENCES.items():
        for key, item in content.of(kind).items():
            if getattr(item, "administrative", "") != "published":
                continue
            for field, target in fields.items():
                value = getattr(item, field)
                for name in (value,) if isinstance(value, str) else value or ():
                    if getattr(content.of(target).get(name), "administrative", "published") != "published":
                        pointer = f"/{ALIASES.get(field, field)}"
                        yield Problem("content.error.cites_unpublished", kind, key, pointer, {"name": name, "target": target})
