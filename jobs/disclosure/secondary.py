"""Complementary hiding: for every need the cheapest other truth is found, and what it touches is hidden; the moves found are the proof."""

from __future__ import annotations

import time
from collections.abc import Iterable

import numpy as np

from jobs.disclosure.moves import Measure, Move, Mover
from jobs.disclosure.needs import Cells, Need, complement_needs, hidden_needs, insider_need, is_same_person, primary_needs, satisfies
from jobs.disclosure.system import Booleans, Floats, Integers

CHEAP = 1e-3
DEAR = 1e3
MARGIN = 0.5


class OutOfTime(Exception):
    """The policy's time limit was passed: the result is "not protected", never another pattern."""


class Witnesses:
    """The moves found so far and the needs each of them satisfies."""

    def __init__(self) -> None:
        self.moves: dict[int, Move] = {}
        self.needs: list[Need] = []
        self.of_need: list[set[int]] = []
        self.needs_of_cell: dict[int, list[int]] = {}
        self.of_cell: dict[int, set[int]] = {}
        self._next = 0

    def add_need(self, need: Need) -> int:
        """Registers a need; moves already known may satisfy it."""
        number = len(self.needs)
        self.needs.append(need)
        self.needs_of_cell.setdefault(need.cell, []).append(number)
        self.of_need.append({name for name in self.of_cell.get(need.cell, ()) if _shows(self.moves[name], need)})
        return number

    def add_move(self, move: Move) -> int:
        """Registers a move with every need it satisfies."""
        name = self._next
        self._next += 1
        self.moves[name] = move
        for at, cell in enumerate(move.cells.tolist()):
            self.of_cell.setdefault(cell, set()).add(name)
            for number in self.needs_of_cell.get(cell, ()):
                if satisfies(move, at, self.needs[number]):
                    self.of_need[number].add(name)
        return name

    def drop_move(self, name: int) -> None:
        """Forgets a move that no longer holds."""
        for cell in self.moves.pop(name).cells.tolist():
            self.of_cell[cell].discard(name)
            for number in self.needs_of_cell.get(cell, ()):
                self.of_need[number].discard(name)


def _shows(move: Move, need: Need) -> bool:
    return satisfies(move, int(np.searchsorted(move.cells, need.cell)), need)


class Protector:
    """Hides until every need is met. `hidden`: the pattern; `protects`: per secondary cell the cell it was hidden for; `blocked`: needs nothing can meet."""

    def __init__(self, cells: Cells, forced: Booleans | None = None, deadline: float | None = None) -> None:
        self.cells = cells
        self.hidden: Booleans = cells.primary.copy() if forced is None else cells.primary | forced
        self._forced: Booleans = np.zeros(len(cells.truth), dtype=bool) if forced is None else forced
        self._may_hide = may_move(cells)
        first = np.flatnonzero(self.hidden)
        self.hidden[self._with_ties(first)] = True
        self._open = ~cells.system.ordered if cells.loose is None else ~cells.system.ordered | cells.loose
        self.protects: dict[int, int] = {}
        self.blocked: list[Need] = []
        self.witnesses = Witnesses()
        self._deadline = deadline
        self._cost = _costs(cells, self.hidden)
        self._movers = {is_marked: self._make_mover(is_marked) for is_marked in (False, True)}
        self._measure = Measure(cells.system, cells.truth, cells.floors(is_marked=False), cells.floors(is_marked=True), cells.ceilings)

    def run(self) -> None:
        """Meets every need; those that cannot be met end up in `blocked`."""
        for need in (*primary_needs(self.cells), *complement_needs(self.cells)):
            self._meet(need)
        done: set[int] = set()
        while waiting := set(np.flatnonzero(self.hidden).tolist()) - done:
            for need in hidden_needs(self.cells, waiting):
                self._meet(need)
            done |= waiting
            if self.cells.insider and self.cells.counts.any():
                self._meet_insiders()

    def measure(self, found: tuple[np.ndarray, Floats]) -> Move:
        """A found move with its reach."""
        return self._measure.measure(*found)

    def is_forced(self, cell: int) -> bool:
        """Whether a cell must stay hidden whatever it protects: an earlier delivery hid it."""
        return bool(self._forced[cell])

    def _make_mover(self, is_marked: bool) -> Mover:
        free = may_move(self.cells)
        return Mover(self.cells.system, self.cells.truth, floors=self.cells.floors(is_marked=is_marked), ceilings=self.cells.ceilings, free=free, cost=self._cost)

    def _meet_insiders(self) -> None:
        for cell in small_cells(self.cells, self.hidden):
            for insider in open_insiders(self.cells, self.witnesses, cell):
                self._meet(insider_need(self.cells, cell, insider))

    def _meet(self, need: Need) -> None:
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise OutOfTime
        number = self.witnesses.add_need(need)
        if self.witnesses.of_need[number]:
            return
        best: tuple[float, tuple[np.ndarray, Floats]] | None = None
        for step in need.steps:
            found = self._movers[need.is_marked].find(need.cell, step, need.frozen)
            if found is None:
                continue
            price = float(self._cost[found[0]] @ np.abs(found[1]))
            if best is None or price < best[0]:
                best = (price, found)
            if self.hidden[found[0]][~self._open[found[0]]].all():
                break
        if best is None:
            self.blocked.append(need)
            return
        self._hide(best[1][0], need.cell)
        self.witnesses.add_move(self.measure(best[1]))

    def _hide(self, touched: np.ndarray, because: int) -> None:
        fresh = touched[~self.hidden[touched] & ~self._open[touched]]
        if not len(fresh):
            return
        fresh = self._with_ties(fresh)
        self.hidden[fresh] = True
        self.protects.update(dict.fromkeys(fresh.tolist(), because))
        self._cost[fresh] = CHEAP
        for mover in self._movers.values():
            mover.price(fresh, CHEAP)


    def _with_ties(self, cells: Integers) -> Integers:
        """The cells and those of other measures that are hidden with them; an open nought is hidden by nothing."""
        tied = sorted({other for at in cells.tolist() for other in self.cells.ties.get(at, ())} - set(cells.tolist()))
        free = [at for at in tied if not self.hidden[at] and self._may_hide[at]]
        both: Integers = np.r_[cells, np.array(free, dtype=np.int64)]
        return both


