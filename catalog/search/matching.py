"""How well the documents of one part answer a question: each word by the best way it is met, weighed by how rare it is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from heapq import nsmallest

from catalog.search.analysis import STOP_WORDS, WEAK_WORDS, beginning, core_of, fold, joined, query_words, segments_of, sound_of, stems_of, whole
from catalog.search.families import Families, Group
from catalog.search.index import Vocabulary, keys_of
from catalog.search.postings import SHORTEST_SOUND, Postings

DEEPEST = 1200
"""No more candidates of one part are weighed; numbers lie in showing order, so these are the ones shown first."""
LARGEST_FOR_SOME = 6000
"""A word in more documents than this does not bring candidates alone when other words are missing."""
LEAST_SHARE = 0.34
"""Share of a question's weight that a document must answer at least."""
MISSING = 0.8
SHORTEST_TRIMMED = 6
CODE, NAME, RESPELLED = 3.0, 2.0, 1.4
WEAK, UNKNOWN = 0.15, 1.5
"""What a word that says little weighs, as a share; and what a word weighs that the part does not hold at all."""
_CODE = re.compile(r"[A-Z]{1,3}\d[A-Z0-9]{0,8}|\d{2,18}[A-Z]?")
_MARKS = re.compile(r"[.,\s/*%†]|-$")

WAYS = {
    "words": 1.0, "folded": 0.97, "stems": 0.95, "sounds": 0.86, "terms": 0.8, "starts": 0.78, "parts": 0.76, "families": 0.72, "compound": 0.68, "roots": 0.64,
    "core": 0.6, "trimmed": 0.58, "fuzzy": 0.55, "body": 0.4, "partly": 0.3,
}
"""Ways a word can be met and what each is worth; the first that holds counts."""


@dataclass(frozen=True)
class Token:
    """One word of the question or a phrase that means one thing; `groups` of families, all of which must hold; `is_last`: it may still be being typed."""

    text: str
    groups: tuple[Group, ...]
    is_phrase: bool = False
    is_last: bool = False


@dataclass(frozen=True)
class Question:
    """A question as it is matched."""

    text: str
    words: tuple[str, ...]
    tokens: tuple[Token, ...]
    code: str
    keys: tuple[str, ...]
    families: Families


@dataclass(frozen=True)
class Match:
    """A document of a part, how well it answers, and how: the weakest way of any word, the words found, those of the index where they differ."""

    number: int
    score: float
    way: str
    found: tuple[str, ...] = field(default=())


@dataclass
class _Evidence:
    token: Token
    ways: list[tuple[str, frozenset[int]]]
    weight: float = 0.0
    found: str = ""

    @property
    def documents(self) -> frozenset[int]:
        return frozenset().union(*(documents for _way, documents in self.ways))


def read_question(text: str, families: Families) -> Question:
    """A question with its words, phrases and the code it may be."""
    asked = whole(text)
    words = query_words(asked)
    code = _MARKS.sub("", asked.upper())
    return Question(asked, tuple(words), tuple(_tokens(asked, words, families)), code, keys_of(words, families), families)


def _tokens(asked: str, words: list[str], families: Families) -> Iterator[Token]:
    """Phrases first, over the words as written, since they may hold words that carry nothing alone (`ont i`, `ta bort`)."""
    written = re.findall(r"[^\W_]+(?:-[^\W_]+)*", asked)
    at, kept = 0, []
    while at < len(written):
        length, found = families.phrase_at(written, at)
        if length:
            kept.append(Token(" ".join(written[at : at + length]), (found,), is_phrase=True))
            at += length
            continue
        word = written[at].replace("-", "")
        if word not in STOP_WORDS or words == [word]:
            kept.append(Token(word, families.groups(word)))
        at += 1
    for place, token in enumerate(kept):
        yield Token(token.text, token.groups, token.is_phrase, place == len(kept) - 1 and not token.is_phrase)


