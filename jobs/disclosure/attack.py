"""What a recipient can work out: intervals of every hidden number from marks, values and relations alone; true numbers only score the result.

Imports nothing from the protecting side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy import sparse

from jobs.disclosure.bounds import Contradiction, propagate
from jobs.disclosure.solver import UNBOUNDED, Solver
from jobs.disclosure.system import Booleans, Floats, Integers, System

EPSILON = 1e-6
SWEEPS = 60
"""Most solutions with a mixed objective before cells are tried one by one."""
ROOM = 1e6
"""Stands for "no bound" beside the numbers of the table, so that no objective runs off to infinity."""
KEPT = 200
"""Most solutions kept for clearing insiders."""
FULL_LIMIT = 150
"""Up to so many unknown numbers every interval is computed to the end."""


@dataclass(frozen=True)
class View:
    """What is on paper: bounds of every cell of the system (equal = printed value), which ones carry the mark; `whole`: all numbers are integers."""

    system: System
    low: Floats
    high: Floats
    marked: Booleans
    whole: bool = True

    @property
    def complement(self) -> Booleans:
        """Cells nobody printed."""
        return ~self.system.ordered


@dataclass(frozen=True)
class Claims:
    """What must hold of the intervals. `low_at_most`, `high_at_least`: required interval per cell (infinite = none); `threshold` per cell, in persons.

    `unit`: an interval shorter than this is exact. `confined`: complements that count persons may not lie inside 1…t−1; given per cell or for all.
    `min_share`: least width as a share of the upper end · `guarded`: unprinted cells of rows or amounts that may not be exact either ·
    `foreign`: marks of an earlier delivery: where they can only be small, everything from 1 to t−1 must stay possible.
    """

    threshold: Floats
    low_at_most: Floats
    high_at_least: Floats
    unit: Floats | float = 1.0
    confined: Booleans | bool = True
    min_share: Floats | None = None
    guarded: Booleans | None = None
    foreign: Booleans | None = None

    def at(self, cells: Integers) -> Claims:
        """The claims on some cells alone."""
        size = len(self.threshold)

        def chosen(value: Any) -> Any:
            return None if value is None else np.broadcast_to(np.asarray(value), (size,))[cells]

        return Claims(*(chosen(value) for value in (
            self.threshold, self.low_at_most, self.high_at_least, self.unit, self.confined, self.min_share, self.guarded, self.foreign,
        )))  # fmt: skip


@dataclass(frozen=True)
class Score:
    """True numbers, for scoring alone: cells of one person, the small cells they could be after, and which two cells are one person."""

    truth: Floats
    small: Booleans
    is_same_person: Callable[[int, int], bool]


@dataclass(frozen=True)
class Breach:
    """Something a recipient can work out. `kind`: shown (a small count is printed), exact, exact_if_marked, narrow, complement, insider, contradiction, unfinished."""

    kind: str
    cell: int
    low: float
    high: float
    how: str
    other: int | None = None


@dataclass
class Intervals:
    """Per cell the widest interval proved so far (`seen_low`…`seen_high` are reached by solutions) and the outer bounds."""

    low: Floats
    high: Floats
    seen_low: Floats
    seen_high: Floats
    how: list[str]
    is_complete: Booleans
    solutions: list[Floats] = field(default_factory=list)
    solved: int = 0
    is_finished: bool = True


def find_intervals(view: View, claims: Claims, *, marks_at_least: float = 0.0, full: bool | None = None) -> Intervals:
    """Attacks one view in one reading. `full`: every interval to its end, not only as far as the claims need. Raises Contradiction."""
    low = np.where(view.marked, np.maximum(view.low, marks_at_least), view.low)
    start = np.where(low >= view.high, "known", "")
    new_low, new_high = propagate(view.system, low, view.high, whole=view.whole)
    how = np.where((start == "") & (new_low == new_high), "propagation", start).tolist()
    found = Intervals(new_low, new_high, np.full(len(low), np.inf), np.full(len(low), -np.inf), how, new_low == new_high)
    known = found.is_complete
    found.seen_low[known], found.seen_high[known] = new_low[known], new_low[known]
    unknown = np.flatnonzero(~known)
    if not len(unknown):
        return found
    search = _Search(view, claims, found, unknown)
    if full or (full is None and len(unknown) <= FULL_LIMIT):
        search.run_all()
    else:
        search.run_needed()
    return found


class _Search:
    """Linear programmes over the numbers that propagation left open."""

    def __init__(self, view: View, claims: Claims, found: Intervals, unknown: Integers) -> None:
        self._view, self._claims, self._found, self._unknown = view, claims, found, unknown
        system = view.system
        known = np.where(found.is_complete, found.low, 0.0)
        equal, at_most = system.equal[:, unknown], system.at_most[:, unknown]
        use_equal, use_most = np.diff(equal.indptr) > 0, np.diff(at_most.indptr) > 0
        right_equal, right_most = -(system.equal @ known)[use_equal], -(system.at_most @ known)[use_most]
        matrix = sparse.vstack([equal[use_equal], at_most[use_most]])
        rows = (np.r_[right_equal, np.full(len(right_most), -UNBOUNDED)], np.r_[right_equal, right_most])
        ends = np.where(np.isfinite(found.high), np.abs(found.high), 0.0)
        starts = np.where(np.isfinite(found.low), np.abs(found.low), 0.0)
        self.cap = ROOM + 4.0 * float(starts.sum() + ends.sum())  # no bounded number reaches half of this
        bounds = (np.maximum(found.low[unknown], -self.cap), np.minimum(found.high[unknown], self.cap))
        self._columns = np.arange(len(unknown), dtype=np.int64)
        self.solver = Solver(matrix, rows, bounds, np.zeros(len(unknown)))
        self._is_priced = False
        self._random = np.random.default_rng(20_240_229)

    def run_all(self) -> None:
        """Both ends of every interval."""
        for at in self._columns:
            self.ends(int(at))

    def run_needed(self) -> None:
        """Mixed objectives over all undecided cells, then one by one what they leave."""
        pending = self._pending()
        for sweep in range(SWEEPS):
            if not len(pending[0]) and not len(pending[1]):
                return
            cost = np.zeros(len(self._columns))
            weight = self._random.uniform(0.5, 1.5, len(cost))
            cost[pending[0]] -= weight[pending[0]]
            if sweep % 2 or not len(pending[0]):
                cost = np.zeros(len(cost))
                cost[pending[1]] += weight[pending[1]]
            before = len(pending[0]) + len(pending[1])
            self._is_priced = True
            if not self._step(self._columns, cost):
                return
            pending = self._pending()
            if before - len(pending[0]) - len(pending[1]) < max(2, before // 50) and sweep % 2:
                break
        for at in sorted({*pending[0].tolist(), *pending[1].tolist()}):
            self.ends(int(at))

    def _pending(self) -> tuple[Integers, Integers]:
        """Columns that must still be seen higher, and lower."""
        return wanted(self._view, self._claims, self._found, self._unknown)

    def ends(self, at: int) -> None:
        """Both ends of one interval by two solutions."""
        cell = int(self._unknown[at])
        only = self._columns[[at]]
        if self._is_priced:
            self.solver.price(self._columns, np.zeros(len(self._columns)))
            self._is_priced = False
        reached = all(self._step(only, np.array([sign])) for sign in (-1.0, 1.0))
        self.solver.price(only, np.zeros(1))
        if not reached:
            return
        low, high = self._found.seen_low[cell], self._found.seen_high[cell]
        if self._view.whole:
            low, high = np.ceil(low - EPSILON), np.floor(high + EPSILON)
        self._found.low[cell] = max(self._found.low[cell], low)
        self._found.high[cell] = min(self._found.high[cell], high) if high < self.cap / 2 else self._found.high[cell]
        self._found.is_complete[cell] = True
        self._found.how[cell] = "linear programme"

    def _step(self, columns: Integers, cost: Floats) -> bool:
        self.solver.price(columns, cost)
        solution = self.solver.solve()
        self._found.solved += 1
        if solution is None:
            self._found.is_finished = False
            return False
        cells = self._unknown
        self._found.seen_low[cells] = np.minimum(self._found.seen_low[cells], solution)
        self._found.seen_high[cells] = np.maximum(self._found.seen_high[cells], solution)
        if len(self._found.solutions) < KEPT:
            full = np.where(self._found.is_complete, self._found.low, 0.0)
            full[cells] = solution
            self._found.solutions.append(full)
        return True


def wanted(view: View, claims: Claims, found: Intervals, unknown: Integers) -> tuple[Integers, Integers]:
    """Positions in `unknown` whose interval is not yet seen to reach far enough upwards, and downwards."""
    low, high, here = found.seen_low[unknown], found.seen_high[unknown], claims.at(unknown)
    done = found.is_complete[unknown]
    marked = view.marked[unknown]
    kept = marked if here.guarded is None else marked | here.guarded
    gap = np.floor((high + EPSILON) / here.unit) - np.ceil((low - EPSILON) / here.unit)
    exact = kept & ~(gap >= 1)
    up = exact | (marked & (high < here.high_at_least - EPSILON))
    down = exact | (marked & (low > here.low_at_most + EPSILON))
    inside = here.confined & ~marked & ~((low <= EPSILON) | (high >= here.threshold - EPSILON))
    up, down = up | inside, down | inside
    if here.foreign is not None:
        open_end = here.foreign & (high < here.threshold - EPSILON)
        up, down = up | open_end, down | (open_end & (low > 1 + EPSILON))
    if here.min_share is not None:
        short = kept & ((high - low) < here.min_share * _finite(high) - EPSILON)
        up, down = up | short, down | short
    return np.flatnonzero(up & ~done), np.flatnonzero(down & ~done)


def _finite(ends: Floats) -> Floats:
    return np.where(np.isfinite(ends), ends, 0.0)


def find_breaches(view: View, claims: Claims, found: Intervals, *, marked_reading: bool = False) -> list[Breach]:
    """What is wrong with the intervals; in the reading "marks ≥ 1" only exactness counts."""
    low, high = _ends(found)
    breaches: list[Breach] = []
    exact = view.marked & (high - low < claims.unit - EPSILON)
    breaches += _breaches("exact_if_marked" if marked_reading else "exact", exact, low, high, found)
    if not marked_reading:
        narrow = view.marked & ~exact & ((low > claims.low_at_most + EPSILON) | (high < claims.high_at_least - EPSILON))
        if claims.min_share is not None:
            narrow |= view.marked & ~exact & _is_short(claims, low, high)
        if claims.foreign is not None:
            only_small = claims.foreign & view.marked & ~exact & (high <= claims.threshold - 1 + EPSILON) & (high > 0)
            narrow |= only_small & ((high < claims.threshold - 1 - EPSILON) | (low > 1 + EPSILON))
        breaches += _breaches("narrow", narrow, low, high, found)
        inside = claims.confined & view.complement & (low >= 1) & (high <= claims.threshold - 1 + EPSILON)
        if claims.guarded is not None:
            inside |= claims.guarded & ((high - low < claims.unit - EPSILON) | _is_short(claims, low, high))
        breaches += _breaches("complement", inside, low, high, found)
        printed = claims.confined & view.system.ordered & ~view.marked & (view.low == view.high) & (low > 0) & (low < claims.threshold)
        breaches += _breaches("shown", printed, low, high, found)
    if not found.is_finished:
        breaches.append(Breach("unfinished", 0, 0.0, 0.0, "linear programme"))
    return breaches


def _is_short(claims: Claims, low: Floats, high: Floats) -> Booleans:
    """Narrower than the share of its upper end that must stay open, a whole number's rounding allowed."""
    share = 0.0 if claims.min_share is None else claims.min_share
    return np.asarray((high - low) < share * _finite(high) - 1.0)


