"""What a search found, arranged for a page: groups by kind, code systems apart, counts to narrow by, and the page each hit leads to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from catalog.search.query import Hit, search
from web.doors import doors
from web.language import language, t
from web.present import unfilled

KINDS = {"codes": "code", "variables": "variable", "measures": "measure", "registers": "register", "examples": "example", "help": "help"}
"""The word of the address → the kind of hit."""
MOST = 200
"""Hits of one kind that are looked at; a count that reaches it is written with a plus."""
SHOWN_OF_GROUP = 6


@dataclass(frozen=True)
class FoundPage:
    """A hit as shown: its code or column where it has one, the system or register, title, why it was found, the page it leads to."""

    mark: str
    place: str
    title: str
    why: str
    href: str


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
    """Everything about a question: groups in the order of their best hit, what can be narrowed, and how many hits there are in all."""

    groups: tuple[Group, ...]
    kinds: tuple[Facet, ...]
    systems: tuple[Facet, ...]
    total: int


def find(query: str, kind: str = "", system: str = "") -> Found:
    """The hits of a question. `kind` is a word of KINDS or empty, `system` a code system or register or empty; unknown ones narrow nothing."""
    folder = doors().settings.index_folder
    hits = {word: search(folder, query, scope=word, limit=MOST, language=language()) for word in KINDS} if query else {}
    kind = kind if kind in KINDS else ""
    found = [group for word in KINDS if not kind or kind == word for group in _groups(word, hits.get(word, []))]
    systems = [group for group in found if group[1]]
    if system in {group[1] for group in systems}:
        found = [group for group in systems if group[1] == system]
    else:
        system = ""
    shown = MOST if len(found) == 1 else SHOWN_OF_GROUP
    return Found(
        tuple(_group(*group, shown) for group in sorted(found, key=lambda group: _rank(group[2][0]))),
        tuple(Facet(word, "", t(f"web.search.kind.{word}"), _count(len(some)), word == kind) for word, some in hits.items() if some),
        tuple(Facet(word, own, _label(word, own), _count(len(some)), own == system) for word, own, some in systems) if len(systems) > 1 else (),
        sum(len(group[2]) for group in found),
    )


def suggest(query: str, limit: int) -> list[FoundPage]:
    """The first hits of any kind, for typing ahead."""
    return [found_page(hit) for hit in search(doors().settings.index_folder, query, limit=limit, language=language())]


def found_page(hit: Hit) -> FoundPage:
    """A hit with its address."""
    if hit.kind == "code":
        return FoundPage(hit.code, hit.system, hit.title, hit.why, url_for("codes.code", system=hit.system, code=hit.stored))
    if hit.kind == "variable":
        return FoundPage(hit.code, hit.system.upper(), hit.title, hit.why, url_for("catalog.variable", register_code=hit.system, column=hit.code))
    address = {
        "example": lambda: url_for("examples.example", key=hit.stored),
        "help": lambda: url_for("help.page", key=hit.stored),
        "register": lambda: url_for("catalog.register", register_code=hit.stored),
        "measure": lambda: url_for("catalog.measure", measure_id=hit.stored),
    }[hit.kind]()
    return FoundPage("", t(f"web.search.kind.{hit.kind}"), unfilled(hit.title), hit.why, address)


def _groups(kind: str, hits: list[Hit]) -> Iterable[tuple[str, str, list[Hit]]]:
    """Codes and variables by system or register, the others together."""
    by_system: dict[str, list[Hit]] = {}
    for hit in hits:
        by_system.setdefault(hit.system if kind == "codes" else "", []).append(hit)
    return ((kind, system, some) for system, some in by_system.items())


def _group(kind: str, system: str, hits: list[Hit], shown: int) -> Group:
    pages = tuple(found_page(hit) for hit in hits[:shown])
    return Group(kind, system, _label(kind, system), _count(len(hits)), pages, len(hits) - len(pages))


def _label(kind: str, system: str) -> str:
    return system or t(f"web.search.kind.{kind}")


def _rank(hit: Hit) -> float:
    """Groups whose best hit answers better stand first."""
    return -hit.score


def _count(number: int) -> str:
    return f"{number}+" if number >= MOST else str(number)
