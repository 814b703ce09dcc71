"""LAW-11: a personal identity number in a text of the order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.order.identity_number import holds_identity_number
from assistant.rules.rule import Case, Found, Rule
from common.documents import escape_pointer
from common.errors import Fix, Severity


def _check(case: Case) -> Iterator[Found]:
    for path, text in _texts(case.order.model_dump(mode="json", by_alias=True, exclude_defaults=True), ""):
        if holds_identity_number(text):
            yield Found(path, {}, Fix("redact", {"path": path}))


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, f"{path}/{escape_pointer(key)}")
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _texts(item, f"{path}/{at}")


RULE = Rule("LAW-11", Severity.error, _check)
