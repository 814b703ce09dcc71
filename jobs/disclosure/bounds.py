"""Bound propagation: intervals of whole numbers narrowed by every relation until nothing moves (finds leaks linear algebra cannot see)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from jobs.disclosure.system import Floats, System

MAX_ROUNDS = 200


class Contradiction(Exception):
    """The stated values cannot all be true; `cell` is where it shows."""

    def __init__(self, cell: int) -> None:
        self.cell = cell
        super().__init__(f"cell {cell}")


def propagate(system: System, low: Floats, high: Floats, *, whole: bool = True) -> tuple[Floats, Floats]:
    """Narrower intervals, one pair per cell; infinite ends allowed. `whole`: rounded inwards to integers. Raises Contradiction."""
    low, high = low.astype(np.float64).copy(), high.astype(np.float64).copy()
    parts = [_Entries(system.equal, True), _Entries(system.at_most, False)]
    for _round in range(MAX_ROUNDS):
        moved = False
        for part in parts:
            if part.count:
                moved |= part.narrow(low, high, whole)
        crossed = np.flatnonzero(low > high + 1e-6)
        if len(crossed):
            raise Contradiction(int(crossed[0]))
        if not moved:
            break
    return low, high


class _Entries:
    """The entries of a matrix as flat arrays: per entry the most its row leaves to it."""

    def __init__(self, matrix: sparse.csr_matrix, is_equal: bool) -> None:
        self.count = matrix.nnz
        self._rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        self._columns, self._signs, self._height = matrix.indices, matrix.data, matrix.shape[0]
        self._is_equal = is_equal

    def narrow(self, low: Floats, high: Floats, whole: bool) -> bool:
        """Narrows in place; True when an interval shrank."""
        up = self._signs > 0
        ends = (low[self._columns], high[self._columns])
        least = np.where(up, ends[0], -ends[1])  # smallest and largest contribution of an entry to its row
        most = np.where(up, ends[1], -ends[0])
        ceiling = -self._rest(least)  # Σ = 0 (or ≤ 0): a contribution is at most minus what the others contribute at least
        moved = self._apply(low, high, up, ceiling, True, whole)
        if self._is_equal:
            moved |= self._apply(low, high, up, -self._rest(most), False, whole)
        return moved

    def _rest(self, part: NDArray[np.float64]) -> NDArray[np.float64]:
        """Per entry the sum of the other entries of its row; infinite if any of them is."""
        infinite = np.isinf(part)
        finite = np.where(infinite, 0.0, part)
        sums = np.bincount(self._rows, finite, self._height)
        counts = np.bincount(self._rows, infinite.astype(np.float64), self._height)
        sign = np.sign(part[infinite][0]) if infinite.any() else 1.0
        return np.where(counts[self._rows] - infinite > 0, sign * np.inf, sums[self._rows] - finite)

    def _apply(self, low: Floats, high: Floats, up: NDArray[np.bool_], limit: Floats, is_ceiling: bool, whole: bool) -> bool:
        """`limit` bounds the contribution from above (ceiling) or below; turned into bounds of the cells."""
        lowers = ~up if is_ceiling else up
        value = np.where(up, limit, -limit)
        if whole:
            value = np.where(lowers, np.ceil(value - 1e-6), np.floor(value + 1e-6))
        new_low, new_high = low.copy(), high.copy()
        np.maximum.at(new_low, self._columns[lowers], value[lowers])
        np.minimum.at(new_high, self._columns[~lowers], value[~lowers])
        moved = bool((new_low > low + 1e-9).any() or (new_high < high - 1e-9).any())
        low[:], high[:] = new_low, new_high
        return moved
