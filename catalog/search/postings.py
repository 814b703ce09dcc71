"""Which documents of a part hold a word, as plain sets of document numbers: numbers lie in showing order, so the smallest are shown first."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from catalog.search.analysis import distance, sound_of
from catalog.search.families import Families
from catalog.search.index import get_current
from catalog.search.segment import Segment
from metadata.model.word_family import WordFamily

MOST = 20_000
"""No more documents of one word are read; a word so common says little, and the first are the ones shown."""
KEPT_SETS = 512
SHORTEST_SOUND = 4
"""Shorter words are too like each other to be guessed."""


class Lexicon:
    """The folded words of a part, read once for every thread: what compounds may consist of, and what is near a misspelled word."""

    def __init__(self, words: frozenset[str]) -> None:
        self.words = words
        self._near: dict[tuple[str, int], list[tuple[int, str, str]]] = {}
        for word in words:
            sound = sound_of(word)
            if len(sound) >= SHORTEST_SOUND and word.isalpha():
                self._near.setdefault((sound[:1], len(sound)), []).append((_letters(sound), sound, word))

    def near(self, word: str, most: int) -> list[str]:
        """Words within so many wrong letters as they sound, nearest first; the first letter must be right."""
        sound = sound_of(word)
        letters = _letters(sound)
        found: list[tuple[int, int, str]] = []
        if len(sound) < SHORTEST_SOUND:
            return []
        for length in range(len(sound) - most, len(sound) + most + 1):
            for their, other, spelled in self._near.get((sound[:1], length), ()):
                if (letters ^ their).bit_count() <= 2 * most and (far := distance(sound, other, most)) <= most:
                    found.append((far, abs(len(spelled) - len(word)), spelled))
        return [spelled for _far, _length, spelled in sorted(found)]


def _letters(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits


class Postings:
    """The documents of one part by word; made once per part, for every thread."""

    def __init__(self, path: Path) -> None:
        self._segment = Segment(path)
        self.count = self._segment.count
        self.payload = self._segment.stored
        self.having = lru_cache(maxsize=KEPT_SETS)(self._having)

    def _having(self, field: str, *terms: str) -> frozenset[int]:
        """Documents with any of the terms in a field."""
        return frozenset().union(*(self._segment.documents(field, term)[:MOST] for term in terms))

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of the part."""
        return Lexicon(frozenset(self._segment.words("folded")))


def open_parts(folder: Path) -> dict[str, Postings]:
    """Every part of the index in use by name. Raises NotFound `search.error.no_index` before the first build."""
    return {name: _postings(folder / part["file"]) for name, part in get_current(folder)["parts"].items()}


def open_families(folder: Path) -> Families:
    """The word families the index was built with."""
    current = get_current(folder)
    return _families(str(folder), id(current), _Held(current))


class _Held:
    """A pointer carried past the cache, so that equal places share one answer."""

    def __init__(self, current: Mapping[str, Any]) -> None:
        self.current = current

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)


@lru_cache(maxsize=8)
def _families(_folder: str, _identity: int, held: _Held) -> Families:
    return Families(WordFamily.model_validate(one) for one in held.current["families"])


@lru_cache(maxsize=64)
def _postings(path: Path) -> Postings:
    return Postings(path)
