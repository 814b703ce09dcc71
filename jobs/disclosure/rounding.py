"""Rounding of small inner counts to nought or the base, margins recomputed, so that no margin strays further than it must."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

Grid = NDArray[np.int64]


def round_small_counts(inner: Grid, base: int) -> Grid:
    """Inner counts 1…base−1 become 0 or base; the rest stays. The largest change of a margin is least, then their sum; equal input, equal output."""
    rows, columns = inner.shape
    small = np.argwhere((inner > 0) & (inner < base))
    if not len(small):
        return inner.copy()
    margins = _margins(rows, columns)
    fixed = np.where((inner > 0) & (inner < base), 0, inner).ravel()
    effect = base * margins[:, small[:, 0] * columns + small[:, 1]]
    target = margins @ (inner.ravel() - fixed)
    count, sides = len(small), margins.shape[0]
    # unknowns: per small count up or not, per margin its distance, and the largest distance
    cost = np.r_[np.zeros(count), np.ones(sides), 1000.0]
    eye, ones = sparse.eye(sides), sparse.csr_matrix(np.ones((sides, 1)))
    blank = sparse.csr_matrix((sides, 1))
    matrix = sparse.vstack([
        sparse.hstack([effect, -eye, blank]), sparse.hstack([-effect, -eye, blank]), sparse.hstack([sparse.csr_matrix((sides, count)), eye, -ones]),
    ])  # fmt: skip
    limit = np.r_[target, -target, np.zeros(sides)]
    kinds = np.r_[np.ones(count), np.zeros(sides + 1)]
    upper = np.r_[np.ones(count), np.full(sides + 1, np.inf)]
    found = milp(cost, constraints=LinearConstraint(matrix.tocsr(), -np.inf, limit), bounds=Bounds(0, upper), integrality=kinds)
    rounded = fixed.copy()
    rounded[small[:, 0] * columns + small[:, 1]] = base * np.rint(found.x[:count]).astype(np.int64)
    return rounded.reshape(inner.shape)


def _margins(rows: int, columns: int) -> sparse.csc_matrix:
    """Row sums, column sums and the grand total of a flattened grid."""
    by_row = sparse.kron(sparse.eye(rows), np.ones((1, columns)))
    by_column = sparse.kron(np.ones((1, rows)), sparse.eye(columns))
    return sparse.csc_matrix(sparse.vstack([by_row, by_column, np.ones((1, rows * columns))]))
