"""HiGHS behind four verbs: a linear programme given as arrays, kept warm, one thread, nothing written to disk."""

from __future__ import annotations

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
UNBOUNDED = float(highspy.kHighsInf)


class Solver:
    """Minimise cost·z subject to row_low ≤ A z ≤ row_high, low ≤ z ≤ high. Bounds and costs may be changed between solutions."""

    def __init__(self, matrix: sparse.spmatrix, rows: tuple[Floats, Floats], bounds: tuple[Floats, Floats], cost: Floats) -> None:
        columns = sparse.csc_matrix(matrix)
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = columns.shape
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = columns.indptr.astype(np.int32), columns.indices.astype(np.int32)
        model.a_matrix_.value_ = columns.data
        model.row_lower_, model.row_upper_ = rows
        model.col_lower_, model.col_upper_ = bounds
        model.col_cost_ = cost
        self._count = columns.shape[1]
        self._highs = highspy.Highs()
        for option, value in (("output_flag", False), ("presolve", "off"), ("threads", 1), ("solver", "simplex"), ("parallel", "off")):
            self._highs.setOptionValue(option, value)
        self._highs.passModel(model)
        self.work = 0
        """Simplex iterations × columns so far: what solving has cost, equal on every machine."""

    def bound(self, column: int, low: float, high: float) -> None:
        """Sets the bounds of one column."""
        self._highs.changeColBounds(int(column), float(low), float(high))

    def price(self, columns: NDArray[np.int64], cost: Floats) -> None:
        """Sets the costs of some columns."""
        self._highs.changeColsCost(len(columns), columns.astype(np.int32), cost.astype(np.float64))

    def solve(self) -> Floats | None:
        """An optimal vertex; None when there is none (infeasible, unbounded or given up)."""
        self._highs.run()
        self.work += max(0, int(self._highs.getInfo().simplex_iteration_count)) * self._count
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(self._highs.getSolution().col_value)

    @property
    def is_unbounded(self) -> bool:
        """Whether the last solution ran off to infinity."""
        return bool(self._highs.getModelStatus() in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible))
