"""Codes of a code list: the same code never twice for one day, parents exist, the publisher is a known holder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from metadata.checks.problem import Problem
from metadata.model.content import Content
from metadata.model.variable import CodeList, CodeListItem


def check_code_lists(content: Content) -> Iterator[Problem]:
    """Yields `content.error.code_twice` and `content.error.unknown_reference`."""
    for code_list in content.of("code_lists").values():
        yield from _twice(code_list)
        known = {item.code for item in code_list.codes}
        for at, item in enumerate(code_list.codes):
            if item.parent is not None and item.parent not in known:
                yield _unknown(code_list.id, f"/codes/{at}/parent", "parent", item.parent, code_list.id)
        if code_list.publisher not in content.of("holders"):
            yield _unknown(code_list.id, "/publisher", "publisher", code_list.publisher, "holders")


def _twice(code_list: CodeList) -> Iterator[Problem]:
    seen: dict[str, list[CodeListItem]] = {}
    for at, item in enumerate(code_list.codes):
        if any(_overlap(item, other) for other in seen.get(item.code, ())):
            yield Problem("content.error.code_twice", "code_lists", code_list.id, f"/codes/{at}", {"code": item.code})
        seen.setdefault(item.code, []).append(item)


def _overlap(one: CodeListItem, other: CodeListItem) -> bool:
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    last = min(one.valid_until or date.max, other.valid_until or date.max)
    return first <= last


def _unknown(key: str, pointer: str, field: str, name: str, target: str) -> Problem:
    return Problem("content.error.unknown_reference", "code_lists", key, pointer, {"field": field, "name": name, "target": target, "near": "–"}, lacks=(target, name))
