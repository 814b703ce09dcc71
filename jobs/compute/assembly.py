"""Rows of integers from the engine → CountTable: every cell of the shell, zeros filled in, the unknown category where somebody is in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from jobs.compute.dimensions import UNKNOWN_NUMBER
from jobs.compute.plan import TablePlan
from metadata.model.period import Period
from metadata.model.table import TOTAL, UNKNOWN, Breakdown, Category, CellKey, Count, CountTable, Curve, TableShell, unknown_label

Denominator = Callable[[CellKey], int | None]


def cell_keys(plan: TablePlan) -> Callable[[Sequence[int | None]], CellKey]:
    """Names the cell of a row of category numbers: None is the margin, −1 unknown."""
    codes = [{number: _code(dimension.numbers, number) for number in (None, UNKNOWN_NUMBER, *dimension.numbers)} for dimension in plan.dimensions]
    return lambda numbers: tuple([code[number] for code, number in zip(codes, numbers, strict=True)])


def _code(codes: Mapping[int, str], number: int | None) -> str:
    if number is None:
        return TOTAL
    return UNKNOWN if number == UNKNOWN_NUMBER else codes[number]


def with_unknown(shell: TableShell, keys: Iterable[CellKey]) -> TableShell:
    """The shell with the category unknown last in every breakdown where one of the cells is not empty."""
    used = {position for key in keys if UNKNOWN in key for position, code in enumerate(key) if code == UNKNOWN}
    made = [_extended(breakdown) if position in used else breakdown for position, breakdown in enumerate(shell.breakdowns)]
    count = len(shell.rows)
    return shell.model_copy(update={"rows": tuple(made[:count]), "columns": tuple(made[count:])})


def _extended(breakdown: Breakdown) -> Breakdown:
    if any(category.code == UNKNOWN for category in breakdown.categories):
        return breakdown
    return breakdown.model_copy(update={"categories": (*breakdown.categories, Category(code=UNKNOWN, label=unknown_label(breakdown.id)))})


@lru_cache(maxsize=4096)
def _empty(population: int | None, companies: int | None) -> Count:
    """The cell of nobody; frozen, so that all of one population are the same."""
    return Count(0, 0, population, companies)


def build_table(
    plan: TablePlan, values: Mapping[CellKey, tuple[int, int]], companies: Mapping[CellKey, int] | None, denominator: Denominator | None,
    final: Callable[[Period], bool], notes: Mapping[str, int], incomplete: Collection[CellKey] = (),
    curves: Mapping[CellKey, Curve] | None = None,
) -> CountTable:
    """The table of the plan: `values` = value and persons per cell that is not empty; `final` says whether a period is."""
    shell = with_unknown(plan.shell, (key for key, (value, persons) in values.items() if value or persons))
    no_companies = None if companies is None else 0
    cells = {}
    for key in shell.keys():
        found, population = values.get(key), denominator(key) if denominator else None
        if found is None:
            cells[key] = _empty(population, no_companies)
        else:
            cells[key] = Count(*found, population, None if companies is None else companies.get(key, 0))
    cells = {key: replace(count, curve=curves[key]) if key in curves else count for key, count in cells.items()} if curves else cells
    kept = {name: count for name, count in sorted(notes.items()) if count}
    return CountTable(shell=shell, cells=cells, preliminary=_preliminary(plan, final), notes=kept, incomplete=frozenset(incomplete) & cells.keys())


def periods_of(plan: TablePlan) -> dict[str, Period]:
    """Dates of every period cell by its code; the margin and a table without periods are the whole period."""
    period = plan.shell.period
    found = next((dimension for dimension in plan.dimensions if dimension.kind == "period"), None)
    if found is None:
        return {"whole": period}
    return {**found.job.periods, **({TOTAL: period} if found.shell.has_total else {})}


def _preliminary(plan: TablePlan, final: Callable[[Period], bool]) -> frozenset[str]:
    return frozenset(code for code, period in periods_of(plan).items() if not final(period))
