"""The true numbers of a system: checked against every relation before use, and carried on to the cells nobody ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from scipy import sparse

from common.errors import RegisterlotsError
from jobs.disclosure.bounds import Contradiction, propagate
from jobs.disclosure.solver import UNBOUNDED, Solver
from jobs.disclosure.system import WHO, Booleans, Floats, System
from metadata.model.table import CellKey

PARTITIONS = frozenset({"who", "sex", "age_group", "region", "municipality", "county", "healthcare_region", "care_region"})
"""Dimensions over which the persons behind rows divide as the rows do."""


class RelationBroken(RegisterlotsError):
    """The computed numbers do not add up: a fault of the computation, never of the order; the run stops."""


def complete(
    system: System, values: Mapping[CellKey, int], told: Mapping[CellKey, tuple[float, float]] | None = None
) -> tuple[Floats, System, tuple[str, ...]]:
    """One number per cell, the system without inequalities that do not hold, and the breakdowns these stood in.

    `told`: cells of which an earlier delivery printed a mark or a rounded number, and between what they lie; they get a number that fits all others.
    Cells nobody ordered follow from the ordered ones, or satisfy the relations where they do not follow. An equation that does not hold is a
    fault: RelationBroken `disclosure.error.does_not_add_up` with breakdown and cell. An inequality that does not hold was no truth about the
    measure (new users per code may outnumber new users of the group), so nobody can use it; the reviewer is told.
    """
    exact = np.array([values.get(key, 0) for key in system.keys], dtype=np.float64)
    known = np.array([key in values for key in system.keys])
    ends = np.array([(told or {}).get(key, (0.0, np.inf)) for key in system.keys]).reshape(-1, 2)
    floor, top = ends[:, 0], ends[:, 1]
    floor = np.where(_may_fall_below(system, exact), -np.inf, floor)
    _check(system, exact, known)
    system, dropped = _drop_untrue(system, exact, known)
    low, high = np.where(known, exact, floor), np.where(known, exact, top)
    try:
        low, high = propagate(system, low, high)
    except Contradiction as fault:
        touching = system.equal[:, [fault.cell]].nonzero()[0]
        raise _broken(system.equal_names[int(touching[0])].dimension if len(touching) else "", system.keys[fault.cell]) from None
    return (low if (low == high).all() else _fill(system, low, high)), system, dropped


def find_persons(system: System, persons: Mapping[CellKey, int]) -> Floats:
    """The most persons there can be behind every cell, as far as people divide into parts: by sex, age, place and who is counted.

    Infinite where nothing says; numbers that do not add up as persons (the same one in two places) say nothing.
    """
    kept = [at for at, name in enumerate(system.equal_names) if name.dimension in PARTITIONS]
    parts = replace(system, equal=system.equal[kept], equal_names=tuple(system.equal_names[at] for at in kept), at_most=system.at_most[:0], at_most_names=())
    known = np.array([key in persons for key in system.keys])
    exact = np.array([persons.get(key, 0) for key in system.keys], dtype=np.float64)
    wrong = np.asarray((abs(parts.equal) @ (~known).astype(np.float64)) == 0) & (np.abs(parts.equal @ exact) > 0.5)
    right = np.flatnonzero(~wrong)
    parts = replace(parts, equal=parts.equal[right], equal_names=tuple(parts.equal_names[at] for at in right))
    try:
        _low, high = propagate(parts, np.where(known, exact, 0.0), np.where(known, exact, np.inf))
    except Contradiction:
        return np.full(len(exact), np.inf)
    return high


def _may_fall_below(system: System, values: Floats) -> Booleans:
    """Cells that a negative number can draw below nought: all of its people, or of all where people are not told apart."""
    negative = values < 0
    who = next((at for at, dimension in enumerate(system.dimensions) if dimension.id == WHO), None)
    if who is None or not negative.any():
        return np.full(len(values), bool(negative.any()))
    nouns = {_noun(system.keys[at][who]) for at in np.flatnonzero(negative)}
    return np.array([_noun(key[who]) in nouns for key in system.keys])


def _noun(who: str) -> str:
    return who.partition(" in ")[0]


def _known(matrix: sparse.csr_matrix, known: Booleans) -> Booleans:
    return np.asarray((abs(matrix) @ (~known).astype(np.float64)) == 0)


def _check(system: System, values: Floats, known: Booleans) -> None:
    """Every equation whose cells are all known holds exactly."""
    broken = np.flatnonzero(_known(system.equal, known) & (np.abs(system.equal @ values) > 0.5))
    if len(broken):
        name = system.equal_names[int(broken[0])]
        raise _broken(name.dimension, name.parent)


def _drop_untrue(system: System, values: Floats, known: Booleans) -> tuple[System, tuple[str, ...]]:
    """Leaves out every inequality of a breakdown and direction of which one does not hold."""
    names = [(name.dimension, direction) for name, direction in zip(system.at_most_names, _directions(system), strict=True)]
    broken = {names[at] for at in np.flatnonzero(_known(system.at_most, known) & (system.at_most @ values > 0.5))}
    if not broken:
        return system, ()
    kept = [at for at, name in enumerate(names) if name not in broken]
    shorter = replace(system, at_most=system.at_most[kept], at_most_names=tuple(system.at_most_names[at] for at in kept))
    return shorter, tuple(sorted({dimension for dimension, _direction in broken}))


def _directions(system: System) -> list[bool]:
    """Per inequality whether the parent is the smaller side."""
    found = []
    for at, name in enumerate(system.at_most_names):
        row = system.at_most[[at]]
        found.append(bool(row.data[row.indices == system.index[name.parent]][0] > 0))
    return found


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
