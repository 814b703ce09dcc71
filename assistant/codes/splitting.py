"""Cuts the cleaned text into groups (includes, then excludes) and items; separators inside brackets of a pattern do not count."""

from __future__ import annotations

from dataclasses import dataclass

_SEPARATORS = frozenset(",;|+\n\t")
_OPENING, _CLOSING = frozenset("[("), frozenset("])")


@dataclass(frozen=True)
class RawItem:
    """The text of one item with single blanks; `ends_line`: a line break and then another item of the same side follow."""

    text: str
    ends_line: bool = False


@dataclass(frozen=True)
class RawSides:
    """Items as written; everything after the first `!` is an exclude."""

    includes: tuple[RawItem, ...]
    excludes: tuple[RawItem, ...]

    @property
    def count(self) -> int:
        """Number of items on both sides."""
        return len(self.includes) + len(self.excludes)


def split(text: str) -> RawSides:
    """The items of a cleaned text; empty items are ignored."""
    groups = _groups(text)
    excludes = tuple(item for group in groups[1:] for item in _items(group))
    return RawSides(_items(groups[0]), excludes)


def _groups(text: str) -> list[list[tuple[str, str]]]:
    groups: list[list[tuple[str, str]]] = [[]]
    depth, start = 0, 0
    for at, character in enumerate(text):
        depth = _depth(depth, character)
        if depth == 0 and (character == "!" or character in _SEPARATORS):
            groups[-1].append((text[start:at], character))
            start = at + 1
            if character == "!":
                groups.append([])
    groups[-1].append((text[start:], ""))
    return groups


def _depth(depth: int, character: str) -> int:
    if character in _OPENING:
        return depth + 1
    return max(depth - 1, 0) if character in _CLOSING else depth


def _items(pieces: list[tuple[str, str]]) -> tuple[RawItem, ...]:
    texts = [(" ".join(text.split()), separator) for text, separator in pieces]
    last = max((at for at, (text, _separator) in enumerate(texts) if text), default=-1)
    return tuple(RawItem(text, separator == "\n" and at < last) for at, (text, separator) in enumerate(texts) if text)
