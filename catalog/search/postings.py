"""Which documents hold a word, as plain sets of document numbers: numbers lie in showing order, so the smallest are shown first."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import Any

from whoosh.searching import Searcher

from catalog.search.analysis import stems_of

MOST = 20_000
"""No more documents of one word are read; a word so common says little, and the first are the ones shown."""


class Postings:
    """The documents of one index by word. Made once per searcher and thread; sets of common words are not kept."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._reader = searcher.reader()
        self.limited = lru_cache(maxsize=64)(self._limited)

    def __contains__(self, word: object) -> bool:
        """Whether a folded word occurs at all."""
        return ("folded", word) in self._reader

    def having(self, field: str, *terms: str) -> set[int]:
        """Documents with any of the terms in a field."""
        found: set[int] = set()
        for term in terms:
            if (field, term) in self._reader:
                found.update(islice(self._reader.postings(field, term).all_ids(), MOST))
        return found

    def stems(self, word: str, *fields: str) -> set[int]:
        """Documents with a stem of the word in any of the fields."""
        return set().union(*(self.having(field, *stems_of(word)) for field in fields))

    def common(self, word: str) -> int:
        """In how many documents the word occurs, at least."""
        return max(int(self._reader.doc_frequency(field, stem)) for stem in stems_of(word) for field in ("stems", "parts"))

    def near(self, word: str, distance: int) -> list[str]:
        """Words of the index within so many wrong letters; as many first letters must be right."""
        found = self._reader.terms_within("folded", word, distance, prefix=distance)
        return [item.decode() if isinstance(item, bytes) else item for item in found]

    def payload(self, number: int) -> dict[str, Any]:
        """What is stored of a document."""
        payload: dict[str, Any] = self._searcher.stored_fields(number)["payload"]
        return payload

    def _limited(self, kinds: tuple[str, ...], system: str | None) -> frozenset[int] | None:
        """Documents of some kinds and one system; None = every document."""
        found = frozenset(self._all("kind", kinds)) if kinds else None
        if system is None:
            return found
        own = frozenset(self._all("system", (system,)))
        return own if found is None else found & own

    def _all(self, field: str, terms: Iterable[str]) -> Iterable[int]:
        return (number for term in terms if (field, term) in self._reader for number in self._reader.postings(field, term).all_ids())
