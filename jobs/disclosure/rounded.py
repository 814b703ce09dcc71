"""Rounding to the nearest five: what is printed, what a reader knows of it, and further marks where the attack still works something out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jobs.disclosure.attack import Breach
from jobs.disclosure.needs import Cells
from jobs.disclosure.system import Booleans, Floats, Integers
from jobs.disclosure.verdict import AttackReport, attack_pattern
from metadata.model.policy import ROUND_REACH, round_to_base

MAX_TURNS = 60
"""Most rounds of hiding and attacking again; then the tables are not protected."""


def find_bounds(truth: Floats, floor: Floats) -> tuple[Floats, Floats]:
    """What a printed multiple of five tells: at most two more or less, never under the least number that is printed; nought is nought."""
    printed = np.array([float(round_to_base(int(value))) for value in truth])
    low, high = np.maximum(printed - ROUND_REACH, floor), printed + ROUND_REACH
    return np.where(truth == 0, 0.0, np.minimum(low, truth)), np.where(truth == 0, 0.0, np.maximum(high, truth))


def protect_rounded(cells: Cells, is_late: Callable[[], bool]) -> tuple[Booleans, dict[int, int], list[int], AttackReport]:
    """The pattern, what each further mark protects, the cells nothing protects, and the attack on the pattern.

    Every breach is answered by the cheapest printed cell of a relation that gives it away; the marks look alike.
    """
    hidden = cells.primary.copy()
    protects: dict[int, int] = {}
    for _turn in range(MAX_TURNS):
        report = attack_pattern(cells, hidden)
        if not report.breaches or is_late():
            break
        fresh = _answers(cells, hidden, report.breaches)
        if not fresh:
            break
        for at, target in fresh.items():
            hidden[at] = True
            protects[at] = target
            for other in cells.ties.get(at, ()):
                if cells.truth[other] != 0:
                    hidden[other] = True
    return hidden, protects, sorted({breach.cell for breach in report.breaches}), report


def _answers(cells: Cells, hidden: Booleans, breaches: tuple[Breach, ...]) -> dict[int, int]:
    """One more cell to hide for each breach, the cheapest that stands in a relation with it; a cell that answers several is taken once."""
    found: dict[int, int] = {}
    for breach in breaches:
        near = _neighbours(cells, breach.cell)
        if any(int(at) in found for at in near):
            continue
        free = near[cells.system.ordered[near] & ~hidden[near] & (cells.truth[near] != 0)]
        if cells.system.ordered[breach.cell] and not hidden[breach.cell]:
            free = np.r_[free, breach.cell]
        if len(free):
            heights = cells.system.heights
            found[min(free.tolist(), key=lambda at: (int(heights[at]), abs(float(cells.truth[at])), at))] = breach.cell
    return found


def _neighbours(cells: Cells, cell: int) -> Integers:
    """Cells that stand in a relation with a cell, directly or through cells nobody printed."""
    seen, waiting = {cell}, [cell]
    while waiting:
        at = waiting.pop()
        for matrix in (cells.system.equal, cells.system.at_most):
            rows = matrix[:, [at]].nonzero()[0]
            for other in np.unique(matrix[rows].indices).tolist():
                if other not in seen:
                    seen.add(other)
                    if not cells.system.ordered[other]:
                        waiting.append(other)
    return np.array(sorted(seen - {cell}), dtype=np.int64)


