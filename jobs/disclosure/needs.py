"""What the protection must leave possible, cell by cell: the other values a hidden number must still be able to have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np

from jobs.disclosure.moves import EPSILON, Move
from jobs.disclosure.system import Booleans, Floats, System


@dataclass(frozen=True)
class Need:
    """`cell` must be able to move by one of `steps`. `is_marked`: also for a reader who knows that every mark is at least 1; `frozen`: an insider's cell."""

    cell: int
    steps: tuple[float, ...]
    is_marked: bool = False
    frozen: int | None = None


@dataclass(frozen=True)
class Cells:
    """The cells of one system as the protector sees them.

    `truth`: value per cell · `primary`: hidden by their own content · `threshold`: per cell, in persons · `is_count`: the value is persons ·
    `width`: the share of its upper end that a hidden one must keep open where it is not · `unit`: least distance that is not "exact" · `few`: cells
    nobody printed that are rows or amounts of a few persons · `zeros`: the policy's word · `pinned`: cells that may not be hidden (shown in an earlier
    delivery) · `foreign`: cells of which only the mark of an earlier delivery is known · `ties`: cells hidden and shown together ·
    `loose`: cells of which an earlier delivery printed a rounded number · `side_low`, `side_high`: what a rounded number tells, of loose cells and, where
    `is_rounded`, of every cell this order shows.
    `is_count`, `unit` and `width` may be given once for all cells.
    """

    system: System
    truth: Floats
    primary: Booleans
    threshold: Floats
    is_count: Booleans | bool = True
    unit: Floats | float = 1.0
    width: Floats | float = 0.0
    company_share: float = 0.0
    by_company: Booleans | None = None
    zeros: str = "shown"
    every_mark_one: bool = True
    insider: bool = True
    pinned: Booleans | None = None
    few: Booleans | None = None
    foreign: Booleans | None = None
    ties: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    loose: Booleans | None = None
    side_low: Floats | None = None
    side_high: Floats | None = None
    is_rounded: bool = False

    @cached_property
    def single_people(self) -> Mapping[int, int]:
        """Cells of one person each, and which of them are the same one."""
        return _find_single_people(self.system, np.where(self.counts, self.truth, 0.0))

    @cached_property
    def counts(self) -> Booleans:
        """Per cell whether it counts persons."""
        return np.broadcast_to(np.asarray(self.is_count, dtype=bool), self.truth.shape)

    @cached_property
    def units(self) -> Floats:
        """Per cell the least distance that is not exact."""
        return np.broadcast_to(np.asarray(self.unit, dtype=np.float64), self.truth.shape)

    @cached_property
    def widths(self) -> Floats:
        """Per cell the share of the upper end that must stay open."""
        return np.broadcast_to(np.asarray(self.width, dtype=np.float64), self.truth.shape)

    @cached_property
    def unprinted_few(self) -> Booleans:
        """Cells of rows or amounts nobody printed, of a few persons."""
        return np.zeros(self.truth.shape, dtype=bool) if self.few is None else self.few

    @property
    def reads_marks_as_one(self) -> bool:
        """Whether a mark tells that somebody is there."""
        return self.zeros == "shown" and self.every_mark_one

    def floors(self, *, is_marked: bool) -> Floats:
        """The least value a reader believes each cell may have; a withheld negative sum has none."""
        least = 1.0 if is_marked and self.reads_marks_as_one else 0.0
        floors = np.where(self.system.ordered, least, 0.0)
        if self.loose is not None and self.side_low is not None:
            floors = np.where(self.loose, self.side_low, floors)
        return np.where(self.truth < 0, -np.inf, np.minimum(floors, np.maximum(self.truth, 0.0)))


    @property
    def ceilings(self) -> Floats:
        """The greatest value a reader believes each cell may have; only rounded numbers tell."""
        far = np.full(self.truth.shape, np.inf)
        return far if self.loose is None or self.side_high is None else np.where(self.loose, self.side_high, far)


def primary_needs(cells: Cells) -> list[Need]:
    """Needs of the cells hidden by themselves, margins first, then by value and key."""
    found: list[Need] = []
    for at in _in_order(cells, np.flatnonzero(cells.primary)):
        if cells.counts[at]:
            found += _count_needs(float(cells.truth[at]), float(cells.threshold[at]), at)
        else:
            found += _amount_needs(cells, at)
    return found


