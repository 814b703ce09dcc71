"""What the codes of one breakdown have to do with each other: sums, covers and parts, read from shells, bands or a relations document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from metadata.model.table import TOTAL, UNKNOWN

POPULATION = "population"
POPULATION_PIECES: tuple[Mapping[str, str], ...] = (
    {"LMED only": "LMED", "BADA": "LMED"},
    {"PAR only": "PAR", "BADA": "PAR"},
    {"LMED only": "TOTAL", "BADA": "TOTAL", "PAR only": "TOTAL"},
)
"""Three disjoint pieces under the four populations; TOTAL = LMED + PAR − BADA alone would forget BADA ≤ LMED (disclosure.md 3.2)."""

_BAND = re.compile(r"(\d+)(?:-(\d+)|(\+))?")
_OPEN = 10**6


class LinkKind(StrEnum):
    """sum: parent = Σ children · cover: child ≤ parent ≤ Σ children · part: child ≤ parent · within: Σ children ≤ parent."""

    sum = "sum"
    cover = "cover"
    part = "part"
    within = "within"


@dataclass(frozen=True, order=True)
class Link:
    """A parent code and its children inside one breakdown.

    `whos`: the people it holds for, empty = all. `at_totals`: it holds only where age and place stand at their total
    (a person's age and county change between periods).
    """

    parent: str
    children: tuple[str, ...]
    kind: LinkKind = LinkKind.sum
    whos: tuple[str, ...] = ()
    at_totals: bool = False

    @property
    def members(self) -> tuple[str, ...]:
        """Parent first, then the children."""
        return (self.parent, *self.children)


@dataclass(frozen=True)
class Dimension:
    """A breakdown of a system: its links.

    `is_complete`: the links count in every cell, also where only one of their codes is printed.
    """

    id: str
    links: tuple[Link, ...] = ()
    is_complete: bool = False

    @cached_property
    def by_member(self) -> Mapping[str, tuple[Link, ...]]:
        """Links in which a code takes part."""
        found: dict[str, list[Link]] = {}
        for link in self.links:
            for code in link.members:
                found.setdefault(code, []).append(link)
        return {code: tuple(links) for code, links in found.items()}

    @cached_property
    def below(self) -> Mapping[str, frozenset[str]]:
        """Every code under a parent, at any depth."""
        direct: dict[str, set[str]] = {}
        for link in self.links:
            direct.setdefault(link.parent, set()).update(link.children)
        return {code: frozenset(_reach(code, direct)) for code in direct}

    @cached_property
    def heights(self) -> Mapping[str, int]:
        """Steps from a parent down to its deepest leaf; a leaf is not listed."""
        found: dict[str, int] = {}
        for code in sorted(self.below, key=lambda name: len(self.below[name])):
            found[code] = 1 + max((found.get(child, 0) for child in self.below[code]), default=0)
        return found

    def meet(self, first: str, second: str) -> str | None:
        """The code that both have in common when one lies in the other (all its pieces do: LMED in TOTAL, 18–24 in 18–44), else None."""
        if first == second or self._lies_in(second, first):
            return second
        return first if self._lies_in(first, second) else None

    def _lies_in(self, inner: str, outer: str) -> bool:
        """Whether everybody of one code is in another: it stands under it, or is nothing but pieces that do."""
        if inner in self.below.get(outer, ()):
            return True
        links = [link for link in self.by_member.get(inner, ()) if link.parent == inner]
        return any(link.kind in (LinkKind.sum, LinkKind.cover) and set(link.children) <= self.below.get(outer, frozenset()) for link in links)


def _reach(code: str, direct: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [code]
    while waiting:
        for child in direct.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def make_links(tree: Mapping[str, str], kind: LinkKind = LinkKind.sum) -> tuple[Link, ...]:
    """Links of a child → parent mapping, sorted."""
    children: dict[str, list[str]] = {}
    for child, parent in tree.items():
        children.setdefault(parent, []).append(child)
    return tuple(sorted(Link(parent, tuple(sorted(found)), kind) for parent, found in children.items()))


def read_hierarchy(value: Any) -> tuple[Link, ...]:
    """Links of one entry of a relations document: a child → parent mapping, a list of alternative groupings, or `{tree, additive, exhaustive}`."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(sorted({link for part in value for link in read_hierarchy(part)}))
    if isinstance(value, Mapping) and isinstance(value.get("tree"), Mapping):
        additive, exhaustive = bool(value.get("additive", True)), bool(value.get("exhaustive", True))
        if additive:
            return make_links(value["tree"], LinkKind.sum if exhaustive else LinkKind.within)
        return make_links(value["tree"], LinkKind.cover if exhaustive else LinkKind.part)
    return make_links(value)


def write_hierarchy(links: Iterable[Link]) -> Any:
    """The entry of a relations document that reads back as these links."""
    found = sorted(set(links))
    kinds = {link.kind for link in found}
    if kinds <= {LinkKind.sum}:
        trees = _trees(found)
        return trees[0] if len(trees) == 1 else trees
    parts = [
        {"tree": tree, "additive": kind in (LinkKind.sum, LinkKind.within), "exhaustive": kind in (LinkKind.sum, LinkKind.cover)}
        for kind in sorted(kinds)
        for tree in _trees([link for link in found if link.kind is kind])
    ]
    return parts[0] if len(parts) == 1 else parts


def _trees(links: Sequence[Link]) -> list[dict[str, str]]:
    """As few child → parent mappings as hold every link; a child has one parent in each, a parent's children stay together."""
    trees: list[dict[str, str]] = []
    for link in links:
        home = next((tree for tree in trees if not any(child in tree for child in link.children) and link.parent not in tree.values()), None)
        if home is None:
            home = {}
            trees.append(home)
        home.update(dict.fromkeys(link.children, link.parent))
    return trees or [{}]


def parse_band(code: str) -> tuple[int, int] | None:
    """First and last year of `18-24`, `85+` or `18`; None for anything else."""
    match = _BAND.fullmatch(code)
    if not match:
        return None
    first = int(match[1])
    return first, _OPEN if match[3] else int(match[2] or first)


def cut_bands(codes: Iterable[str], total: str | None = TOTAL, kind: LinkKind = LinkKind.sum) -> tuple[Link, ...]:
    """Bands of years cut into their common pieces (`0-17` and `0-18` make the piece `18`), and the total over all pieces and unknown."""
    names = {code: band for code in sorted(set(codes)) if (band := parse_band(code)) is not None}
    edges = sorted({edge for first, last in names.values() for edge in (first, last + 1)})
    by_extent = {band: code for code, band in names.items()}
    pieces = [(first, after - 1) for first, after in zip(edges, edges[1:], strict=False) if _is_inside((first, after - 1), names.values())]
    inside = {code: [piece for piece in pieces if band[0] <= piece[0] and piece[1] <= band[1]] for code, band in names.items()}
    links = [Link(code, tuple(_name(piece, by_extent) for piece in found), kind) for code, found in inside.items() if len(found) > 1]
    if total is not None and total in set(codes):
        rest = (UNKNOWN,) if UNKNOWN in set(codes) else ()
        links.append(Link(total, tuple(_name(piece, by_extent) for piece in pieces) + rest, kind))
    return tuple(sorted(links))


def _is_inside(piece: tuple[int, int], bands: Iterable[tuple[int, int]]) -> bool:
    return any(first <= piece[0] and piece[1] <= last for first, last in bands)


def _name(piece: tuple[int, int], known: Mapping[tuple[int, int], str]) -> str:
    first, last = piece
    if piece in known:
        return known[piece]
    if last >= _OPEN:
        return f"{first}+"
    return str(first) if first == last else f"{first}-{last}"
