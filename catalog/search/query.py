"""A question in words or codes to ranked hits, each saying why it was found (codes.md 10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

from catalog.search.analysis import beginning, core_of, fold, joined, query_words, split_compound, whole
from catalog.search.index import open_postings
from catalog.search.postings import Postings
from common.translate import translate

SCOPES: dict[str, tuple[str, ...]] = {"codes": ("code",), "variables": ("variable",), "examples": ("example",), "measures": ("measure",), "help": ("help",), "all": ()}
LONGEST_QUESTION = 200
DEEPEST = 60
"""How many documents of one way of matching are looked at before they are put in order."""
MOST_UNKNOWN = 2
"""With more unknown words than this no spelling is guessed."""
_CODE = re.compile(r"[A-Z]{1,3}\d[A-Z0-9]{0,8}|\d{3,18}[A-Z]?")
_MARKS = re.compile(r"[.,\s/*%]|-$")

NAMED = {
    "lay": "search.name.lay", "abbreviation": "search.name.abbreviation", "brand": "search.name.brand", "substance": "search.name.substance",
    "class": "search.name.class", "synonym": "search.name.synonym", "english": "search.name.english", "column": "search.name.column",
}
REASONS = {
    "code": "search.why.code", "code_starts": "search.why.code_starts", "words": "search.why.words", "stems": "search.why.stems",
    "starts": "search.why.starts", "parts": "search.why.parts", "body": "search.why.body", "core": "search.why.some", "fuzzy": "search.why.fuzzy", "some": "search.why.some",
}


@dataclass(frozen=True)
class Hit:
    """Something found. `system`: code system or register, empty for measures and examples; `code` as people read it, `stored` as it is stored."""

    kind: str
    system: str
    code: str
    stored: str
    title: str
    why: str
    tier: str


@dataclass(frozen=True)
class _Tier:
    """One way of matching: its name, the documents, and the words found where they are not the words asked for."""

    name: str
    documents: set[int]
    found: str = ""


def search(folder: Path, text: str, *, scope: str = "all", system: str | None = None, limit: int = 20, language: str = "sv") -> list[Hit]:
    """Hits for a question, best first; empty when nothing fits or nothing was asked.

    Raises NotFound `search.error.no_index` before the first build. A question longer than 200 characters is cut.
    """
    question = whole(text[:LONGEST_QUESTION])
    if not question or limit < 1:
        return []
    postings = open_postings(folder)
    allowed = postings.limited(SCOPES[scope], system.lower() if system else None)
    hits: dict[int, Hit] = {}
    for tier in _tiers(postings, question):
        documents = tier.documents if allowed is None else tier.documents & allowed
        for number, payload in _in_order(postings, tier, documents, question):
            hits.setdefault(number, _hit(payload, tier, question, language))
        if len(hits) >= limit or (hits and tier.name in ("starts", "parts", "body", "core", "fuzzy")):
            break
    return _parents_first(list(hits.values()))[:limit]


def _tiers(postings: Postings, question: str) -> Iterator[_Tier]:
    """The ways of matching in order of rank; each is computed only when the ones before it left room."""
    code = _MARKS.sub("", question.upper())
    if _CODE.fullmatch(code):
        yield _Tier("code", postings.having("code", code))
        yield _Tier("code_starts", postings.having("code_starts", code))
    yield _Tier("name", postings.having("names", question))
    yield _Tier("name", postings.having("names_folded", fold(question), joined(question)))
    if code.isalpha() and len(code) <= 3:
        yield _Tier("code", postings.having("code", code))
    words = query_words(question)
    if not words:
        return
    yield _Tier("words", _all(postings.having("words", word) for word in words))
    yield _Tier("stems", _all(postings.stems(word, "stems") for word in words))
    yield _Tier("starts", _all(postings.stems(word, "stems") | postings.having("starts", beginning(word)) for word in words))
    yield _Tier("parts", _all(_parts(postings, word) for word in words))
    yield _Tier("body", _all(postings.stems(word, "stems", "body") for word in words))
    yield from _core(postings, words)
    yield from _fuzzy(postings, words)
    yield from _relaxed(postings, words)


def _all(sets: Iterator[set[int]]) -> set[int]:
    return reduce(set.intersection, sets)


def _parts(postings: Postings, word: str) -> set[int]:
    """The word itself or as a part of a compound; a compound asked for also by both of its parts wherever they stand."""
    found = postings.stems(word, "stems", "parts")
    pair = split_compound(fold(word), postings)
    return found if pair is None else found | _all(postings.stems(part, "stems", "parts") for part in pair)


def _core(postings: Postings, words: list[str]) -> Iterator[_Tier]:
    """`sömnproblem` as `sömn`, `kolesterolmedicin` as `kolesterol`: words without endings that say only what kind of thing is meant."""
    cores = [core_of(word) or word for word in words]
    if cores != words:
        yield _Tier("core", _all(postings.stems(word, "stems", "parts") | postings.having("starts", beginning(word)) for word in cores), ", ".join(cores))


def _fuzzy(postings: Postings, words: list[str]) -> Iterator[_Tier]:
    """Words of five letters or more may have one wrong letter, of nine or more two; as many first letters must be right."""
    unknown = [word for word in words if fold(word) not in postings]
    near = {word: _near(postings, fold(word)) for word in unknown[:MOST_UNKNOWN]}
    if near and len(near) == len(unknown) and all(near.values()):
        chosen = _all(postings.having("folded", *near.get(word, [fold(word)])) for word in words)
        yield _Tier("fuzzy", chosen, ", ".join(found[0] for found in near.values()))


def _near(postings: Postings, word: str) -> list[str]:
    if len(word) < 5:
        return []
    for distance in (1, 2) if len(word) >= 9 else (1,):
        found = postings.near(word, distance)
        if found:
            return sorted(found, key=lambda one: (abs(len(one) - len(word)), one))[:8]
    return []


def _relaxed(postings: Postings, words: list[str]) -> Iterator[_Tier]:
    """Without the most common words, one after the other, down to the rarest that is known at all."""
    counted = sorted((count, word) for word in words if (count := postings.common(word)))
    known = [word for _count, word in counted]
    for kept in range(len(known) - (len(known) == len(words)), 0, -1):
        yield _Tier("some", _all(postings.stems(word, "stems", "parts") for word in known[:kept]), ", ".join(known[:kept]))


def _in_order(postings: Postings, tier: _Tier, documents: set[int], question: str) -> list[tuple[int, dict[str, Any]]]:
    """The first documents of a tier; numbers lie in showing order, whole names and phrases come before the rest."""
    found = [(number, postings.payload(number)) for number in sorted(documents)[:DEEPEST]]
    if tier.name == "name":
        return sorted(found, key=lambda one: (one[1]["ended"], _name_rank(one[1], question), one[0]))
    if tier.name in ("words", "stems"):
        return sorted(found, key=lambda one: (one[1]["ended"], question not in one[1]["sv"].lower(), one[0]))
    return found


def _name_rank(payload: dict[str, Any], question: str) -> tuple[int, bool]:
    """The place the name's author gave the code, then names spelled exactly so before those that only differ in marks."""
    named = [(rank, whole(name) != question) for _kind, name, rank in payload["names"] if joined(whole(name)) == joined(question)]
    return min(named, default=(0, payload["sv"].lower() != question))


