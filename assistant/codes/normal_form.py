"""The one text of an expression: items in order, redundant ones left out, nothing merged or clipped (codes.md 4.4)."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.codes.item import Item
from metadata.codes import Shape


def ordered(items: Iterable[Item]) -> tuple[Item, ...]:
    """Distinct items by first code, exact before prefix before range, last code."""
    return tuple(sorted(set(items), key=lambda item: item.sort_key))


def write(includes: Iterable[Item], excludes: Iterable[Item], shape: Shape) -> str:
    """Both sides as text; the exclude sign only when there are excludes."""
    sides = [" | ".join(item.show(shape) for item in ordered(side)) for side in (includes, excludes)]
    return " ! ".join(side for side in sides if side)
