"""Sets of codes as intervals of text: whether one lies in another, and the common pieces several are cut into."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from itertools import pairwise

from jobs.disclosure.kin.counted import Extent
from jobs.disclosure.relations import Link, LinkKind

LAST = "\uffff"
LONGEST_NAME = 60


def tidy(intervals: Iterable[tuple[str, str]]) -> Extent:
    """Sorted, empty ones left out, touching ones joined."""
    found: list[tuple[str, str]] = []
    for first, after in sorted(one for one in intervals if one[0] < one[1]):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(after, found[-1][1]))
        else:
            found.append((first, after))
    return tuple(found)


def without(extent: Extent, other: Extent) -> Extent:
    """What of an extent is not in the other."""
    left = list(extent)
    for first, after in other:
        left = [piece for low, high in left for piece in ((low, min(high, first)), (max(low, after), high)) if piece[0] < piece[1]]
    return tidy(left)


def lies_in(inner: Extent | None, outer: Extent | None) -> bool:
    """Whether every code of one is in the other; None is every code there is."""
    return outer is None or (inner is not None and not without(inner, outer))


def name_of(extent: Extent) -> str:
    """A readable name: the prefixes and ranges, cut short by a digest where there are many."""
    names = [_interval_name(first.partition(":")[2], after.partition(":")[2]) for first, after in extent]
    text = " ".join(names)
    if len(text) <= LONGEST_NAME:
        return text
    return f"{names[0]}…{hashlib.sha256(repr(extent).encode()).hexdigest()[:12]}"


def _interval_name(first: str, after: str) -> str:
    if after == first + LAST:
        return first
    return first if after == first + "\0" else f"{first}–{after.rstrip(LAST)}"


def cut_extents(extents: Mapping[str, Extent], kind: LinkKind = LinkKind.sum) -> tuple[Link, ...]:
    """Each code as the sum of the pieces that all codes together are cut into; a piece that is a code of its own keeps its name."""
    edges = sorted({edge for extent in extents.values() for interval in extent for edge in interval})
    pieces: dict[frozenset[str], list[tuple[str, str]]] = {}
    for first, after in pairwise(edges):
        inside = frozenset(name for name, extent in extents.items() if any(low <= first and after <= high for low, high in extent))
        if inside:
            pieces.setdefault(inside, []).append((first, after))
    by_extent = {extent: name for name, extent in sorted(extents.items(), reverse=True)}
    named = {inside: by_extent.get(piece := tidy(found), name_of(piece)) for inside, found in pieces.items()}
    links = []
    for name in sorted(extents):
        parts = sorted({label for inside, label in named.items() if name in inside} - {name})
        if len(parts) > 1:
            links.append(Link(name, tuple(parts), kind))
    return tuple(links)