def may_move(cells: Cells) -> Booleans:
    """Cells whose number a reader could imagine otherwise: complements, and printed ones that are not an open zero and not pinned."""
    free: Booleans = ~cells.system.ordered | (cells.truth != 0) | cells.primary
    if cells.zeros != "shown":
        free = np.ones_like(free)
    if cells.pinned is not None:
        free &= ~cells.pinned
    if cells.loose is not None:
        free |= cells.loose
    return free


def _costs(cells: Cells, hidden: Booleans) -> Floats:
    """Leaf before margin, small before large; zeros last; what is hidden or not printed costs next to nothing."""
    size = np.log2(2.0 + np.abs(cells.truth))
    cost = size * (1.0 + MARGIN * cells.system.heights)
    cost = np.where(cells.truth == 0, DEAR, cost)
    known = cells.system.ordered if cells.loose is None else cells.system.ordered & ~cells.loose
    return np.where(hidden | ~known, CHEAP, cost)


def small_cells(cells: Cells, hidden: Booleans) -> list[int]:
    """Hidden small counts that an insider could be after."""
    return np.flatnonzero(hidden & cells.primary & cells.counts & (cells.truth > 0) & (cells.truth < cells.threshold)).tolist()


def open_insiders(
    cells: Cells, witnesses: Witnesses, cell: int, dropped: Iterable[int] = (), fresh: Iterable[Move] = ()
) -> list[int]:
    """Cells of one person that move along in every proof that `cell` is not exact: their person might know it.

    `dropped`: moves that no longer count; `fresh`: moves that count and are not registered yet.
    """
    gone = set(dropped)
    shared: set[int] | None = None
    for move in (*_proofs(witnesses, cell, gone), *(move for move in fresh if _proves(move, cells, cell))):
        moved = set(move.cells[(cells.truth[move.cells] == 1) & cells.counts[move.cells]].tolist())
        shared = moved if shared is None else shared & moved
        if not shared:
            return []
    found = (shared or set()) - {cell}
    return sorted(at for at in found if cells.system.ordered[at] and not is_same_person(cells, at, cell))


def _proofs(witnesses: Witnesses, cell: int, gone: set[int]) -> list[Move]:
    numbers = [number for number in witnesses.needs_of_cell.get(cell, ()) if witnesses.needs[number].is_marked]
    return [witnesses.moves[name] for name in sorted({name for number in numbers for name in witnesses.of_need[number]} - gone)]


def _proves(move: Move, cells: Cells, cell: int) -> bool:
    return bool((move.cells == cell).any()) and _shows(move, hidden_needs(cells, [cell])[0])
