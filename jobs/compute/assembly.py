"""Rows of integers from the engine → CountTable: every cell of the shell, zeros filled in, the unknown category where somebody is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from jobs.compute.dimensions import UNKNOWN_NUMBER
from jobs.compute.plan import TablePlan
from metadata.model.period import Period
from metadata.model.table import TOTAL, UNKNOWN, Breakdown, Category, CellKey, Count, CountTable, TableShell
from metadata.model.text import Text

UNKNOWN_LABEL = Text(sv="Uppgift saknas", en="Unknown")
Denominator = Callable[[CellKey], int | None]


def cell_key(plan: TablePlan, numbers: Sequence[int | None]) -> CellKey:
    """The cell of a row of category numbers: None is the margin, −1 unknown."""
    return tuple(_code(dimension.numbers, number) for dimension, number in zip(plan.dimensions, numbers, strict=True))


def _code(codes: Mapping[int, str], number: int | None) -> str:
    if number is None:
        return TOTAL
    return UNKNOWN if number == UNKNOWN_NUMBER else codes[number]


def with_unknown(shell: TableShell, keys: Iterable[CellKey]) -> TableShell:
    """The shell with the category unknown last in every breakdown where one of the cells is not empty."""
    used = {position for key in keys for position, code in enumerate(key) if code == UNKNOWN}
    made = [_extended(breakdown) if position in used else breakdown for position, breakdown in enumerate(shell.breakdowns)]
    count = len(shell.rows)
    return shell.model_copy(update={"rows": tuple(made[:count]), "columns": tuple(made[count:])})


def _extended(breakdown: Breakdown) -> Breakdown:
    if any(category.code == UNKNOWN for category in breakdown.categories):
        return breakdown
    return breakdown.model_copy(update={"categories": (*breakdown.categories, Category(code=UNKNOWN, label=UNKNOWN_LABEL))})


def build_table(
    plan: TablePlan, values: Mapping[CellKey, tuple[int, int]], companies: Mapping[CellKey, int] | None, denominator: Denominator,
    final: Callable[[Period], bool], notes: Mapping[str, int],
) -> CountTable:
    """The table of the plan: `values` = value and persons per cell that is not empty; `final` says whether a period is."""
    shell = with_unknown(plan.shell, (key for key, (value, persons) in values.items() if value or persons))
    cells = {}
    for key in shell.keys():
        value, persons = values.get(key, (0, 0))
        cells[key] = Count(value, persons, denominator(key), None if companies is None else companies.get(key, 0))
    return CountTable(shell=shell, cells=cells, preliminary=_preliminary(plan, final), notes={name: count for name, count in sorted(notes.items()) if count})


def periods_of(plan: TablePlan) -> dict[str, Period]:
    """Dates of every period cell by its code; the margin and a table without periods are the whole period."""
    period = plan.shell.period
    found = next((dimension for dimension in plan.dimensions if dimension.kind == "period"), None)
    if found is None:
        return {"whole": period}
    return {**found.job.periods, **({TOTAL: period} if found.shell.has_total else {})}


def _preliminary(plan: TablePlan, final: Callable[[Period], bool]) -> frozenset[str]:
    return frozenset(code for code, period in periods_of(plan).items() if not final(period))
