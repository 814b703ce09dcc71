"""A question answered as pages show it: hits in groups, how many there are of each, and what to try when nothing is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from catalog.search.query import Hit, search

DEEPEST = 200
"""So many hits are looked at in a group; a facet that reaches it says at least so many."""
ORDER = ("measure", "variable", "register", "example", "help", "code")


@dataclass(frozen=True)
class Facet:
    """How many hits a kind (`code`, `variable`, …) and within it a system or register has; `is_floor`: at least so many."""

    kind: str
    system: str
    count: int
    is_floor: bool = False


@dataclass(frozen=True)
class Group:
    """Hits of one kind and, for codes, one code system, best first; `total` is that of the facet."""

    kind: str
    system: str
    hits: tuple[Hit, ...]
    total: int


@dataclass(frozen=True)
class Answer:
    """What a question found. `groups` empty: `suggestions` are spellings that would find something, `elsewhere` the facets outside the chosen limits."""

    question: str
    groups: tuple[Group, ...] = ()
    facets: tuple[Facet, ...] = ()
    suggestions: tuple[str, ...] = ()
    elsewhere: tuple[Facet, ...] = field(default=())

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Every shown hit, group by group."""
        return tuple(hit for group in self.groups for hit in group.hits)


def answer(
    folder: Path, text: str, *, scope: str = "all", system: str | None = None, per_group: int = 8, language: str = "sv"
) -> Answer:
    """The groups of a question, the group with the best hit first; limited to a scope of `query.SCOPES` and one code system or register.

    Raises NotFound `search.error.no_index` before the first build.
    """
    found = search(folder, text, scope=scope, system=system, limit=DEEPEST, language=language)
    groups = _groups(found, per_group)
    everywhere = search(folder, text, limit=DEEPEST, language=language) if not found and (system or scope != "all") else []
    return Answer(text, groups, _facets(found), (), _facets(everywhere))


def _key(hit: Hit) -> tuple[str, str]:
    return (hit.kind, hit.system if hit.kind == "code" else "")


def _groups(hits: Sequence[Hit], per_group: int) -> tuple[Group, ...]:
    gathered: dict[tuple[str, str], list[Hit]] = {}
    for hit in hits:
        gathered.setdefault(_key(hit), []).append(hit)
    return tuple(Group(kind, system, tuple(found[:per_group]), len(found)) for (kind, system), found in gathered.items())


def _facets(hits: Sequence[Hit]) -> tuple[Facet, ...]:
    counted: dict[tuple[str, str], int] = {}
    for hit in hits:
        counted[hit.kind, hit.system] = counted.get((hit.kind, hit.system), 0) + 1
    ordered = sorted(counted.items(), key=lambda one: (ORDER.index(one[0][0]), -one[1], one[0][1]))
    return tuple(Facet(kind, system, count, len(hits) >= DEEPEST) for (kind, system), count in ordered)
