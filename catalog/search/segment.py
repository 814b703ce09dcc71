"""One part of the index as one file: words in order, the documents of each word, and what is stored of each document.

Written once and read through the memory map, nothing is executed on reading. Layout, little-endian: the magic text; six numbers (words, postings,
documents, bytes of words, bytes of stored texts, a zero); ends of the words; ends of their postings; the words (`field NUL word`, sorted, UTF-8);
the document numbers; ends of the stored texts; the stored texts (JSON). Why not the index library: ADR 0015.
"""

from __future__ import annotations

import json
import mmap
import struct
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

MAGIC = b"registerlots-index-1\n\0\0\0"
_HEAD = struct.Struct("<6Q")
_SEPARATOR = b"\0"


class SegmentWriter:
    """Gathers documents in the order of their numbers, then writes them at once."""

    def __init__(self) -> None:
        self._documents: dict[str, dict[str, array[int]]] = {}
        self._stored: list[bytes] = []

    def add(self, stored: Mapping[str, Any], fields: Mapping[str, Iterable[str]]) -> None:
        """The next document: what is stored of it and its distinct words by field."""
        number = len(self._stored)
        self._stored.append(json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode())
        for field, words in fields.items():
            known = self._documents.setdefault(field, {})
            for word in words:
                numbers = known.get(word)
                if numbers is None:
                    known[word] = array("I", (number,))
                else:
                    numbers.append(number)

    def write(self, path: Path) -> int:
        """Writes the file; the number of documents."""
        terms = sorted((field.encode() + _SEPARATOR + word.encode(), numbers) for field, words in self._documents.items() for word, numbers in words.items())
        texts, postings = b"".join(term for term, _numbers in terms), array("I")
        for _term, numbers in terms:
            postings.extend(numbers)
        stored = b"".join(self._stored)
        with path.open("wb") as file:
            file.write(MAGIC + _HEAD.pack(len(terms), len(postings), len(self._stored), len(texts), len(stored), 0))
            file.write(_ends(len(term) for term, _numbers in terms) + _ends(len(numbers) for _term, numbers in terms))
            file.write(texts + b"\0" * (-len(texts) % 4))
            file.write(_bytes(postings) + _ends(map(len, self._stored)) + stored)
        return len(self._stored)


class Segment:
    """A written part, open for reading; safe for several threads. Raises ValueError for a file of another kind."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._map[: len(MAGIC)] != MAGIC:
            raise ValueError(path.name)
        self._terms, self._postings, self.count, text_bytes, _stored, _zero = _HEAD.unpack_from(self._map, len(MAGIC))
        self._term_ends = len(MAGIC) + _HEAD.size
        self._posting_ends = self._term_ends + 4 * self._terms
        self._text = self._posting_ends + 4 * self._terms
        self._numbers = self._text + text_bytes + (-text_bytes % 4)
        self._stored_ends = self._numbers + 4 * self._postings
        self._stored = self._stored_ends + 4 * self.count

    def documents(self, field: str, word: str) -> array[int]:
        """Numbers of the documents with a word in a field, ascending; empty when there is none."""
        at = self._find(field.encode() + _SEPARATOR + word.encode())
        found = array("I")
        if at is not None:
            start, end = self._between(self._posting_ends, at)
            found.frombytes(self._map[self._numbers + 4 * start : self._numbers + 4 * end])
            if sys.byteorder == "big":
                found.byteswap()
        return found

    def words(self, field: str) -> Iterator[str]:
        """Every word of a field in order."""
        start = field.encode() + _SEPARATOR
        at = self._place(start)
        while at < self._terms and (term := self._term(at)).startswith(start):
            yield term[len(start) :].decode()
            at += 1

    def stored(self, number: int) -> dict[str, Any]:
        """What is stored of a document."""
        start, end = self._between(self._stored_ends, number)
        found: dict[str, Any] = json.loads(self._map[self._stored + start : self._stored + end])
        return found

    def _find(self, term: bytes) -> int | None:
        at = self._place(term)
        return at if at < self._terms and self._term(at) == term else None

    def _place(self, term: bytes) -> int:
        low, high = 0, self._terms
        while low < high:
            middle = (low + high) // 2
            if self._term(middle) < term:
                low = middle + 1
            else:
                high = middle
        return low

    def _term(self, at: int) -> bytes:
        start, end = self._between(self._term_ends, at)
        return self._map[self._text + start : self._text + end]

    def _between(self, ends: int, at: int) -> tuple[int, int]:
        if at == 0:
            return 0, int.from_bytes(self._map[ends : ends + 4], "little")
        start, end = struct.unpack_from("<2I", self._map, ends + 4 * (at - 1))
        return start, end


def _ends(lengths: Iterable[int]) -> bytes:
    ends, total = array("I"), 0
    for length in lengths:
        total += length
        ends.append(total)
    return _bytes(ends)


def _bytes(numbers: array[int]) -> bytes:
    if sys.byteorder == "big":
        numbers = array("I", numbers)
        numbers.byteswap()
    return numbers.tobytes()
