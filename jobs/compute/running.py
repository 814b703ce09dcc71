"""Runs a JobSpec on a snapshot: corrections first, then cohorts, then each table's passes; integers out, nothing stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from common.errors import RegisterlotsError, SystemFailed
from jobs.compute.assembly import build_table, cell_keys, periods_of
from jobs.compute.cohorts import cohort_steps
from jobs.compute.counting import company_query, count_query, lacking_query
from jobs.compute.denominators import available_year, population_query, wanted_year
from jobs.compute.engine import Engine, opened
from jobs.compute.netting import last_turn, later_step, matching_steps, result_steps, round_query
from jobs.compute.notes import note_queries, unlisted_query
from jobs.compute.outcomes import outcome_steps
from jobs.compute.plan import ATTRIBUTES, Plan, TablePlan
from jobs.compute.planning import CUTS, build_plan
from jobs.compute.step import Step
from jobs.compute.survival import curve
from jobs.microdata.snapshot import Snapshot
from jobs.spec import JobSpec
from metadata.model.period import Period
from metadata.model.table import TOTAL, UNKNOWN, CellKey, CountTable, Curve

Progress = Callable[[str, int, int], None]
"""Told after each step: its name, steps done, steps in all."""
MOST_LACKING = 30
"""Percent of a cell's rows that may lack the value of its measure (measures.md 1.10)."""


def run(
    spec: JobSpec, snapshot: Snapshot, progress: Progress | None = None, memory_limit_mb: int | None = None, *, threads: int | None = None
) -> list[CountTable]:
    """The unprotected tables of a spec, one per table in its order; every cell of the shell is there, integers only.

    Raises SystemFailed `compute.error.snapshot` (another snapshot than the spec names), `compute.error.engine`, `compute.error.memory`;
    InputRefused `compute.error.…` for what this edition cannot compute. No error text holds a value of a row.
    """
    if spec.snapshot != snapshot.id:
        raise SystemFailed("compute.error.snapshot", wanted=spec.snapshot, found=snapshot.id)
    plan = build_plan(spec)
    check_tables(plan, snapshot)
    told = progress or (lambda _step, _done, _all: None)
    steps = 1 + len(plan.cohorts) + len(plan.tables)
    with opened(snapshot, {*needed_registers(plan), "population"}, memory_limit_mb=memory_limit_mb, threads=threads) as engine:
        _net(engine, plan)
        told("netting", 1, steps)
        for number, cohort in enumerate(plan.cohorts, 2):
            for step in cohort_steps(cohort, {}):
                engine.keep(step)
            told("cohort", number, steps)
        tables = []
        for number, table in enumerate(plan.tables, 2 + len(plan.cohorts)):
            for step in outcome_steps(table):
                engine.keep(step)
            tables.append(_count(engine, table, snapshot))
            told("table", number, steps)
    return tables


def check_tables(plan: Plan, snapshot: Snapshot) -> None:
    """Raises RegisterlotsError `compute.error.register` when the snapshot lacks a register that the plan reads."""
    missing = sorted(needed_registers(plan) - set(snapshot.manifest.registers))
    if missing:
        raise RegisterlotsError("compute.error.register", registers=", ".join(missing), snapshot=snapshot.id)


def needed_registers(plan: Plan) -> set[str]:
    """Registers that a plan reads, the population among them."""
    found: set[str] = set()
    for table in plan.tables:
        criteria = [*table.events, *(target.criterion for target in table.targets), *(leaf.criterion for cohort in (table.cohort.chain if table.cohort else ()) for leaf in cohort.leaves)]
        found |= {register for criterion in criteria for register in criterion.registers}
        found |= {"par_in"} if table.options.get("ed") == "exclude_admitted" else set()
        found |= {"population"} if table.needs_attributes or table.is_followed or table.measure.is_survival or (table.run_in and table.run_in.residence != "ignore") else set()
    return found


def _net(engine: Engine, plan: Plan) -> None:
    if plan.netting is None:
        return
    for step in matching_steps(plan.netting):
        engine.keep(step)
    last = engine.number(last_turn(), "net_turns")
    if last > 1:
        engine.keep(later_step())
    for turn in range(2, last + 1):
        engine.add(Step("net_matches", round_query(turn)))
    for step in result_steps(plan.netting):
        engine.keep(step)


