"""A value that means missing is not at the same time a value of the code list (metadata-exchange.md 2.5)."""

from __future__ import annotations

from collections.abc import Iterator

from metadata.checks.problem import Problem
from metadata.model.content import Content


def check_sentinels(content: Content) -> Iterator[Problem]:
    """Yields `content.error.sentinel_is_value`."""
    for domain in content.of("value_domains").values():
        code_list = content.of("code_lists").get(domain.code_list)
        values = {item.code for item in code_list.codes} if code_list else set()
        for at, sentinel in enumerate(domain.sentinels):
            if sentinel.code in values:
                yield Problem("content.error.sentinel_is_value", "value_domains", domain.id, f"/sentinels/{at}", {"code": sentinel.code, "list": domain.code_list})
