"""The true numbers of a system: checked against every relation before use, and carried on to the cells nobody ordered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse

from common.errors import RegisterlotsError
from jobs.disclosure.bounds import Contradiction, propagate
from jobs.disclosure.solver import UNBOUNDED, Solver
from jobs.disclosure.system import Floats, RelationName, System
from metadata.model.table import CellKey


class RelationBroken(RegisterlotsError):
    """The computed numbers do not add up: a fault of the computation, never of the order; the run stops."""


def complete(system: System, values: Mapping[CellKey, int]) -> Floats:
    """One number per cell of the system; those of unordered cells follow from the ordered ones, or satisfy the relations where they do not follow.

    Raises RelationBroken `disclosure.error.does_not_add_up` with the breakdown and the cell.
    """
    exact = np.array([values.get(key, 0) for key in system.keys], dtype=np.float64)
    floor = -np.inf if (exact < 0).any() else 0.0
    _check(system.equal, system.equal_names, system, exact, is_equal=True)
    _check(system.at_most, system.at_most_names, system, exact, is_equal=False)
    low, high = np.where(system.ordered, exact, floor), np.where(system.ordered, exact, np.inf)
    try:
        low, high = propagate(system, low, high)
    except Contradiction as fault:
        touching = system.equal[:, [fault.cell]].nonzero()[0]
        raise _broken(system.equal_names[int(touching[0])].dimension if len(touching) else "", system.keys[fault.cell]) from None
    return low if (low == high).all() else _fill(system, low, high)


def _check(matrix: sparse.csr_matrix, names: Sequence[RelationName], system: System, values: Floats, *, is_equal: bool) -> None:
    """Every relation whose cells are all ordered holds exactly."""
    is_known = (abs(matrix) @ (~system.ordered).astype(np.float64)) == 0
    sums = matrix @ values
    broken = np.flatnonzero(is_known & ((np.abs(sums) if is_equal else sums) > 0.5))
    if len(broken):
        raise _broken(names[int(broken[0])].dimension, names[int(broken[0])].parent)


def _broken(breakdown: str, key: CellKey) -> RelationBroken:
    return RelationBroken("disclosure.error.does_not_add_up", breakdown=breakdown, cell=" | ".join(key))


def _fill(system: System, low: Floats, high: Floats) -> Floats:
    equal, at_most = system.equal.shape[0], system.at_most.shape[0]
    solver = Solver(
        sparse.vstack([system.equal, system.at_most]),
        (np.r_[np.zeros(equal), np.full(at_most, -UNBOUNDED)], np.zeros(equal + at_most)),
        (np.maximum(low, -UNBOUNDED), np.minimum(high, UNBOUNDED)),
        np.ones(len(low)),
    )
    found = solver.solve()
    if found is None:
        raise _broken("", ())
    return found
