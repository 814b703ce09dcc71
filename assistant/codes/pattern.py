"""Regular expressions of the kind researchers publish, turned into codes and ranges (codes.md 4.2); anything else is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIGNS = re.compile(r"[\[\]{}()^$?\\]|\.\*")
_MAX_DEPTH = 20


class NotConvertible(Exception):
    """The pattern lies outside the subset, or would become too many items."""


@dataclass(frozen=True)
class Piece:
    """One code text or, with `last`, a range of code texts."""

    first: str
    last: str | None = None


def is_pattern(text: str) -> bool:
    """Whether an item's text is meant as a regular expression."""
    return _SIGNS.search(text) is not None


def convert(text: str, limit: int) -> tuple[tuple[Piece, ...], bool]:
    """The pieces of a pattern and whether they are exact (a trailing `$`). Raises NotConvertible."""
    body, is_exact = _trim(text)
    reader = _Reader(body, limit)
    pieces = reader.alternatives(0)
    if reader.at != len(body):
        raise NotConvertible
    if is_exact:
        pieces = [Piece(code) for piece in pieces for code in _written_out(piece)]
    if len(pieces) > limit or any(not piece.first for piece in pieces):
        raise NotConvertible
    return tuple(dict.fromkeys(pieces)), is_exact


def _trim(text: str) -> tuple[str, bool]:
    body = text.removeprefix("^")
    is_exact = body.endswith("$")
    body = body.removesuffix("$")
    for tail in (".*", "*"):
        if body.endswith(tail) and not body.endswith("\\" + tail):
            return body.removesuffix(tail), False
    return body, is_exact


def _written_out(piece: Piece) -> list[str]:
    if piece.last is None:
        return [piece.first]
    stem = piece.first[:-1]
    return [stem + chr(code) for code in range(ord(piece.first[-1]), ord(piece.last[-1]) + 1)]


class _Reader:
    """Recursive descent over one pattern; every step returns the pieces read so far, never more than the limit."""

    def __init__(self, text: str, limit: int) -> None:
        self.text = text
        self.limit = limit
        self.at = 0

    def alternatives(self, depth: int) -> list[Piece]:
        if depth > _MAX_DEPTH:
            raise NotConvertible
        pieces = self._sequence(depth)
        while self._peek() == "|":
            self.at += 1
            pieces += self._sequence(depth)
        return pieces

    def _sequence(self, depth: int) -> list[Piece]:
        pieces = [Piece("")]
        while (sign := self._peek()) not in ("", "|", ")"):
            pieces = self._join(pieces, self._element(sign, depth))
        return pieces

    def _element(self, sign: str, depth: int) -> list[Piece]:
        if sign == "[":
            return self._character_class()
        if sign == "(":
            self.at += 1
            pieces = self.alternatives(depth + 1)
            self._expect(")")
            return pieces
        if self.text.startswith("\\.", self.at):
            self.at += 2
            return [Piece(".")]
        self.at += 1
        if sign == "." and (self._peek().isdigit() or self._peek() in ("[", "(")):
            return [Piece(".")]
        if _is_plain(sign):
            return [Piece(sign)]
        raise NotConvertible

    def _character_class(self) -> list[Piece]:
        end = self.text.find("]", self.at)
        body = self.text[self.at + 1 : end]
        if end < 0 or not body:
            raise NotConvertible
        self.at = end + 1
        pieces, place = [], 0
        while place < len(body):
            first = body[place]
            is_span = body[place + 1 : place + 2] == "-" and place + 2 < len(body)
            last = body[place + 2] if is_span else first
            if not (_is_plain(first) and _is_plain(last) and first <= last and first.isdigit() == last.isdigit()):
                raise NotConvertible
            pieces.append(Piece(first, last if last != first else None))
            place += 3 if is_span else 1
        return pieces

    def _join(self, before: list[Piece], after: list[Piece]) -> list[Piece]:
        stems = [stem for piece in before for stem in _written_out(piece)]
        if len(stems) * len(after) > self.limit:
            raise NotConvertible
        return [Piece(stem + piece.first, None if piece.last is None else stem + piece.last) for stem in stems for piece in after]

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _expect(self, sign: str) -> None:
        if self._peek() != sign:
            raise NotConvertible
        self.at += 1


def _is_plain(character: str) -> bool:
    return character.isascii() and character.isalnum()