def _ends(found: Intervals) -> tuple[Floats, Floats]:
    """Integer ends: the true ones where computed, else the part that solutions have reached."""
    low = np.where(found.is_complete, found.low, np.ceil(found.seen_low - EPSILON))
    high = np.where(found.is_complete, found.high, np.floor(found.seen_high + EPSILON))
    return low, high


def _breaches(kind: str, where: Booleans, low: Floats, high: Floats, found: Intervals) -> list[Breach]:
    return [Breach(kind, int(at), float(low[at]), float(high[at]), found.how[at]) for at in np.flatnonzero(where)]


def find_insider_breaches(view: View, claims: Claims, found: Intervals, score: Score, *, marks_at_least: float) -> list[Breach]:
    """Pairs in which the one person of a cell of 1 can compute another's small cell. `found`: intervals of the same reading, with solutions."""
    ones = np.flatnonzero(view.marked & (score.truth == 1) & ~found.is_complete | view.marked & (score.truth == 1) & (found.low < found.high))
    small = np.flatnonzero(view.marked & score.small & (found.low < found.high))
    if not len(ones) or not len(small):
        return []
    open_pairs = ~_cleared(found.solutions, ones, small, score.truth)
    breaches: list[Breach] = []
    for column in np.flatnonzero(open_pairs.any(axis=0)):
        insider = int(ones[column])
        targets = [int(at) for at in small[open_pairs[:, column]] if at != insider and not score.is_same_person(insider, int(at))]
        if targets:
            breaches += _ask(view, claims, score, insider, targets, marks_at_least)
    return breaches