def match(postings: Postings, question: Question, allowed: frozenset[int] | None, spelled: dict[str, list[str]], is_code: bool = False) -> list[Match]:
    """Matches of one part, best first. `spelled`: words near those of the question that are known nowhere; `is_code`: words are not looked for."""
    found: dict[int, Match] = {}
    weighed = [] if is_code else _weighed(postings, question, allowed, spelled)
    for one in (*_codes(postings, question), *_names(postings, question), *_respelled(postings, question, spelled), *weighed):
        if allowed is None or one.number in allowed:
            found.setdefault(one.number, one)
    return sorted(found.values(), key=lambda one: (-one.score, one.number))


def begins_code(postings: Postings, question: Question) -> bool:
    """Whether the question is a code of the part or the beginning of one."""
    return bool(_CODE.fullmatch(question.code) and postings.having("code_starts", question.code))


def _codes(postings: Postings, question: Question) -> Iterator[Match]:
    code = question.code
    if _CODE.fullmatch(code) or (code.isalpha() and len(code) <= 3):
        for number in postings.having("code", code):
            yield Match(number, CODE if not code.isalpha() else NAME - 0.02, "code")
    if _CODE.fullmatch(code):
        for number in nsmallest(DEEPEST, postings.having("code_starts", code)):
            yield Match(number, CODE - 0.5, "code_starts")


def _names(postings: Postings, question: Question) -> Iterator[Match]:
    exact = postings.having("names", question.text)
    loose = postings.having("names_folded", fold(question.text), joined(question.text)) - exact
    keyed = postings.having("keys", *question.keys) - exact - loose
    for documents, worth in ((exact, NAME), (loose, NAME - 0.04), (keyed, NAME - 0.4)):
        for number in nsmallest(60, documents):
            yield Match(number, worth - 0.1 * _rank(postings, number, question, worth == NAME - 0.4), "name" if worth > NAME - 0.3 else "key")


def _respelled(postings: Postings, question: Question, spelled: dict[str, list[str]]) -> Iterator[Match]:
    """Whole names met once the misspelled words are put right, each by its nearest."""
    if spelled:
        text = " ".join(spelled.get(word, [word])[0] for word in question.text.split())
        righted = replace(question, text=text)
        for number in nsmallest(60, postings.having("names_folded", fold(text))):
            yield Match(number, RESPELLED - 0.1 * _rank(postings, number, righted, False), "fuzzy", tuple(near[0] for near in spelled.values()))


def _rank(postings: Postings, number: int, question: Question, by_key: bool) -> int:
    """The place that the author of a name gave this code among the codes of the name."""
    ranks = [rank for _kind, name, rank in postings.payload(number)["names"] if _is_named(name, question, by_key)]
    return min(min(ranks, default=0), 8)


def _is_named(name: str, question: Question, by_key: bool) -> bool:
    if by_key:
        return bool(set(keys_of(query_words(name), question.families)) & set(question.keys))
    return joined(whole(name)) == joined(question.text)


def _weighed(postings: Postings, question: Question, allowed: frozenset[int] | None, spelled: dict[str, list[str]]) -> list[Match]:
    gathered = [_evidence(postings, token, question, spelled) for token in question.tokens]
    for one in gathered:
        count = len(one.documents)
        one.weight = (math.log(1 + postings.count / (1 + count)) if count else UNKNOWN) * (WEAK if one.token.text in WEAK_WORDS else 1)
    if not any(one.ways for one in gathered):
        return []
    documents = [one.documents if allowed is None else one.documents & allowed for one in gathered]
    complete = reduce(frozenset.intersection, documents)
    total = sum(one.weight for one in gathered)
    matches = [_weigh(number, gathered, total) for number in nsmallest(DEEPEST, complete)]
    if len(matches) < 8 and len(gathered) > 1:
        some = {number for one in documents if 0 < len(one) <= LARGEST_FOR_SOME for number in one} or set(sorted(documents, key=len)[0])
        partial = (_weigh(number, gathered, total) for number in nsmallest(DEEPEST, some - complete))
        matches += [one for one in partial if one.score >= LEAST_SHARE * MISSING]
    return matches


