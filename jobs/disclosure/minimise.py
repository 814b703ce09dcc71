"""Shows secondary cells again where the proof stands without them, dearest first."""

from __future__ import annotations

from typing import Literal

import numpy as np

from jobs.disclosure.moves import Move, Mover
from jobs.disclosure.needs import Need, insider_need, satisfies
from jobs.disclosure.secondary import Protector, open_insiders, small_cells

MAX_PASSES = 3


MAX_WORK = 2_000_000_000
"""What trials may cost, in simplex iterations × columns: a budget that ends at the same cell on every machine, unlike a clock (disclosure.md 5.2, 4)."""


def minimise(protector: Protector, max_work: int = MAX_WORK) -> bool:
    """Shows what can be shown; the protector's pattern and witnesses follow. Passes repeat until nothing more can be shown.

    False when the budget ran out first: the pattern is as safe, but something may be hidden that need not be.
    """
    trial = _Trial(protector)
    for _pass in range(MAX_PASSES):
        has_freed = False
        for cell in sorted(protector.protects, key=lambda at: (-_price(protector, at), at)):
            if trial.work > max_work:
                return False
            has_freed |= cell in protector.protects and trial.show(cell)
        if not has_freed:
            break
    return True


def _price(protector: Protector, at: int) -> float:
    cells = protector.cells
    return float(np.log2(2.0 + abs(cells.truth[at])) * (1.0 + cells.system.heights[at]))


class _Trial:
    """Movers over the hidden cells alone: a move they find needs nothing more hidden."""

    def __init__(self, protector: Protector) -> None:
        self._protector = protector
        cells = protector.cells
        loose = np.zeros(len(cells.truth), dtype=bool) if cells.loose is None else cells.loose
        free = (protector.hidden | ~cells.system.ordered | loose) & ((cells.truth != 0) | ~cells.system.ordered | (cells.zeros != "shown"))
        cost = np.ones(len(cells.truth))
        self._movers = {
            is_marked: Mover(cells.system, cells.truth, floors=cells.floors(is_marked=is_marked), ceilings=cells.ceilings, free=free, cost=cost) for is_marked in (False, True)
        }

    @property
    def work(self) -> int:
        """What the trials have cost so far."""
        return sum(mover.work for mover in self._movers.values())

    def show(self, cell: int) -> bool:
        """Shows one cell, and those of other measures hidden with it, if every need can be met without them."""
        protector, witnesses = self._protector, self._protector.witnesses
        together = [cell, *(at for at in protector.cells.ties.get(cell, ()) if protector.hidden[at])]
        if any(protector.cells.primary[at] or protector.is_forced(at) for at in together):
            return False
        dead = {name for at in together for name in witnesses.of_cell.get(at, ())}
        for at in together:
            self._each("shut", at)
        fresh = self._renew(set(together), dead)
        if fresh is None:
            for at in together:
                self._each("open", at)
            return False
        for name in dead:
            witnesses.drop_move(name)
        for move in fresh:
            witnesses.add_move(move)
        for at in together:
            protector.hidden[at] = False
            protector.protects.pop(at, None)
        return True

    def _each(self, verb: Literal["shut", "open"], cell: int) -> None:
        for mover in self._movers.values():
            mover.shut(cell) if verb == "shut" else mover.open(cell)

    def _renew(self, gone: set[int], dead: set[int]) -> list[Move] | None:
        """Other moves for every need that only dead moves met; None when one has no other."""
        fresh: list[Move] = []
        lost = self._lost(gone, dead)
        for need in lost:
            if not any(_meets(move, need) for move in fresh):
                move = self._find(need)
                if move is None:
                    return None
                fresh.append(move)
        return fresh if self._renew_insiders(gone, dead, fresh) else None

    def _lost(self, gone: set[int], dead: set[int]) -> list[Need]:
        protector, witnesses = self._protector, self._protector.witnesses
        touched = {number for name in dead for at in witnesses.moves[name].cells.tolist() for number in witnesses.needs_of_cell.get(at, ())}
        lost = [number for number in sorted(touched) if witnesses.of_need[number] and witnesses.of_need[number] <= dead]
        needs = [witnesses.needs[number] for number in lost]
        needs = [need for need in needs if need.cell not in gone and (protector.hidden[need.cell] or not protector.cells.system.ordered[need.cell])]
        first = {protector.protects[at] for at in gone if at in protector.protects}
        return sorted(needs, key=lambda need: need.cell not in first)

    def _renew_insiders(self, gone: set[int], dead: set[int], fresh: list[Move]) -> bool:
        protector = self._protector
        cells = protector.cells
        if not (cells.insider and cells.counts.any()):
            return True
        touched = {at for name in dead for at in protector.witnesses.moves[name].cells.tolist()} - gone
        for small in [at for at in small_cells(cells, protector.hidden) if at in touched]:
            for insider in open_insiders(cells, protector.witnesses, small, dead, fresh):
                need = insider_need(cells, small, insider)
                if insider in gone or any(_meets(move, need) for move in fresh):
                    continue
                move = self._find(need)
                if move is None:
                    return False
                fresh.append(move)
        return True

    def _find(self, need: Need) -> Move | None:
        for step in need.steps:
            found = self._movers[need.is_marked].find(need.cell, step, need.frozen)
            if found is not None:
                return self._protector.measure(found)
        return None


def _meets(move: Move, need: Need) -> bool:
    at = np.flatnonzero(move.cells == need.cell)
    return bool(len(at)) and satisfies(move, int(at[0]), need)
