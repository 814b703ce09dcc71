"""A question answered as pages show it: hits in groups, how many there are of each, curated sets, and what to try when nothing is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from catalog.search.query import Found, Hit, find, read_hits, search

DEEPEST = 200
"""So many hits are looked at; a facet is a floor when they were all used up."""
ORDER = ("measure", "variable", "register", "example", "help", "code")
MOST_SUGGESTIONS = 5
SURE = 1.5
"""Score from which a curated set was asked for by its name."""


@dataclass(frozen=True)
class Facet:
    """How many hits a kind (`code`, `variable`, …) and within it a system or register has."""

    kind: str
    system: str
    count: int


@dataclass(frozen=True)
class Group:
    """Hits of one kind and, for codes, one code system, best first; `total` is that of the facet."""

    kind: str
    system: str
    hits: tuple[Hit, ...]
    total: int


@dataclass(frozen=True)
class Answer:
    """What a question found.

    `sets`: curated sets of that name, shown above the hits with their caution, never applied by themselves. Where nothing was found,
    `suggestions` are questions that find something, `elsewhere` the facets outside the chosen limits.
    """

    question: str
    groups: tuple[Group, ...] = ()
    facets: tuple[Facet, ...] = ()
    sets: tuple[Hit, ...] = ()
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
    found = find(folder, text, scope=scope, system=system)
    hits = read_hits(found, found.matches, DEEPEST, language) if found else []
    sets = [hit for hit in search(folder, text, scope="sets", system=system, limit=3, language=language) if hit.score >= SURE] if scope in ("all", "codes") else []
    if hits or found is None:
        return Answer(text, _groups(hits, per_group), _facets(hits), tuple(sets))
    everywhere = search(folder, text, limit=DEEPEST, language=language) if system or scope != "all" else []
    return Answer(text, sets=tuple(sets), suggestions=_suggestions(folder, found, scope, system), elsewhere=_facets(everywhere))


def _suggestions(folder: Path, found: Found, scope: str, system: str | None) -> tuple[str, ...]:
    """The nearest code above one that does not exist, else the question with a word spelled otherwise, or without a word; only what finds something."""
    code = found.question.code
    shorter = [code[:end] for end in range(len(code) - 1, 2, -1)] if any(sign.isdigit() for sign in code) else []
    near = [" ".join(other if word == asked else word for word in found.question.words) for asked, others in found.spelled.items() for other in others]
    words = list(found.question.words)
    fewer = [" ".join(words[:at] + words[at + 1 :]) for at in range(len(words))] if len(words) > 1 else []
    tried = (text for text in (*shorter, *near, *fewer) if text and search(folder, text, scope=scope, system=system, limit=1))
    return tuple(dict.fromkeys(text for _at, text in zip(range(MOST_SUGGESTIONS), tried, strict=False)))


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
    return tuple(Facet(kind, system, count) for (kind, system), count in ordered)