def _cleared(solutions: Sequence[Floats], ones: Integers, small: Integers, truth: Floats) -> Booleans:
    """small × ones: a solution is known that keeps the one and moves the small."""
    cleared = np.zeros((len(small), len(ones)), dtype=bool)
    for solution in solutions:
        moved = np.abs(solution[small] - truth[small]) >= 1 - EPSILON
        kept = np.abs(solution[ones] - 1.0) < EPSILON
        cleared[np.ix_(moved, kept)] = True
    return cleared


def _ask(view: View, claims: Claims, score: Score, insider: int, targets: Sequence[int], marks_at_least: float) -> list[Breach]:
    """The same attack by a reader who knows that the insider's cell is 1; only the targets count."""
    fixed_low, fixed_high = view.low.copy(), view.high.copy()
    fixed_low[insider] = fixed_high[insider] = 1.0
    chosen = np.zeros(len(view.low), dtype=bool)
    chosen[list(targets)] = True
    open_low = np.where(view.marked, np.maximum(fixed_low, marks_at_least), fixed_low)
    knowing = replace(view, low=open_low, high=fixed_high, marked=view.marked & chosen)
    none = np.full(len(view.low), np.inf)
    narrow = Claims(claims.threshold, none, -none, claims.unit, confined=False)
    found = find_intervals(knowing, narrow, full=False)
    return [
        Breach("insider", breach.cell, breach.low, breach.high, breach.how, insider)
        for breach in find_breaches(knowing, narrow, found)
        if breach.kind == "exact"
    ]


__all__ = ["Breach", "Claims", "Contradiction", "Intervals", "Score", "View", "find_breaches", "find_insider_breaches", "find_intervals"]
