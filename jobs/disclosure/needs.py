"""What the protection must leave possible, cell by cell: the other values a hidden number must still be able to have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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

    `truth`: value per cell · `primary`: hidden by their own content · `threshold`: per cell, in persons · `is_count`: the values are persons ·
    `own_width`: per primary cell the (up, down) room it must keep where the values are not persons · `unit`: least distance that is not "exact".
    `zeros`: the policy's word · `pinned`: cells that may not be hidden (shown in an earlier delivery).
    """

    system: System
    truth: Floats
    primary: Booleans
    threshold: Floats
    is_count: bool = True
    unit: float = 1.0
    width: float = 0.0
    company_share: float = 0.0
    by_company: Booleans | None = None
    zeros: str = "shown"
    every_mark_one: bool = True
    insider: bool = True
    pinned: Booleans | None = None

    @property
    def reads_marks_as_one(self) -> bool:
        """Whether a mark tells that somebody is there."""
        return self.zeros == "shown" and self.every_mark_one

    def floors(self, *, is_marked: bool) -> Floats:
        """The least value a reader believes each cell may have; a withheld negative sum has none."""
        least = 1.0 if is_marked and self.reads_marks_as_one else 0.0
        floors = np.where(self.system.ordered, least, 0.0)
        return np.where(self.truth < 0, -np.inf, np.minimum(floors, np.maximum(self.truth, 0.0)))


def primary_needs(cells: Cells) -> list[Need]:
    """Needs of the cells hidden by themselves, margins first, then by value and key."""
    found: list[Need] = []
    for at in _in_order(cells, np.flatnonzero(cells.primary)):
        if cells.is_count:
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
    value = abs(float(cells.truth[at]))
    if cells.by_company is not None and cells.by_company[at]:
        room = max(cells.company_share * value, cells.unit)
        return [Need(at, (room,)), Need(at, (-min(room, max(value, cells.unit)),))]
    if cells.width:
        return [Need(at, (max(value * cells.width / (1 - cells.width), cells.unit), -max(value * cells.width, cells.unit)))]
    return []


def complement_needs(cells: Cells) -> list[Need]:
    """A cell nobody ordered may not be confined to 1…t−1: it must be able to be 0 or t."""
    if not cells.is_count:
        return []
    small = ~cells.system.ordered & (cells.truth > EPSILON) & (cells.truth < cells.threshold - EPSILON)
    return [Need(at, (float(cells.threshold[at] - cells.truth[at]), -float(cells.truth[at]))) for at in _in_order(cells, np.flatnonzero(small))]


def hidden_needs(cells: Cells, hidden: Iterable[int]) -> list[Need]:
    """No hidden cell is exact, not even for who reads every mark as at least 1."""
    return [Need(at, (cells.unit, -cells.unit), is_marked=True) for at in _in_order(cells, np.array(sorted(hidden), dtype=np.int64))]


def insider_need(cells: Cells, cell: int, insider: int) -> Need:
    """A person alone in `insider` does not learn `cell`."""
    return Need(cell, (cells.unit, -cells.unit), is_marked=True, frozen=insider)


def is_same_person(cells: Cells, first: int, second: int) -> bool:
    """Whether two cells of 1 are one person under two codes: the cell they have in common is 1 too."""
    if cells.truth[first] != 1 or cells.truth[second] != 1:
        return False
    common = cells.system.meet(first, second)
    return common is not None and bool(cells.truth[common] == 1)


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
