"""Reading and changing one place of a plain document named by its JSON pointer; the document handed in is never changed."""

from __future__ import annotations

from copy import deepcopy
from typing import Any


def steps(pointer: str) -> list[str]:
    """The steps of a pointer, escapes undone (RFC 6901)."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def value_at(document: Any, pointer: str) -> Any:
    """What lies at the pointer; None where nothing does."""
    for step in steps(pointer):
        document = _child(document, step)
    return document


def with_value(document: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """A copy with the value at the pointer; missing mappings on the way are made, a list takes one more entry at its end."""
    whole = deepcopy(document)
    *way, last = steps(pointer)
    at: Any = whole
    for step in way:
        if isinstance(at, dict):
            at = at.setdefault(step, {})
        else:
            at = at[int(step)]
    if isinstance(at, list) and int(last) == len(at):
        at.append(value)
    elif isinstance(at, list):
        at[int(last)] = value
    else:
        at[last] = value
    return whole


def without(document: dict[str, Any], pointer: str) -> dict[str, Any]:
    """A copy without what lies at the pointer."""
    whole = deepcopy(document)
    *way, last = steps(pointer)
    at: Any = whole
    for step in way:
        at = _child(at, step)
    if isinstance(at, list) and last.isdigit() and int(last) < len(at):
        del at[int(last)]
    elif isinstance(at, dict):
        at.pop(last, None)
    return whole


def put(mapping: dict[str, Any], key: str, value: Any) -> None:
    """Sets a key, or takes it away when the answer is empty: an unanswered question leaves no trace in the document."""
    if value in ("", None, [], {}):
        mapping.pop(key, None)
    else:
        mapping[key] = value


def _child(at: Any, step: str) -> Any:
    if isinstance(at, dict):
        return at.get(step)
    if isinstance(at, list) and step.isdigit() and int(step) < len(at):
        return at[int(step)]
    return None
