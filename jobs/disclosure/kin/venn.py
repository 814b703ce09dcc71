"""Formulas put side by side: all combinations of predicates that can occur, and for each formula those in which it holds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from jobs.disclosure.kin.counted import Formula, Predicate
from jobs.disclosure.kin.implication import implies

Mask = NDArray[np.bool_]
MOST_COMBINATIONS = 1 << 17
MOST_PREDICATES = 16


class TooMany(Exception):
    """More combinations than are looked through; the caller compares formulas two by two, or says that it did not."""


def find_masks(formulas: Mapping[str, Formula]) -> dict[str, Mask]:
    """Per formula the combinations of predicates in which it holds, over those that can occur at all. Raises TooMany."""
    predicates: dict[str, Predicate] = {}
    for _name, formula in sorted(formulas.items()):
        predicates |= formula.predicates()
    values = _combinations(predicates)
    return {name: _holds(formula, values) for name, formula in formulas.items()}


def _combinations(predicates: Mapping[str, Predicate]) -> dict[str, Mask]:
    plain = sorted(key for key, one in predicates.items() if one.kind != "age")
    ages = sorted(key for key, one in predicates.items() if one.kind == "age")
    pieces = _age_pieces([predicates[key] for key in ages])
    if len(plain) > MOST_PREDICATES or (1 << len(plain)) * len(pieces) > MOST_COMBINATIONS:
        raise TooMany
    numbers = np.arange(1 << len(plain))
    truth = {key: np.repeat((numbers >> at & 1).astype(bool), len(pieces)) for at, key in enumerate(plain)}
    for at, key in enumerate(ages):
        truth[key] = np.tile(np.array([piece[at] for piece in pieces], dtype=bool), len(numbers))
    possible = np.ones(len(numbers) * len(pieces), dtype=bool)
    for one in plain:
        for other in plain:
            if one != other and implies(predicates[one], predicates[other]):
                possible &= ~truth[one] | truth[other]
    return {key: mask[possible] for key, mask in truth.items()}


def _age_pieces(ages: list[Predicate]) -> list[tuple[bool, ...]]:
    """The combinations of age limits that one age can meet, at the index and at the year's end each."""
    found: list[tuple[bool, ...]] = [()]
    for at in sorted({str(age.look_back) for age in ages}):
        here = [age for age in ages if str(age.look_back) == at]
        edges = sorted({0, *(int(age.first) for age in here), *(int(age.last) + 1 for age in here)})
        choices = dict.fromkeys(tuple(int(age.first) <= edge <= int(age.last) for age in here) for edge in edges)
        found = [before + choice for before in found for choice in choices]
    order = sorted(range(len(ages)), key=lambda place: (str(ages[place].look_back), place))
    places = [order.index(at) for at in range(len(ages))]
    return [tuple(piece[place] for place in places) for piece in found]


def _holds(formula: Formula, values: Mapping[str, Mask]) -> Mask:
    size = len(next(iter(values.values()))) if values else 1
    parts = [_holds(one, values) if isinstance(one, Formula) else values[one.key] for one in formula.members]
    if formula.operator == "all":
        return np.logical_and.reduce(parts) if parts else np.ones(size, dtype=bool)
    any_part: Mask = np.logical_or.reduce(parts) if parts else np.zeros(size, dtype=bool)
    return any_part if formula.operator == "any" else ~any_part
