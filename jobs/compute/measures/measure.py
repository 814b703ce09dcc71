"""What a measure tells the compiler: which rows it reads, what it counts in them, and whether rows must be new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

ANY_REGISTER = "any"
UNLIMITED = -1
"""Run-in that reaches back to the start of data."""


@dataclass(frozen=True)
class Measure:
    """One measure of measures.md.

    `counts`: distinct persons, rows, or the sum of `amount` over rows (minor units, all rows of the register, corrections included).
    `is_new`: only persons with a new row count; `run_in_months` is the measure's own run-in, None = the table says.
    `adds_over_periods`: a person is counted in at most one period cell. `from_index`: the cohort's index dates are the rows.
    `needs_population`: a denominator is given though no rate is asked for. `rows`: what a row of the patient register counts as: a contact, a part of a
    stay, or its days. `has_outcomes`: persons are told apart by what lies around their index date. `is_followed`: only those alive and in the country, and
    in the data, at the end of the window are counted. `is_survival`: the outcomes are the days of a grid on which a person is still at risk.
    `is_emergency`: only emergency visits count.
    """

    id: str
    registers: tuple[str, ...]
    counts: Literal["person", "row", "amount"]
    amount: Callable[[], exp.Expression] | None = None
    is_new: bool = False
    run_in_months: int | None = None
    adds_over_periods: bool = False
    from_index: bool = False
    needs_population: bool = False
    has_outcomes: bool = False
    is_followed: bool = False
    is_survival: bool = False
    is_emergency: bool = False
    rows: Literal["contacts", "stays", "days"] = "contacts"

    def accepts(self, register_code: str) -> bool:
        """Whether it counts rows of a register; `any` means every one."""
        return ANY_REGISTER in self.registers or register_code in self.registers
