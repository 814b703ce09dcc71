"""What a search found, arranged for a page: curated sets, groups by kind, counts to narrow by, and the page each hit leads to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import url_for

from catalog.search import answer as answers
from catalog.search.answer import DEEPEST, Answer, answer
from catalog.search.index import read_stamps
from catalog.search.query import Hit, search
from web.doors import doors
from web.language import language, t
from web.present import unfilled

KINDS = {"codes": "code", "variables": "variable", "registers": "register", "measures": "measure", "examples": "example", "help": "help"}
"""The word of the address → the kind of hit."""
SHOWN_OF_GROUP = 6


@dataclass(frozen=True)
class FoundPage:
    """A hit as shown: its code or column where it has one, the system or register, title, why it was found, the page it leads to.

    `above`: the code right above with its title; `below`: how many codes stand below; `caution`: what to mind before a curated set is used.
    """

    mark: str
    place: str
    title: str
    why: str
    href: str
    above: str = ""
    below: int = 0
    caution: str = ""


@dataclass(frozen=True)
class Facet:
    """One way to narrow: the words of the address, the label, how many, and whether it is chosen now."""

    kind: str
    system: str
    label: str
    count: str
    is_chosen: bool


@dataclass(frozen=True)
class Group:
    """Hits of one kind, or of one code system, best first; `more` is how many further there are."""

    kind: str
    system: str
    label: str
    count: str
    hits: tuple[FoundPage, ...]
    more: int


@dataclass(frozen=True)
class Found:
    """Everything about a question: curated sets, groups in the order of their best hit, ways to narrow, how many hits in all, other spellings."""

    sets: tuple[FoundPage, ...]
    groups: tuple[Group, ...]
    kinds: tuple[Facet, ...]
    systems: tuple[Facet, ...]
    total: int
    suggestions: tuple[str, ...]


def find(query: str, kind: str = "", system: str = "") -> Found:
    """The hits of a question. `kind` is a word of KINDS or empty, `system` a code system or register or empty; unknown ones narrow nothing."""
    every = _answer(query, "all", "", SHOWN_OF_GROUP)
    kind = kind if kind in KINDS else ""
    system = next((one.system for one in every.facets if system and one.system.lower() == system.lower()), "")
    chosen = _answer(query, kind or "all", system, DEEPEST) if kind or system else every
    return Found(
        sets=tuple(found_page(hit) for hit in chosen.sets), groups=tuple(_group(group) for group in chosen.groups),
        kinds=tuple(_kinds(every, kind)), systems=tuple(_systems(every, kind, system)), total=sum(group.total for group in chosen.groups),
        suggestions=chosen.suggestions,
    )


def suggest(query: str, limit: int) -> list[FoundPage]:
    """The first hits of any kind, for typing ahead."""
    return [found_page(hit) for hit in find_hits(query, limit)]


def find_hits(query: str, limit: int, scope: str = "all", system: str | None = None) -> tuple[Hit, ...]:
    """Ranked hits, best first, as `catalog.search.query.search` gives them."""
    folder = doors().settings.index_folder
    return _kept_hits(folder, _state(folder), query, limit, scope, system, language())


def _answer(query: str, scope: str, system: str, per_group: int) -> Answer:
    folder = doors().settings.index_folder
    return _kept_answer(folder, _state(folder), query, scope, system, per_group, language())


def _state(folder: Path) -> tuple[tuple[str, str], ...]:
    """What the index in use was built from; another index gives other answers."""
    return tuple(sorted(read_stamps(folder).items()))


@lru_cache(maxsize=256)
def _kept_answer(folder: Path, _state: object, query: str, scope: str, system: str, per_group: int, words: str) -> Answer:
    """The same words are asked again and again, and an answer depends on nothing but them and the index."""
    return answer(folder, query, scope=scope, system=system or None, per_group=per_group, language=words)


@lru_cache(maxsize=2048)
def _kept_hits(folder: Path, _state: object, query: str, limit: int, scope: str, system: str | None, words: str) -> tuple[Hit, ...]:
    return tuple(search(folder, query, scope=scope, system=system, limit=limit, language=words))


def found_page(hit: Hit) -> FoundPage:
    """A hit with its address."""
    if hit.kind == "code":
        return FoundPage(hit.code, hit.system, hit.title, hit.why, url_for("codes.code", system=hit.system, code=hit.stored), hit.above, hit.below)
    if hit.kind == "variable":
        return FoundPage(hit.code, hit.system.upper(), hit.title, hit.why, url_for("catalog.variable", register_code=hit.system, column=hit.code))
    address = {
        "set": lambda: url_for("code_lists.builder", system=hit.system, expr=hit.code),
        "example": lambda: url_for("examples.example", key=hit.stored),
        "help": lambda: url_for("help.page", key=hit.stored),
        "register": lambda: url_for("catalog.register", register_code=hit.stored),
        "measure": lambda: url_for("catalog.measure", measure_id=hit.stored),
    }[hit.kind]()
    mark = hit.code if hit.kind == "set" else ""
    return FoundPage(mark, t(f"web.search.kind.{hit.kind}"), unfilled(hit.title), hit.why, address, caution=hit.caution)


def _group(group: answers.Group) -> Group:
    word = next(word for word, kind in KINDS.items() if kind == group.kind)
    return Group(word, group.system, _label(word, group.system), _count(group.total), tuple(map(found_page, group.hits)), group.total - len(group.hits))


def _kinds(every: Answer, chosen: str) -> Iterable[Facet]:
    for word, kind in KINDS.items():
        count = sum(one.count for one in every.facets if one.kind == kind)
        if count:
            yield Facet(word, "", t(f"web.search.kind.{word}"), _count(count), word == chosen)


def _systems(every: Answer, kind: str, chosen: str) -> Iterable[Facet]:
    """Code systems, or the registers of variables once variables are chosen; nothing where there is no choice."""
    word = "variables" if kind == "variables" else "codes"
    found = [one for one in every.facets if one.kind == KINDS[word] and kind in ("", word)]
    for one in found if len(found) > 1 else ():
        yield Facet(word, one.system, one.system if word == "codes" else one.system.upper(), _count(one.count), one.system == chosen)


def _label(word: str, system: str) -> str:
    return system or t(f"web.search.kind.{word}")


def _count(number: int) -> str:
    return f"{number}+" if number >= DEEPEST else str(number)
