"""Cells hidden by their own content: few persons, few companies, a sum below nought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from jobs.disclosure.system import Booleans, Floats, Integers, System
from metadata.model.policy import DisclosurePolicy
from metadata.model.table import CellKey, Count, CountTable


@dataclass(frozen=True)
class Judged:
    """Per cell: hidden by itself, hidden for companies, persons behind it; and the rule of each hidden one."""

    primary: Booleans
    by_company: Booleans
    persons: Integers
    reasons: dict[int, str]


def judge_cells(
    tables: Sequence[CountTable], counts: Mapping[CellKey, Count], places: Mapping[str, Mapping[CellKey, CellKey]], system: System, threshold: Floats,
    policy: DisclosurePolicy,
) -> Judged:  # fmt: skip
    """Cells hidden by themselves and the rule that says so. `places`: table → its cell → the cell of the system."""
    size = len(system.keys)
    judged = Judged(np.zeros(size, dtype=bool), np.zeros(size, dtype=bool), np.zeros(size, dtype=np.int64), {})
    economic = {joint for table in tables if table.shell.economic for joint in places[table.shell.id].values()}
    for key, count in counts.items():
        at = system.index[key]
        judged.persons[at] = count.persons
        rule = primary_rule(count, int(threshold[at]), policy, is_economic=key in economic)
        if rule is not None:
            judged.primary[at] = True
            judged.by_company[at] = rule.startswith("companies")
            judged.reasons[at] = rule
    return judged


def primary_rule(count: Count, threshold: int, policy: DisclosurePolicy, *, is_economic: bool) -> str | None:
    """Why a cell is hidden by its own content: `companies.min`, `companies.unknown`, `value.negative`, `persons.t`; None when it is not."""
    if is_economic and count.value != 0 and policy.hides_companies(count.companies):
        return "companies.unknown" if count.companies is None else "companies.min"
    if count.value < 0:
        return "value.negative"
    return "persons.t" if policy.hides_below(count.persons, threshold) else None
