"""One item of an expression in stored form, what it matches and when it lies inside another (codes.md 4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from metadata.codes import Shape
from metadata.model.code_system import HIGHEST, CodeEdition

_ORDER = {"exact": 0, "prefix": 1, "range": 2}


@dataclass(frozen=True)
class Item:
    """A prefix, an exact code or a range; `first` and `last` in stored form, `last` equal to `first` unless a range."""

    kind: Literal["prefix", "exact", "range"]
    first: str
    last: str

    @property
    def length(self) -> int:
        """Number of characters that are compared."""
        return len(self.first)

    @property
    def interval(self) -> tuple[str, str]:
        """The stretch of the code-point order it covers."""
        return self.first, self.last if self.kind == "exact" else self.last + HIGHEST

    @property
    def sort_key(self) -> tuple[str, int, str]:
        """First code without dot, exact before prefix before range, last code."""
        return self.first, _ORDER[self.kind], self.last

    def mask(self, edition: CodeEdition) -> int:
        """Mask of the edition's codes it matches."""
        if self.kind == "exact":
            return edition.equal(self.first)
        return edition.starting(self.first) if self.kind == "prefix" else edition.between(self.first, self.last)

    def matches(self, stored: str) -> bool:
        """Whether a stored code is matched."""
        if self.kind == "exact":
            return stored == self.first
        return len(stored) >= self.length and self.first <= stored[: self.length] <= self.last

    def show(self, shape: Shape) -> str:
        """The item as the normal form writes it; in exact and flat systems every code is exact and needs no sign."""
        if self.kind == "range":
            return f"{shape.show(self.first)}-{shape.show(self.last)}"
        return f"={shape.show(self.first)}" if self.kind == "exact" and shape.matching == "prefix" else shape.show(self.first)


def contained(items: list[Item]) -> set[Item]:
    """The items that lie inside another one: structural, without a list; linear in the items for each code length."""
    inside: set[Item] = set()
    distinct = sorted(set(items), key=lambda item: (item.interval[0], _Reversed(item.interval[1])))
    for length in {item.length for item in distinct}:
        reach = ""
        for item in distinct:
            if item.length == length and item.interval[1] <= reach:
                inside.add(item)
            if item.length <= length and item.kind != "exact":
                reach = max(reach, item.interval[1])
    return inside


class _Reversed(str):
    """A text that sorts the other way round, so that the widest of the intervals with one start comes first."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)
