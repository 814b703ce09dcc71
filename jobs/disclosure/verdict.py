"""The attack on a finished pattern in all its readings, and what it means: red, amber or green (disclosure.md 6.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from jobs.disclosure.attack import Breach, Claims, Intervals, Score, View, find_breaches, find_insider_breaches, find_intervals
from jobs.disclosure.bounds import Contradiction
from jobs.disclosure.needs import Cells, is_same_person
from jobs.disclosure.system import Booleans, Floats

Colour = Literal["red", "amber", "green"]
AMBER_HIDDEN_SHARE = 0.30


@dataclass(frozen=True)
class AttackReport:
    """Breaches of all readings, the intervals of the first, and how many linear programmes it took."""

    breaches: tuple[Breach, ...]
    low: Floats
    high: Floats
    is_end: Booleans
    readings: tuple[str, ...]
    solved: int


def make_view(cells: Cells, hidden: Booleans) -> View:
    """What a recipient sees of a pattern: printed numbers, exact or rounded, marks, and the cells that follow."""
    unknown = hidden | ~cells.system.ordered
    floor = np.where(cells.truth < 0, -np.inf, 0.0)
    low, high = np.where(unknown, floor, cells.truth), np.where(unknown, np.inf, cells.truth)
    if cells.side_low is not None and cells.side_high is not None:
        told = np.zeros(len(unknown), dtype=bool) if cells.loose is None else cells.loose & ~hidden
        told = told | (~unknown if cells.is_rounded else False)
        low, high = np.where(told, cells.side_low, low), np.where(told, cells.side_high, high)
    return View(cells.system, low, high, hidden)


def make_claims(cells: Cells) -> Claims:
    """What the policy promises about the intervals."""
    none, counts = np.full(len(cells.truth), np.inf), cells.counts
    by_company = cells.by_company if cells.by_company is not None else np.zeros(len(cells.truth), dtype=bool)
    room = np.maximum(cells.company_share * np.abs(cells.truth), cells.units)
    small = counts & cells.primary & (cells.truth < cells.threshold)
    low = np.where(small, np.minimum(1.0, cells.truth), np.where(by_company, np.maximum(cells.truth - room, 0.0), none))
    high = np.where(small, cells.threshold - 1, np.where(by_company, cells.truth + room, -none))
    few = cells.unprinted_few
    share = np.where(~counts & ((cells.primary & ~by_company) | few), cells.widths, 0.0)
    return Claims(
        cells.threshold, low, high, cells.units, confined=counts, min_share=None if counts.all() else share, guarded=few if few.any() else None,
        foreign=None if cells.foreign is None else cells.foreign & counts,
    )  # fmt: skip


def attack_pattern(cells: Cells, hidden: Booleans) -> AttackReport:
    """All readings on one pattern; a contradiction or an unfinished search is a breach too."""
    view, claims = make_view(cells, hidden), make_claims(cells)
    readings = ["marks at least 0"]
    try:
        first = find_intervals(view, claims)
        breaches = find_breaches(view, claims, first)
        solved = first.solved
        if cells.reads_marks_as_one:
            readings.append("marks at least 1")
            second = find_intervals(view, claims, marks_at_least=1.0, full=False)
            breaches += find_breaches(view, claims, second, marked_reading=True)
            solved += second.solved
        else:
            second = first
        if cells.insider and cells.counts.any():
            readings.append("insiders")
            breaches += _insiders(cells, hidden, view, claims, second)
    except Contradiction as fault:
        size = len(cells.truth)
        return AttackReport((Breach("contradiction", fault.cell, 0.0, 0.0, "propagation"),), np.zeros(size), np.zeros(size), np.zeros(size, bool), (), 0)
    low = np.where(first.is_complete, first.low, np.ceil(first.seen_low - 1e-6))
    high = np.where(first.is_complete, first.high, np.floor(first.seen_high + 1e-6))
    return AttackReport(tuple(sorted(set(breaches), key=_order)), low, high, first.is_complete, tuple(readings), solved)


def _order(breach: Breach) -> tuple[str, int, int]:
    return breach.kind, breach.cell, breach.other if breach.other is not None else -1


def _insiders(cells: Cells, hidden: Booleans, view: View, claims: Claims, found: Intervals) -> list[Breach]:
    small = hidden & cells.primary & cells.counts & (cells.truth > 0)
    score = Score(np.where(cells.counts, cells.truth, 0.0), small, lambda first, second: is_same_person(cells, first, second))
    return find_insider_breaches(view, claims, found, score, marks_at_least=1.0 if cells.reads_marks_as_one else 0.0)


def judge(reports: Sequence[AttackReport], *, is_blocked: bool, hidden_share: float, has_dropped: bool, tells_of_all: bool = False) -> Colour:
    """Red when anything is open, amber when a person must give a reason, green otherwise."""
    if is_blocked or any(report.breaches for report in reports):
        return "red"
    return "amber" if hidden_share > AMBER_HIDDEN_SHARE or has_dropped or tells_of_all else "green"
