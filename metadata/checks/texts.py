"""Both languages of a text name the same values in braces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from metadata.checks.problem import Problem
from metadata.model.content import Content
from metadata.model.text import Text

_VALUE = re.compile(r"\{([a-z_]+)\}")


def check_texts(content: Content) -> Iterator[Problem]:
    """Yields `content.error.text_values` at each text whose languages differ."""
    for kind, objects in content.by_kind.items():
        for key, item in objects.items():
            for pointer, text in _texts(item, ""):
                sv, en = sorted(set(_VALUE.findall(text.sv))), sorted(set(_VALUE.findall(text.en)))
                if sv != en:
                    yield Problem("content.error.text_values", kind, key, pointer, {"sv": ", ".join(sv) or "–", "en": ", ".join(en) or "–"})


def _texts(value: Any, pointer: str) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield pointer, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), f"{pointer}/{name}")
    elif isinstance(value, tuple):
        for at, child in enumerate(value):
            yield from _texts(child, f"{pointer}/{at}")
    elif isinstance(value, dict):
        for name, child in value.items():
            yield from _texts(child, f"{pointer}/{name}")
