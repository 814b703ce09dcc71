"""Words that mean the same: which families a word or its parts belong to (`kolecystektomi`: gallbladder and removal)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from functools import lru_cache

from catalog.search.analysis import fold, segments_of, stems_of, words_of
from metadata.model.word_family import WordFamily

SHORTEST_ROOT = 3
LONGEST_ROOT = 14
SURE_ROOT = 5
"""A shorter beginning counts only where the rest of the word is known too: `led-` is a joint in `ledprotes` and none in `ledstång`."""

Group = frozenset[str]
"""Families that one word or part may mean; any of them will do."""
NONE: Group = frozenset()


class Families:
    """Families by word, beginning and ending; the id of a family is its English word."""

    def __init__(self, families: Iterable[WordFamily]) -> None:
        self._words: dict[str, Group] = {}
        self._beginnings: dict[str, Group] = {}
        self._endings: dict[str, Group] = {}
        self._phrases: dict[tuple[str, ...], Group] = {}
        for family in families:
            for word in (*family.words, *family.phrases, family.id.replace("_", " ")):
                tokens = tuple(words_of(word.replace("-", "")))
                for key in stems_of(tokens[0]) if len(tokens) == 1 else ():
                    self._words[key] = self._words.get(key, NONE) | {family.id}
                if len(tokens) > 1:
                    self._phrases[tokens] = self._phrases.get(tokens, NONE) | {family.id}
            for roots, known in ((family.beginnings, self._beginnings), (family.endings, self._endings)):
                for root in map(fold, roots):
                    known[root] = known.get(root, NONE) | {family.id}
        self.groups = lru_cache(maxsize=100_000)(self._groups)
        self.is_whole = lru_cache(maxsize=100_000)(self._is_whole)

    def __contains__(self, part: object) -> bool:
        """Whether a folded text can be a part of a compound: a word, a beginning or an ending of a family."""
        return part in self._beginnings or part in self._words or part in self._endings

    def whole(self, word: str) -> Group:
        """Families of a whole word in any form."""
        return NONE.union(*(self._words.get(stem, NONE) for stem in stems_of(word)))

    def _groups(self, word: str) -> tuple[Group, ...]:
        """What a word means, part by part, all of which must hold: one group for a whole word, else one for its beginning and one for its ending."""
        own = self.whole(word)
        if own:
            return (own,)
        folded = fold(word)
        return tuple(dict.fromkeys(group for group in (*self._begin(folded), self._end(folded, SHORTEST_ROOT)) if group))

    def _is_whole(self, word: str) -> bool:
        """Whether the families say all of a word: `nefrektomi` is a kidney and a removal, `åderbråck` more than a hernia."""
        return bool(self.whole(word)) or len(self.groups(word)) > 1 or fold(word) in self._beginnings

    def _begin(self, word: str) -> tuple[Group, ...]:
        for end in range(min(len(word), LONGEST_ROOT), SHORTEST_ROOT - 1, -1):
            found = self._beginnings.get(word[:end])
            if found and (end >= SURE_ROOT or end == len(word) or self._end(word[end:], 0) or word[end:] in self._words):
                return (found, *(self._begin(word[end:].lstrip("os")) if len(word) - end >= SURE_ROOT else ()))
        return ()

    def _end(self, word: str, least: int) -> Group:
        return next((found for start in range(least, len(word) - 1) if (found := self._endings.get(word[start:]))), NONE)

    def roots(self, word: str, vocabulary: Container[str]) -> Group:
        """Families of the parts of a word: of its beginning and ending, and of every part of a compound."""
        parts = segments_of(fold(word), vocabulary)
        return NONE.union(*self.groups(word), *(self.part(part) for part in parts))

    def part(self, part: str) -> Group:
        """Families of a folded part of a compound, as a word, a beginning or an ending."""
        return NONE.union(*self.groups(part), self._beginnings.get(part, NONE), self._endings.get(part, NONE))

    def phrase_at(self, words: Sequence[str], at: int) -> tuple[int, Group]:
        """The longest phrase that starts at a word: how many words, and its families; (0, none) when there is none."""
        for length in range(min(5, len(words) - at), 1, -1):
            found = self._phrases.get(tuple(words[at : at + length]))
            if found:
                return length, found
        return 0, NONE
