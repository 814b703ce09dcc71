"""The cheapest other truth: what must be hidden so that a cell could as well have another value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from jobs.disclosure.solver import UNBOUNDED, Solver
from jobs.disclosure.system import Booleans, Floats, Integers, System

EPSILON = 1e-6


@dataclass(frozen=True)
class Move:
    """A change of the numbers that keeps every relation: `cells` and how much each moves. `reach` = how many times it fits, forwards and backwards.

    `reach` holds for marks of 0 and over, `reach_marked` for marks of 1 and over.
    """

    cells: Integers
    steps: Floats
    reach: tuple[float, float]
    reach_marked: tuple[float, float]


class Mover:
    """Finds moves over the free cells of one system; each is the cheapest in the sum of cost × distance (disclosure.md 5.3, step 4).

    `floors`, `ceilings`: the least and the greatest value each cell may take; a cell whose `free` is False never moves.
    """

    def __init__(self, system: System, truth: Floats, *, floors: Floats, ceilings: Floats, free: Booleans, cost: Floats) -> None:
        self._cells = np.flatnonzero(free)
        self._position = np.full(len(truth), -1)
        self._position[self._cells] = np.arange(len(self._cells))
        count = len(self._cells)
        equal, at_most = system.equal[:, self._cells], system.at_most[:, self._cells]
        slack = -(system.at_most @ truth)
        used_equal, used_most = np.diff(equal.indptr) > 0, np.diff(at_most.indptr) > 0
        matrix = sparse.vstack([equal[used_equal], at_most[used_most]])
        zeros = np.zeros(int(used_equal.sum()))
        rows = (np.r_[zeros, np.full(int(used_most.sum()), -UNBOUNDED)], np.r_[zeros, np.maximum(slack[used_most], 0.0)])
        self._down = np.minimum(np.maximum(truth - floors, 0.0)[self._cells], UNBOUNDED)
        self._up = np.minimum(np.maximum(ceilings - truth, 0.0)[self._cells], UNBOUNDED)
        self._count = count
        bounds = (np.zeros(2 * count), np.r_[self._up, self._down])
        self._solver = Solver(sparse.hstack([matrix, -matrix]), rows, bounds, np.r_[cost[self._cells], cost[self._cells]])

    @property
    def work(self) -> int:
        """What finding moves has cost so far."""
        return self._solver.work

    def price(self, cells: Integers, cost: float) -> None:
        """Gives cells a new cost."""
        positions = self._position[cells]
        positions = positions[positions >= 0]
        columns = np.r_[positions, positions + self._count]
        self._solver.price(columns, np.full(len(columns), cost))

    def shut(self, cell: int) -> None:
        """A cell that may not move any more."""
        self._fix(cell, 0.0)

    def open(self, cell: int) -> None:
        """Undoes `shut`."""
        at = self._position[cell]
        if at >= 0:
            self._solver.bound(at, 0.0, self._up[at])
            self._solver.bound(at + self._count, 0.0, self._down[at])

    def find(self, cell: int, step: float, frozen: int | None = None) -> tuple[Integers, Floats] | None:
        """Cells and steps of the cheapest move that takes `cell` by `step` (and leaves `frozen` alone); None when there is none."""
        at = self._position[cell]
        if at < 0 or (step < 0 and self._down[at] < -step - EPSILON) or (step > 0 and self._up[at] < step - EPSILON):
            return None
        self._fix(cell, step)
        if frozen is not None:
            self.shut(frozen)
        found = self._solver.solve()
        self.open(cell)
        if frozen is not None:
            self.open(frozen)
        if found is None:
            return None
        change = found[: self._count] - found[self._count :]
        moved = np.flatnonzero(np.abs(change) > EPSILON)
        return self._cells[moved], change[moved]

    def _fix(self, cell: int, step: float) -> None:
        at = self._position[cell]
        if at >= 0:
            self._solver.bound(at, max(step, 0.0), max(step, 0.0))
            self._solver.bound(at + self._count, max(-step, 0.0), max(-step, 0.0))


class Measure:
    """Tells how far a move fits before a cell falls under its floor, rises over its ceiling, or an inequality breaks."""

    def __init__(self, system: System, truth: Floats, floors: Floats, floors_marked: Floats, ceilings: Floats) -> None:
        self._truth, self._floors, self._floors_marked, self._ceilings = truth, floors, floors_marked, ceilings
        self._at_most = sparse.csc_matrix(system.at_most)
        self._slack = np.maximum(-(system.at_most @ truth), 0.0)

    def measure(self, cells: Integers, steps: Floats) -> Move:
        """The move with its reach both ways."""
        rows = self._at_most[:, cells] @ steps if self._at_most.shape[0] else np.zeros(0)
        reaches = []
        for floors in (self._floors, self._floors_marked):
            room = (self._truth - floors)[cells]
            above = (self._ceilings - self._truth)[cells]
            reaches.append((self._fit(room, above, steps, rows), self._fit(room, above, -steps, -rows)))
        return Move(cells, steps, reaches[0], reaches[1])

    def _fit(self, room: Floats, above: Floats, steps: Floats, rows: Floats) -> float:
        falling, climbing = steps < -EPSILON, steps > EPSILON
        found = float(np.min(room[falling] / -steps[falling])) if falling.any() else np.inf
        if climbing.any():
            found = min(found, float(np.min(above[climbing] / steps[climbing])))
        rising = rows > EPSILON
        if rising.any():
            found = min(found, float(np.min(self._slack[rising] / rows[rising])))
        return max(found, 0.0)
