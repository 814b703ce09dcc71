"""An attacker that shares no line with the product's: the printed numbers as a linear programme of its own, both ends of every unknown by scipy.

It knows what any reader knows: margins are sums, a cohort built inside another cannot outnumber it cell by cell, and a mark stands for somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog

Name = tuple[str, ...]


@dataclass
class Outsider:
    """Unknown numbers by name, with what is known of them."""

    known: dict[Name, float] = field(default_factory=dict)
    between: dict[Name, tuple[float, float]] = field(default_factory=dict)
    marked: set[Name] = field(default_factory=set)
    guessed: set[Name] = field(default_factory=set)
    of_rows: set[Name] = field(default_factory=set)
    equations: list[dict[Name, float]] = field(default_factory=list)
    at_most: list[dict[Name, float]] = field(default_factory=list)

    def read(self, table: str, cells: Mapping[tuple[str, ...], int | None], *, rounded: bool = False) -> None:
        """Printed cells; None is a mark. A number rounded to fives lies within two, and under eight nothing is printed."""
        for key, value in cells.items():
            name = (table, *key)
            if value is None:
                self.marked.add(name)
            elif rounded and value:
                self.between[name] = max(value - 2.0, 8.0), value + 2.0
            else:
                self.known[name] = float(value)

    def total(self, whole: Name, parts: Iterable[Name]) -> None:
        """The whole is the sum of its parts."""
        self.equations.append({whole: -1.0, **dict.fromkeys(parts, 1.0)})

    def inside(self, inner: Name, outer: Name) -> None:
        """The people of one cell are among those of the other; those who are not are people too. Nobody is no part of anything."""
        if self.known.get(inner) == 0:
            return
        rest = ("rest", *outer, *inner)
        self.guessed.add(rest)
        self.equations.append({outer: -1.0, inner: 1.0, rest: 1.0})

    def no_more(self, less: Name, more: Name) -> None:
        """One number is at most the other (persons and their rows)."""
        self.at_most.append({less: 1.0, more: -1.0})

    def intervals(self, *, marks_at_least: float = 0.0) -> dict[Name, tuple[float, float]]:
        """The interval of every mark and guess."""
        names = sorted({*self.known, *self.between, *self.marked, *self.guessed, *(name for row in (*self.equations, *self.at_most) for name in row)})
        place = {name: at for at, name in enumerate(names)}
        matrix, limits = self._matrix(self.equations, place), self._matrix(self.at_most, place)
        bounds = [self._bounds(name, marks_at_least) for name in names]
        found = {}
        for name in sorted(self.marked | self.guessed):
            ends = []
            for sign in (1.0, -1.0):
                cost = np.zeros(len(names))
                cost[place[name]] = sign
                answer = linprog(
                    cost, A_eq=matrix, b_eq=np.zeros(len(self.equations)) if self.equations else None, A_ub=limits,
                    b_ub=np.zeros(len(self.at_most)) if self.at_most else None, bounds=bounds, method="highs",
                )  # fmt: skip
                assert answer.status in (0, 3), f"the printed numbers contradict each other: {answer.message}"
                ends.append(np.inf if answer.status == 3 else sign * answer.fun)
            found[name] = (float(np.ceil(ends[0] - 1e-6)), float(np.floor(ends[1] + 1e-6)) if np.isfinite(ends[1]) else np.inf)
        return found

    def worked_out(self, t: int) -> list[str]:
        """What is known too well: marks known exactly, small counts of persons confined, differences of a few people. The threshold says nothing of rows."""
        found = []
        for name, (low, high) in self.intervals().items():
            if name in self.guessed and 1 <= low and high < t:
                found.append(f"{name}: {low:g}–{high:g} persons by subtraction")
            if name in self.marked and low == high:
                found.append(f"{name} is {low:g}")
            if name in self.marked - self.of_rows and 0 < high < t and (low > 1 or high < t - 1):
                found.append(f"{name}: only {low:g}–{high:g}")
        again = self.intervals(marks_at_least=1.0)
        return found + [f"{name} is {again[name][0]:g} if a mark is somebody" for name in self.marked if again[name][0] == again[name][1]]

    def _bounds(self, name: Name, marks_at_least: float) -> tuple[float, float | None]:
        if name in self.known:
            return self.known[name], self.known[name]
        if name in self.between:
            return self.between[name]
        return (marks_at_least if name in self.marked else 0.0), None

    @staticmethod
    def _matrix(rows: list[dict[Name, float]], place: Mapping[Name, int]) -> np.ndarray | None:
        if not rows:
            return None
        matrix = np.zeros((len(rows), len(place)))
        for at, row in enumerate(rows):
            for name, value in row.items():
                matrix[at, place[name]] += value
        return matrix
