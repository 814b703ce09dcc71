"""Shows secondary cells again where the proof stands without them, dearest first."""

from __future__ import annotations

import numpy as np

from jobs.disclosure.moves import Move, Mover
from jobs.disclosure.needs import Need, insider_need, satisfies
from jobs.disclosure.secondary import Protector, open_insiders, small_cells

MAX_PASSES = 3


def minimise(protector: Protector) -> int:
    """Cells shown again; the protector's pattern and witnesses follow. Passes repeat until nothing more can be shown."""
    trial = _Trial(protector)
    shown = 0
    for _pass in range(MAX_PASSES):
        candidates = sorted(protector.protects, key=lambda at: (-_price(protector, at), at))
        freed = [cell for cell in candidates if trial.show(cell)]
        shown += len(freed)
        if not freed:
            break
    return shown


def _price(protector: Protector, at: int) -> float:
    cells = protector.cells
    return float(np.log2(2.0 + abs(cells.truth[at])) * (1.0 + cells.system.heights[at]))


class _Trial:
    """Movers over the hidden cells alone: a move they find needs nothing more hidden."""

    def __init__(self, protector: Protector) -> None:
        self._protector = protector
        cells = protector.cells
        free = (protector.hidden | ~cells.system.ordered) & ((cells.truth != 0) | ~cells.system.ordered | (cells.zeros != "shown"))
        cost = np.ones(len(cells.truth))
        self._movers = {
            is_marked: Mover(cells.system, cells.truth, floors=cells.floors(is_marked=is_marked), free=free, cost=cost) for is_marked in (False, True)
        }

    def show(self, cell: int) -> bool:
        """Shows one cell if every need can be met without it."""
        protector, witnesses = self._protector, self._protector.witnesses
        dead = set(witnesses.of_cell.get(cell, ()))
        for mover in self._movers.values():
            mover.shut(cell)
        fresh = self._renew(cell, dead)
        if fresh is None:
            for mover in self._movers.values():
                mover.open(cell)
            return False
        for name in dead:
            witnesses.drop_move(name)
        for move in fresh:
            witnesses.add_move(move)
        protector.hidden[cell] = False
        del protector.protects[cell]
        return True

    def _renew(self, cell: int, dead: set[int]) -> list[Move] | None:
        """Other moves for every need that only dead moves met; None when one has no other."""
        fresh: list[Move] = []
        lost = self._lost(cell, dead)
        for need in lost:
            if not any(_meets(move, need) for move in fresh):
                move = self._find(need)
                if move is None:
                    return None
                fresh.append(move)
        return fresh if self._renew_insiders(cell, lost, dead, fresh) else None

    def _lost(self, cell: int, dead: set[int]) -> list[Need]:
        protector, witnesses = self._protector, self._protector.witnesses
        touched = {number for name in dead for at in witnesses.moves[name].cells.tolist() for number in witnesses.needs_of_cell.get(at, ())}
        lost = [number for number in sorted(touched) if witnesses.of_need[number] and witnesses.of_need[number] <= dead]
        needs = [witnesses.needs[number] for number in lost]
        needs = [need for need in needs if need.cell != cell and (protector.hidden[need.cell] or not protector.cells.system.ordered[need.cell])]
        first = protector.protects[cell]
        return sorted(needs, key=lambda need: need.cell != first)

    def _renew_insiders(self, cell: int, lost: list[Need], dead: set[int], fresh: list[Move]) -> bool:
        protector = self._protector
        cells = protector.cells
        if not (cells.insider and cells.is_count):
            return True
        touched = {at for name in dead for at in protector.witnesses.moves[name].cells.tolist()} - {cell}
        for small in [at for at in small_cells(cells, protector.hidden) if at in touched]:
            for insider in open_insiders(cells, protector.witnesses, small, dead, fresh):
                need = insider_need(cells, small, insider)
                if insider == cell or any(_meets(move, need) for move in fresh):
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
