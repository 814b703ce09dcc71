"""Minimising ends at a budget of work, never at a clock: the pattern that is left is as safe, and the same on every machine."""

from __future__ import annotations

import numpy as np
from disclosure_factory import cells_of, grid

from jobs.disclosure.minimise import minimise
from jobs.disclosure.secondary import Protector
from jobs.disclosure.verdict import attack_pattern

VALUES = [3, 41, 2, 18, 55, 1, 27, 33, 4, 29, 61, 2, 47, 15, 22, 36, 3, 51, 19, 44, 2, 38, 57, 26, 31, 4, 23, 49, 17, 35]


def protected(max_work: int) -> tuple[Protector, bool]:
    """A table with small cells in every line, and whether minimising came to its end."""
    protector = Protector(cells_of(*grid(5, 6, VALUES)))
    protector.run()
    return protector, minimise(protector, max_work)


def test_no_budget_leaves_a_safe_pattern_that_is_told_to_be_unfinished() -> None:
    protector, is_finished = protected(max_work=-1)
    assert not is_finished
    assert attack_pattern(protector.cells, protector.hidden).breaches == ()


def test_a_budget_only_ever_leaves_more_hidden() -> None:
    none, some, all_of_it = (protected(work)[0].hidden for work in (-1, 2_000, 10**9))
    assert protected(10**9)[1]
    assert np.all(all_of_it <= none)
    assert np.all(some <= none)


def test_the_same_budget_ends_at_the_same_cells() -> None:
    assert np.array_equal(protected(2_000)[0].hidden, protected(2_000)[0].hidden)