def _count(engine: Engine, plan: TablePlan, snapshot: Snapshot) -> CountTable:
    values: dict[CellKey, tuple[int, int]] = {}
    companies: dict[CellKey, int] | None = {} if _wants_companies(plan, snapshot) else None
    key = cell_keys(plan)
    for one in plan.passes:
        for *numbers, value, persons in engine.fetch(count_query(plan, one), plan.shell.id):
            values[key(numbers)] = (value or 0, persons or 0)
        if companies is not None:
            companies |= {key(numbers): count or 0 for *numbers, count in engine.fetch(company_query(plan, one), plan.shell.id)}
    denominators, notes = _denominators(engine, plan, snapshot)
    for names, query in note_queries(plan):
        for name, count in zip(names, engine.fetch(query, plan.shell.id)[0], strict=True):
            notes[name] = notes.get(name, 0) + (count or 0)
    incomplete = _incomplete(engine, plan) if notes.get("rows_without_value") else frozenset()
    unlisted = unlisted_query(plan)
    if unlisted is not None:
        notes |= {f"unlisted_code.{code}": count or 0 for code, count in engine.fetch(unlisted, plan.shell.id)}
    curves = _curves(engine, plan) if plan.measure.is_survival else {}
    return build_table(plan, values, companies, denominators, lambda period: _is_final(plan, snapshot, period), notes, incomplete, curves)


def _curves(engine: Engine, plan: TablePlan) -> dict[CellKey, Curve]:
    """The curve of every cell, from how many persons were followed to which day and how that ended."""
    days = next(position for position, dimension in enumerate(plan.dimensions) if dimension.kind == "code")
    grid = [int(code) for code in plan.dimensions[days].numbers.values()]
    key = cell_keys(plan)
    histories: dict[CellKey, dict[tuple[int, bool], int]] = {}
    for one in plan.passes:
        for *numbers, value, _persons in engine.fetch(count_query(replace(plan, is_history=True), one), plan.shell.id):
            day, numbers[days] = numbers[days] or 0, 0
            history = histories.setdefault(key(numbers), {})
            history[(day // 2, day % 2 == 1)] = value or 0
    return {(*cell[:days], str(day), *cell[days + 1 :]): found for cell, history in histories.items() for day, found in curve(history, grid).items()}


def _incomplete(engine: Engine, plan: TablePlan) -> frozenset[CellKey]:
    """Cells of which more than the share that is borne lack the value."""
    key = cell_keys(plan)
    return frozenset(
        key(numbers) for one in plan.passes for *numbers, lacking, read in engine.fetch(lacking_query(plan, one), plan.shell.id)
        if (lacking or 0) * 100 > (read or 0) * MOST_LACKING
    )


def _wants_companies(plan: TablePlan, snapshot: Snapshot) -> bool:
    return plan.shell.economic and plan.measure.amount is not None and "lmed_products" in snapshot.tables


def _is_final(plan: TablePlan, snapshot: Snapshot, period: Period) -> bool:
    """Whether every register counted is final to the end of the period."""
    return all(period.last <= final for final in _final_days(plan, snapshot))


def _final_days(plan: TablePlan, snapshot: Snapshot) -> Iterator[date]:
    criteria = plan.events or tuple(leaf.criterion for leaf in (plan.cohort.leaves if plan.cohort else ()))
    for register in {register for criterion in criteria for register in criterion.registers}:
        if register in snapshot.manifest.registers:
            yield snapshot.manifest.registers[register].final_to


def _denominators(engine: Engine, plan: TablePlan, snapshot: Snapshot) -> tuple[Callable[[CellKey], int | None] | None, dict[str, int]]:
    """Looks up the population behind a cell, and says in the notes which years had to be replaced by an earlier one."""
    if (plan.rate is None and not plan.measure.needs_population) or "counts" not in snapshot.tables:
        return None, {}
    cut = next((CUTS[dimension.id] for dimension in plan.dimensions if dimension.kind == "period"), None)
    years = {entry.year for entry in snapshot.manifest.files if entry.table == "counts" and entry.year is not None}
    found: dict[str, dict[tuple[str, ...], int]] = {}
    notes: dict[str, int] = {}
    for code, period in periods_of(plan).items():
        wanted = wanted_year(period, None if code in ("whole", TOTAL) else cut)
        year = available_year(wanted, years) if wanted is not None else None
        if year is None:
            continue
        if year != wanted:
            notes[f"population_year.{code}"] = year
        found[code] = _population(engine, plan, year)
    return (lambda key: _look_up(plan, found, key)), notes


def _population(engine: Engine, plan: TablePlan, year: int) -> dict[tuple[str, ...], int]:
    dimensions = [dimension for dimension in plan.dimensions if dimension.kind in ATTRIBUTES]
    rows = engine.fetch(population_query(plan, year), plan.shell.id)
    return {
        tuple(TOTAL if number is None else dimension.numbers.get(number, UNKNOWN) for dimension, number in zip(dimensions, numbers, strict=True)): count or 0
        for *numbers, count in rows
    }


def _look_up(plan: TablePlan, found: dict[str, dict[tuple[str, ...], int]], key: CellKey) -> int | None:
    period = next((code for dimension, code in zip(plan.dimensions, key, strict=True) if dimension.kind == "period"), "whole")
    attributes = tuple(code for dimension, code in zip(plan.dimensions, key, strict=True) if dimension.kind in ATTRIBUTES)
    if period not in found or UNKNOWN in attributes:
        return None
    return found[period].get(attributes, 0)