def _parents_first(hits: list[Hit]) -> list[Hit]:
    """A code that was found stands before the codes under it that were found by its side in the next tier or the same."""
    ordered: list[Hit] = []
    for hit in hits:
        place = next((at for at, other in enumerate(ordered) if _is_parent(hit, other)), len(ordered))
        ordered.insert(place, hit)
    return ordered


def _is_parent(hit: Hit, other: Hit) -> bool:
    near = {("starts", "words"), ("starts", "stems"), ("stems", "words")}
    related = hit.kind == other.kind == "code" and hit.system == other.system and len(hit.stored) >= 3
    return related and other.stored.startswith(hit.stored) and hit.stored != other.stored and (hit.tier, other.tier) in near


def _hit(payload: dict[str, Any], tier: _Tier, question: str, language: str) -> Hit:
    title = payload["sv"] if language == "sv" else payload["en"]
    why = _why(payload, tier, question, language)
    if payload["ended"]:
        why = translate("search.why.ended", language, why=why)
    return Hit(payload["kind"], payload["system"], payload["code"], payload["stored"], title, why, tier.name)


def _why(payload: dict[str, Any], tier: _Tier, question: str, language: str) -> str:
    if tier.name == "name":
        for kind, name, _rank in payload["names"]:
            if joined(whole(name)) == joined(question):
                return translate(NAMED[kind], language, name=name)
        return translate("search.name.title", language)
    return translate(REASONS[tier.name], language, found=tier.found)