def _count_needs(value: float, threshold: float, at: int) -> list[Need]:
    """All of 1…t−1 stays possible."""
    found = []
    if value < threshold - 1:
        found.append(Need(at, (threshold - 1 - value,)))
    if value > 1:
        found.append(Need(at, (1 - value,)))
    return found


def _amount_needs(cells: Cells, at: int) -> list[Need]:
    """A width in proportion to its upper end; for sales secrecy room on both sides."""
    value, unit, width = abs(float(cells.truth[at])), float(cells.units[at]), float(cells.widths[at])
    if cells.by_company is not None and cells.by_company[at]:
        room = max(cells.company_share * value, unit)
        return [Need(at, (room,)), Need(at, (-min(room, max(value, unit)),))]
    if width:
        return [Need(at, (max(value * width / (1 - width), unit), -max(value * width, unit)))]
    return []


def complement_needs(cells: Cells) -> list[Need]:
    """A cell nobody ordered may not be confined to 1…t−1: it must be able to be 0 or t. Rows of a few persons keep their width."""
    small = cells.counts & ~cells.system.ordered & (cells.truth > EPSILON) & (cells.truth < cells.threshold - EPSILON)
    found = [Need(at, (float(cells.threshold[at] - cells.truth[at]), -float(cells.truth[at]))) for at in _in_order(cells, np.flatnonzero(small))]
    return found + [need for at in _in_order(cells, np.flatnonzero(cells.unprinted_few)) for need in _amount_needs(cells, at)]


def hidden_needs(cells: Cells, hidden: Iterable[int]) -> list[Need]:
    """No hidden cell is exact, not even for who reads every mark as at least 1."""
    return [Need(at, (float(cells.units[at]), -float(cells.units[at])), is_marked=True) for at in _in_order(cells, np.array(sorted(hidden), dtype=np.int64))]


def insider_need(cells: Cells, cell: int, insider: int) -> Need:
    """A person alone in `insider` does not learn `cell`."""
    return Need(cell, (float(cells.units[cell]), -float(cells.units[cell])), is_marked=True, frozen=insider)


def is_same_person(cells: Cells, first: int, second: int) -> bool:
    """Whether two cells of 1 are one person under two codes: one holds the other, or the cell they have in common is 1 too."""
    if cells.truth[first] != 1 or cells.truth[second] != 1:
        return False
    people = cells.single_people
    if people.get(first, -1) == people.get(second, -2):
        return True
    common = cells.system.meet(first, second)
    return common is not None and bool(cells.truth[common] == 1)


def _find_single_people(system: System, truth: Floats) -> dict[int, int]:
    """Cell of 1 → the least cell of the same person: everywhere a relation says that one cell of 1 holds another."""
    home = {int(at): int(at) for at in np.flatnonzero(truth == 1)}

    def root(at: int) -> int:
        while home[at] != at:
            at = home[at]
        return at

    for matrix in (system.equal, system.at_most):
        for begin, end in pairwise(matrix.indptr):
            signs = matrix.data[begin:end]
            outer = [int(at) for at in matrix.indices[begin:end][signs < 0] if int(at) in home]
            inner = [int(at) for at in matrix.indices[begin:end][signs > 0] if int(at) in home]
            if len(outer) == 1 and int((signs < 0).sum()) == 1 and len(inner) == 1:
                one, other = sorted((root(outer[0]), root(inner[0])))
                home[other] = one
    return {at: root(at) for at in home}


def satisfies(move: Move, at: int, need: Need) -> bool:
    """Whether a move shows what the need asks for; `at`: place of the need's cell among the move's cells."""
    if need.frozen is not None and bool((move.cells == need.frozen).any()):
        return False
    step = float(move.steps[at])
    reach = move.reach_marked if need.is_marked else move.reach
    return any(abs(step) * reach[0 if step * wanted > 0 else 1] >= abs(wanted) - EPSILON for wanted in need.steps)


def _in_order(cells: Cells, found: Sequence[int] | np.ndarray) -> list[int]:
    heights = cells.system.heights
    return sorted((int(at) for at in found), key=lambda at: (-int(heights[at]), float(cells.truth[at]), at))