def _weigh(number: int, gathered: list[_Evidence], total: float) -> Match:
    score, weakest, missing, found = 0.0, "words", False, []
    for one in gathered:
        way = next((way for way, documents in one.ways if number in documents), None)
        if way is None:
            missing = missing or one.token.text not in WEAK_WORDS
            continue
        score += one.weight * WAYS[way]
        found.append(one.found if way in ("fuzzy", "core") and one.found else one.token.text)
        weakest = min(weakest, way, key=WAYS.__getitem__)
    return Match(number, round(score / total * (MISSING if missing else 1.0), 2), "some" if missing else weakest, tuple(found))


def _evidence(postings: Postings, token: Token, question: Question, spelled: dict[str, list[str]]) -> _Evidence:
    """The ways a token is met in a part, best first."""
    found = _Evidence(token, [])
    if not token.is_phrase:
        word, folded, stems = token.text, fold(token.text), sorted(stems_of(token.text))
        _add(found, "words", postings.having("words", word))
        _add(found, "folded", postings.having("folded", folded))
        _add(found, "stems", postings.having("stems", *stems))
        _add(found, "sounds", postings.having("sounds", sound_of(folded)) if len(sound_of(folded)) >= SHORTEST_SOUND else frozenset())
        _add(found, "terms", postings.having("terms", *stems))
        _add(found, "starts", postings.having("starts", beginning(word)) if len(folded) >= (2 if token.is_last else 4) else frozenset())
        _add(found, "parts", postings.having("parts", *stems))
    _add(found, "families", _of_groups(postings, token.groups, "families"))
    if not token.is_phrase:
        _add(found, "compound", _compound(postings, token, question.families))
    is_whole = token.is_phrase or question.families.is_whole(token.text)
    rooted = _of_groups(postings, token.groups, "roots")
    if is_whole:
        _add(found, "roots", rooted)
    if not token.is_phrase:
        core = core_of(token.text)
        if core:
            found.found = core
            _add(found, "core", postings.having("stems", *sorted(stems_of(core))) | postings.having("parts", *sorted(stems_of(core))) | _of_groups(postings, question.families.groups(core), "roots"))
        _add(found, "trimmed", _trimmed(postings, folded) if not found.ways else frozenset())
        if token.text in spelled:
            found.found = spelled[token.text][0]
            _add(found, "fuzzy", postings.having("folded", *spelled[token.text]))
        _add(found, "body", postings.having("body", *stems))
    if not is_whole:
        _add(found, "partly", rooted)
    return found


def _add(found: _Evidence, way: str, documents: frozenset[int]) -> None:
    if documents:
        found.ways.append((way, documents))


def _trimmed(postings: Postings, word: str) -> frozenset[int]:
    """Documents with a word that begins as a long one does without its last letters: `undernärd` and `undernäring`."""
    ends = range(len(word) - 1, max(SHORTEST_TRIMMED, len(word) - 4) - 1, -1)
    return next((found for end in ends if (found := postings.having("starts", word[:end]))), frozenset())


def _of_groups(postings: Postings, groups: tuple[Group, ...], field: str) -> frozenset[int]:
    """Documents with a family of every group; none without groups."""
    return reduce(frozenset.intersection, (postings.having(field, *sorted(group)) for group in groups)) if groups else frozenset()


def _compound(postings: Postings, token: Token, families: Families) -> frozenset[int]:
    """Documents with every part of a compound, as a word of its own, as a part, or under another name."""
    parts = segments_of(fold(token.text), Vocabulary(postings.lexicon.words, families))
    if not parts:
        return frozenset()
    sets = []
    for part in parts:
        stems = sorted(stems_of(part))
        sets.append(postings.having("stems", *stems) | postings.having("parts", *stems) | postings.having("roots", *sorted(families.part(part))))
    return reduce(frozenset.intersection, sets)

