"""One system of unknown numbers: the cells that are printed, those that follow from them, and the relations anyone can write down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from jobs.disclosure.relations import POPULATION, Dimension, Link, LinkKind
from metadata.model.table import TOTAL, CellKey

WHO = "who"
"""The dimension of the people that tables count; the others say which of them."""
ATTRIBUTES = frozenset({"age_group", "region", "municipality", "county", "healthcare_region", "care_region"})
"""Attributes that a person may have differently in two periods: relations over time hold where these stand at their total."""
Integers = NDArray[np.int64]
_T = TypeVar("_T")
Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RelationName:
    """Which relation a row of the matrix is: breakdown, parent code, and the codes of the other breakdowns (with the parent in place)."""

    dimension: str
    kind: LinkKind
    parent: CellKey


@dataclass(frozen=True)
class System:
    """Cells in the order of their keys; `ordered` = printed somewhere. Rows: `equal` x = 0 (parent −1, children +1), `at_most` x ≤ 0."""

    dimensions: tuple[Dimension, ...]
    keys: tuple[CellKey, ...]
    ordered: Booleans
    equal: sparse.csr_matrix
    at_most: sparse.csr_matrix
    equal_names: tuple[RelationName, ...]
    at_most_names: tuple[RelationName, ...]

    @cached_property
    def index(self) -> Mapping[CellKey, int]:
        """Position of every key."""
        return {key: at for at, key in enumerate(self.keys)}

    @cached_property
    def heights(self) -> Integers:
        """Per cell: the sum over breakdowns of the height of its code; 0 for a leaf in all of them."""
        tables = [dimension.heights for dimension in self.dimensions]
        return np.array([sum(table.get(code, 0) for table, code in zip(tables, key, strict=True)) for key in self.keys], dtype=np.int64)

    def meet(self, first: int, second: int) -> int | None:
        """The cell that two cells have in common when each breakdown is nested, if the system holds it."""
        codes = [d.meet(a, b) for d, a, b in zip(self.dimensions, self.keys[first], self.keys[second], strict=True)]
        return None if None in codes else self.index.get(tuple(code for code in codes if code is not None))


def build_system(dimensions: Sequence[Dimension], printed: Iterable[CellKey]) -> System:
    """The system of the printed cells: every cell that follows from two others by a link joins as an unprinted unknown (a complement)."""
    shown = set(printed)
    instances = _close(dimensions, shown)
    keys = tuple(sorted(shown | {key for members in instances.values() for key in members}))
    index = {key: at for at, key in enumerate(keys)}
    ordered = np.fromiter((key in shown for key in keys), dtype=bool, count=len(keys))
    equal, at_most = _Rows(index), _Rows(index)
    for (dimension, link, _rest), members in sorted(instances.items(), key=lambda item: (item[0][0], item[0][2], item[0][1])):
        _add(equal, at_most, dimensions[dimension].id, link, members)
    return System(tuple(dimensions), keys, ordered, equal.matrix(), at_most.matrix(), tuple(equal.names), tuple(at_most.names))


@dataclass(frozen=True, order=True)
class Pair:
    """Two cells of which one holds at most what the other holds; `kind` says why (`nested`, `period`, `code`)."""

    inner: int
    outer: int
    kind: str = "nested"


def add_pairs(system: System, pairs: Sequence[Pair]) -> System:
    """The system with an inequality a pair, but those it states already."""
    known = {tuple(system.at_most.indices[begin:end].tolist()) for begin, end in pairwise(system.at_most.indptr) if end - begin == 2}
    fresh = [pair for pair in pairs if (pair.inner, pair.outer) not in known]
    if not fresh:
        return system
    count = len(fresh)
    rows = sparse.csr_matrix(
        (np.tile([1.0, -1.0], count), np.array([[pair.inner, pair.outer] for pair in fresh], dtype=np.int32).ravel(), np.arange(0, 2 * count + 1, 2)),
        shape=(count, len(system.keys)),
    )
    names = tuple(RelationName(pair.kind, LinkKind.part, system.keys[pair.outer]) for pair in fresh)
    return replace(system, at_most=sparse.vstack([system.at_most, rows]).tocsr(), at_most_names=(*system.at_most_names, *names))


def add_differences(system: System, pairs: Sequence[Pair]) -> System:
    """The system with the people of each outer cell who are not in the inner one as a cell nobody printed."""
    count, size = len(pairs), len(system.keys)
    if not count:
        return system
    columns = [column for at, pair in enumerate(pairs) for column in (pair.inner, size + at, pair.outer)]
    rows = sparse.csr_matrix((np.tile([1.0, 1.0, -1.0], count), np.array(columns, dtype=np.int32), np.arange(0, 3 * count + 1, 3)), shape=(count, size + count))
    keys = tuple(_difference(system.keys[pair.outer], system.keys[pair.inner]) for pair in pairs)
    names = tuple(RelationName("difference", LinkKind.sum, system.keys[pair.outer]) for pair in pairs)
    wide = [sparse.hstack([matrix, sparse.csr_matrix((matrix.shape[0], count))]).tocsr() for matrix in (system.equal, system.at_most)]
    return System(
        system.dimensions, (*system.keys, *keys), np.r_[system.ordered, np.zeros(count, dtype=bool)], sparse.vstack([wide[0], rows]).tocsr(), wide[1],
        (*system.equal_names, *names), system.at_most_names,
    )


def _difference(outer: CellKey, inner: CellKey) -> CellKey:
    return tuple(whole if whole == part else f"{whole} less {part}" for whole, part in zip(outer, inner, strict=True))


_Instance = tuple[int, Link, CellKey]


def _close(dimensions: Sequence[Dimension], shown: set[CellKey]) -> dict[_Instance, tuple[CellKey, ...]]:
    """Every link at every place where it says something: two of its codes are there (or the breakdown says it always holds)."""
    cells = set(shown)
    instances: dict[_Instance, tuple[CellKey, ...]] = {}
    fresh = cells
    who = next((at for at, dimension in enumerate(dimensions) if dimension.id == WHO), None)
    derived = [_derived(dimension, {key[at] for key in shown}) for at, dimension in enumerate(dimensions)]
    while fresh:
        added: set[CellKey] = set()
        for at, dimension in enumerate(dimensions):
            others = _without(dimensions, at)
            apart = _without(derived, at)
            attributes = [place for place, other in enumerate(others) if other.id in ATTRIBUTES]
            for rest, codes in _places(fresh, at).items():
                people = None if who is None or who == at else rest[who - (who > at)]
                inside = any(rest[place] != TOTAL for place in attributes)
                is_rest = any(code in apart[place] for place, code in enumerate(rest))
                for link in {link for code in codes for link in dimension.by_member.get(code, ())}:
                    if (at, link, rest) in instances or (link.at_totals and inside) or (is_rest and link.kind is not LinkKind.sum) or (people is not None and link.whos and people not in link.whos):
                        continue
                    members = tuple((*rest[:at], code, *rest[at:]) for code in link.members)
                    if dimension.is_complete or sum(key in cells for key in members) > 1:
                        instances[at, link, rest] = members
                        added.update(key for key in members if key not in cells)
        cells |= added
        fresh = added
    return instances


def _derived(dimension: Dimension, printed: set[str]) -> frozenset[str]:
    """People that are a remainder of others (drugs only, users who are not new): those of a month need not be among those of the year."""
    if dimension.id not in (WHO, POPULATION):
        return frozenset()
    return frozenset(code for link in dimension.links for code in link.members) - printed


def _without(dimensions: Sequence[_T], at: int) -> list[_T]:
    return [*dimensions[:at], *dimensions[at + 1 :]]


def _places(cells: Iterable[CellKey], at: int) -> dict[CellKey, set[str]]:
    found: dict[CellKey, set[str]] = {}
    for key in cells:
        found.setdefault((*key[:at], *key[at + 1 :]), set()).add(key[at])
    return found


class _Rows:
    """Rows of a sparse matrix being written."""

    def __init__(self, index: Mapping[CellKey, int]) -> None:
        self._index = index
        self._columns: list[int] = []
        self._signs: list[float] = []
        self._starts = [0]
        self.names: list[RelationName] = []

    def add(self, name: RelationName, positive: Iterable[CellKey], negative: Iterable[CellKey]) -> None:
        for sign, keys in ((1.0, positive), (-1.0, negative)):
            for key in keys:
                self._columns.append(self._index[key])
                self._signs.append(sign)
        self._starts.append(len(self._columns))
        self.names.append(name)

    def matrix(self) -> sparse.csr_matrix:
        shape = (len(self.names), len(self._index))
        return sparse.csr_matrix((np.array(self._signs), np.array(self._columns, dtype=np.int32), np.array(self._starts, dtype=np.int32)), shape=shape)


def _add(equal: _Rows, at_most: _Rows, dimension: str, link: Link, members: tuple[CellKey, ...]) -> None:
    parent, children = members[0], members[1:]
    name = RelationName(dimension, link.kind, parent)
    if link.kind is LinkKind.sum:
        equal.add(name, children, [parent])
        return
    if link.kind is LinkKind.within:
        at_most.add(name, children, [parent])
        return
    for child in children:
        at_most.add(name, [child], [parent])
    if link.kind is LinkKind.cover:
        at_most.add(name, [parent], children)
