"""Printed cells of which one holds everybody of the other: the people in between follow by subtraction, whatever tables they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

import numpy as np

from jobs.disclosure.kin import Kinship
from jobs.disclosure.relations import Dimension, LinkKind, parse_band
from jobs.disclosure.system import ATTRIBUTES, WHO, Pair, System
from metadata.model.table import TOTAL, UNKNOWN, CellKey

_Step = tuple[str, bool]
"""A code that holds another, and whether their difference is a cell of the system already."""


def find_pairs(system: System, kinship: Kinship, margins: Mapping[str, str], values: Mapping[CellKey, int]) -> list[Pair]:
    """Pairs of printed cells that no relation of the system ties and between which no cell lies, as far as the known numbers do not contradict.

    `margins`: what the total of a dimension stands for · `values`: known numbers. Where a kind of pair is contradicted in one place (an age or a
    county differs between two counts of the same people) it is kept at the totals of ages and places alone.
    """
    people = next((at for at, dimension in enumerate(system.dimensions) if dimension.id == WHO), None)
    printed = {system.keys[at][people] for at in np.flatnonzero(system.ordered)} if people is not None else {""}
    above = {
        who: [_holders(dimension, kinship, margins, {key[at] for key in system.keys}, who) for at, dimension in enumerate(system.dimensions)]
        for who in sorted(printed)
    }
    if not any(not linked for several in above.values() for steps in several for found in steps.values() for _code, linked in found):
        return []
    kinds: dict[tuple[tuple[str, str], ...], list[tuple[int, int]]] = {}
    for at in np.flatnonzero(system.ordered):
        key = system.keys[at]
        for target in _above(key, above[key[people] if people is not None else ""], system.index):
            other = system.index[target]
            if system.ordered[other]:
                changed = tuple((f"{place}:{old}", new) for place, (old, new) in enumerate(zip(key, target, strict=True)) if old != new)
                kinds.setdefault(changed, []).append((int(at), other))
    names = [dimension.id for dimension in system.dimensions]
    found = []
    for changed, cells in kinds.items():
        dimensions = {names[int(old.partition(":")[0])] for old, _new in changed}
        kind = dimensions.pop() if len(dimensions) == 1 else "nested"
        found += [Pair(inner, outer, kind) for inner, outer in _uncontradicted(cells, system, values)]
    return sorted(found)


def _uncontradicted(cells: Sequence[tuple[int, int]], system: System, values: Mapping[CellKey, int]) -> Iterable[tuple[int, int]]:
    keys = system.keys
    true = [pair for pair in cells if values.get(keys[pair[0]], 0) <= values.get(keys[pair[1]], np.inf)]
    if len(true) == len(cells):
        return true
    attributes = [at for at, dimension in enumerate(system.dimensions) if dimension.id in ATTRIBUTES]
    return [pair for pair in true if all(keys[pair[0]][at] == TOTAL for at in attributes)]


def _holders(dimension: Dimension, kinship: Kinship, margins: Mapping[str, str], codes: set[str], who: str) -> dict[str, list[_Step]]:
    """Per code the codes that hold it, as far as some people's numbers are concerned: rows add over periods where persons do not."""
    mine = [link for link in dimension.links if link.kind is LinkKind.sum and not link.at_totals and (not link.whos or who in link.whos)]
    linked = {(child, link.parent) for link in mine for child in link.children}
    below = dimension.below
    found: dict[str, list[_Step]] = {}
    for code in sorted(codes):
        holders = [other for other in sorted(codes) if other != code and _holds(dimension.id, other, code, below, kinship, margins)]
        found[code] = [(other, (code, other) in linked or _is_sum_above(code, other, linked)) for other in holders]
    return found


def _is_sum_above(code: str, other: str, linked: set[tuple[str, str]]) -> bool:
    """Whether sums lead from a code up to the other."""
    seen, waiting = {code}, [code]
    while waiting:
        here = waiting.pop()
        for child, parent in linked:
            if child == here and parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return other in seen


def _holds(name: str, outer: str, inner: str, below: Mapping[str, frozenset[str]], kinship: Kinship, margins: Mapping[str, str]) -> bool:
    if name == WHO:
        return (inner, outer) in kinship.inside
    if inner in below.get(outer, ()):
        return True
    said = [margins.get(name, code) if code == TOTAL else code for code in (inner, outer)]
    if outer == TOTAL and name not in ("period", "code"):
        return inner != UNKNOWN and "@" not in inner
    bands = [parse_band(code) for code in said]
    if name == "age_group" and bands[0] is not None and bands[1] is not None:
        return bands[1][0] <= bands[0][0] and bands[0][1] <= bands[1][1]
    return kinship.is_inside(name, *said) and said[0] != said[1]


def _above(key: CellKey, above: Sequence[Mapping[str, list[_Step]]], index: Mapping[CellKey, int]) -> Iterable[CellKey]:
    """Cells that hold a cell: by one step, or by several where no single one of them leads to a cell."""
    absent: list[list[_Step]] = []
    for at, code in enumerate(key):
        steps = above[at].get(code, [])
        missing = []
        for other, linked in steps:
            target = (*key[:at], other, *key[at + 1 :])
            if target not in index:
                missing.append((other, linked))
            elif not linked:
                yield target
        absent.append([(code, True), *missing])
    for several in product(*absent) if sum(len(steps) > 1 for steps in absent) > 1 else ():
        target = tuple(code for code, _linked in several)
        changed = sum(code != old for code, old in zip(target, key, strict=True))
        if changed > 1 and target in index and not all(linked for _code, linked in several):
            yield target
