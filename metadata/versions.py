"""Documents stay readable for ever: the format version of content, and the chain of handlers that lifts old documents to the newest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

Handler = Callable[[str, dict[str, Any]], dict[str, Any]]
"""Lifts one entry of a kind of content from one version to the next."""

CONTENT_FORMAT = 1
"""The newest format of content. A change of a field's name or meaning raises it and adds a handler; tests/samples keeps one of each."""

CONTENT_HANDLERS: Mapping[int, Handler] = MappingProxyType({})
"""Version → the handler that lifts an entry to the version after it."""


def is_readable(version: int, newest: int = CONTENT_FORMAT) -> bool:
    """Whether content of a version can be read by this software."""
    return 1 <= version <= newest


def lift(
    kind: str, entry: dict[str, Any], version: int, *, newest: int = CONTENT_FORMAT, handlers: Mapping[int, Handler] = CONTENT_HANDLERS
) -> dict[str, Any]:
    """An entry in the newest format; unchanged when it is in it already. Raises KeyError when the chain has a gap."""
    for step in range(version, newest):
        entry = handlers[step](kind, entry)
    return entry
