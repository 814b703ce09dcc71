"""A question in words or codes to ranked hits, each saying why it was found (codes.md 10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.search.analysis import fold, joined, whole
from catalog.search.matching import Match, Question, begins_code, match, read_question
from catalog.search.postings import Postings, open_families, open_parts
from catalog.search.sources import CONTENT
from common.translate import translate

SCOPES: dict[str, tuple[str, ...]] = {
    "codes": ("code",), "variables": ("variable",), "examples": ("example",), "measures": ("measure",), "registers": ("register",), "help": ("help",), "sets": ("set",),
    "all": ("measure", "variable", "register", "example", "help", "code"),
}
LONGEST_QUESTION = 200
MOST_UNKNOWN = 3
"""With more unknown words than this no spelling is guessed."""
CROWD, LOOKED_AT = 2, 12
"""So many codes found under one code bring that code to the front."""
SHORTEST_PARENT = 3
NATIONAL = ("ICD-10-SE", 5)
"""The national detail of a list, by system and length of code: its code above follows at once, since most questions mean that one."""

NAMED = {
    "lay": "search.name.lay", "abbreviation": "search.name.abbreviation", "brand": "search.name.brand", "substance": "search.name.substance",
    "class": "search.name.class", "synonym": "search.name.synonym", "english": "search.name.english", "column": "search.name.column",
    "inclusion": "search.name.inclusion", "example": "search.name.example", "latin": "search.name.latin",
}
REASONS = {
    "code": "search.why.code", "code_starts": "search.why.code_starts", "key": "search.why.key", "words": "search.why.words", "folded": "search.why.words",
    "stems": "search.why.stems", "sounds": "search.why.sounds", "terms": "search.why.terms", "starts": "search.why.starts", "parts": "search.why.parts",
    "families": "search.why.families", "compound": "search.why.compound", "roots": "search.why.families", "partly": "search.why.core", "core": "search.why.core", "fuzzy": "search.why.fuzzy", "trimmed": "search.why.starts", "body": "search.why.body",
    "some": "search.why.some", "above": "search.why.above",
}


@dataclass(frozen=True)
class Hit:
    """Something found. `system`: code system or register, empty for measures and examples; `code` as people read it, `stored` as it is stored.

    `above`: the code right above with its title; `below`: number of codes below; `successor`: where an ended code's content is now.
    `score`: 3 the code itself, 2 a whole name, at most 1 words of the name.
    """

    kind: str
    system: str
    code: str
    stored: str
    title: str
    why: str
    tier: str
    above: str = ""
    below: int = 0
    ended: bool = False
    successor: str = ""
    caution: str = ""
    score: float = 0.0


@dataclass(frozen=True)
class Found:
    """Every match of a question, best first, not yet read from the index."""

    question: Question
    matches: tuple[tuple[str, Match], ...]
    parts: Mapping[str, Postings]
    spelled: Mapping[str, tuple[str, ...]]


def search(folder: Path, text: str, *, scope: str = "all", system: str | None = None, limit: int = 20, language: str = "sv") -> list[Hit]:
    """Hits for a question, best first; empty when nothing fits or nothing was asked.

    Raises NotFound `search.error.no_index` before the first build. A question longer than 200 characters is cut.
    """
    found = find(folder, text, scope=scope, system=system)
    return read_hits(found, found.matches, limit, language) if found and limit > 0 else []


def find(folder: Path, text: str, *, scope: str = "all", system: str | None = None) -> Found | None:
    """Matches in every part that the scope and the system leave; None when nothing was asked."""
    asked = whole(text[:LONGEST_QUESTION])
    if not asked:
        return None
    families, parts = open_families(folder), open_parts(folder)
    question = read_question(asked, families)
    chosen = {name: part for name, part in parts.items() if _may_hold(name, scope, system)}
    spelled = _spelled(question, chosen)
    is_code = any(begins_code(part, question) for part in chosen.values())
    matches = []
    for name, part in chosen.items():
        allowed = _allowed(part, name, scope, system)
        matches += [(name, one) for one in match(part, question, allowed, {word: list(near) for word, near in spelled.items()}, is_code)]
    return Found(question, tuple(sorted(matches, key=lambda one: -one[1].score)), chosen, spelled)


def _may_hold(name: str, scope: str, system: str | None) -> bool:
    if name == CONTENT:
        return scope != "codes"
    return scope in ("all", "codes") and (system is None or name.lower() == system.lower())


def _allowed(part: Postings, name: str, scope: str, system: str | None) -> frozenset[int] | None:
    if name != CONTENT:
        return None
    kinds = part.having("kind", *SCOPES[scope])
    return kinds if system is None else kinds & part.having("system", system.lower())


def _spelled(question: Question, parts: Mapping[str, Postings]) -> dict[str, tuple[str, ...]]:
    """Words near those that no part knows: one wrong letter from five letters on, two from nine."""
    found = {}
    unknown = [token.text for token in question.tokens if not token.is_phrase and not token.groups and len(token.text) >= 4 and token.text.isalpha()]
    for word in [word for word in unknown if not any(_knows(part, word) for part in parts.values())][:MOST_UNKNOWN]:
        for most in (1, 2) if len(word) >= 8 else (1,):
            near = [other for part in parts.values() for other in part.lexicon.near(fold(word), most)]
            if near:
                found[word] = tuple(dict.fromkeys(near))[:8]
                break
    return found


def _knows(part: Postings, word: str) -> bool:
    folded = fold(word)
    return folded in part.lexicon.words or (len(folded) >= 4 and bool(part.having("starts", folded[:12])) and len(folded) <= 12)


def read_hits(found: Found, matches: tuple[tuple[str, Match], ...], limit: int, language: str) -> list[Hit]:
    """The first hits of some matches: equal scores in showing order, ended codes last, a parent before its children."""
    read = [_Read(one, name, found.parts[name].payload(one.number)) for name, one in _enough(matches, limit)]
    read.sort(key=lambda one: (one.payload["ended"], -one.match.score, one.payload["order"]))
    return [_hit(one.payload, one.match, found.question, language) for one in _with_parents(read, found, limit)[:limit]]


@dataclass(frozen=True)
class _Read:
    match: Match
    part: str
    payload: dict[str, Any]

    @property
    def family(self) -> tuple[str, str]:
        """The code right above, for what is found by words alone; empty elsewhere."""
        return (self.part, self.payload["parent"]) if self.match.score <= 1 and self.payload["parent"] else ("", "")


def _with_parents(read: list[_Read], found: Found, limit: int) -> list[_Read]:
    """Where several codes under one code were found by words, that code stands before them: it is what they have in common."""
    crowded = {key for key, count in Counter(one.family for one in read[: max(limit, LOOKED_AT)]).items() if count >= CROWD and key[0]}
    ordered: list[_Read] = []
    placed = {(one.part, one.payload["stored"]) for one in read if one.match.score > 1}
    for one in read:
        if one.family in crowded and one.family not in placed:
            parent = _parent(one, found)
            if parent is not None:
                ordered.append(parent)
                placed.add(one.family)
        if (one.part, one.payload["stored"]) not in placed or one.match.score > 1:
            placed.add((one.part, one.payload["stored"]))
            ordered.append(one)
            parent = _parent(one, found) if one.part == NATIONAL[0] and len(one.payload["stored"]) == NATIONAL[1] and one.family[0] else None
            if parent is not None and one.family not in placed:
                placed.add(one.family)
                ordered.append(parent)
    return ordered


def _parent(one: _Read, found: Found) -> _Read | None:
    part = found.parts[one.part]
    for number in part.having("code", one.payload["parent"]):
        payload = part.payload(number)
        if len(payload["stored"]) >= SHORTEST_PARENT:
            return _Read(Match(number, one.match.score, "above", one.match.found), one.part, payload)
    return None


def _enough(matches: tuple[tuple[str, Match], ...], limit: int) -> list[tuple[str, Match]]:
    """The first so many of every part: those of equal score lie in showing order there."""
    taken: dict[str, int] = {}
    chosen = []
    for name, one in matches:
        taken[name] = taken.get(name, 0) + 1
        if taken[name] <= limit + 8:
            chosen.append((name, one))
    return chosen


def _hit(payload: dict[str, Any], one: Match, question: Question, language: str) -> Hit:
    title = payload["sv"] if language == "sv" else payload["en"]
    why = _why(payload, one, question, language)
    if payload["ended"]:
        why = translate("search.why.moved" if payload["successor"] else "search.why.ended", language, why=why, successor=payload["successor"])
    return Hit(
        payload["kind"], payload["system"], payload["code"], payload["stored"], title, why, one.way, payload["above"][0 if language == "sv" else 1], payload["below"], payload["ended"],
        payload["successor"], payload["caution"][0 if language == "sv" else 1], one.score,
    )


def _why(payload: dict[str, Any], one: Match, question: Question, language: str) -> str:
    if one.way == "name":
        for kind, name, _rank in payload["names"]:
            if joined(whole(name)) == joined(question.text):
                return translate(NAMED[kind], language, name=name)
        return translate("search.name.title", language)
    return translate(REASONS[one.way], language, found=", ".join(one.found))
