"""A table with everything decided that the order leaves unsaid: cell period, anchor, options, look-back, rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from assistant.judgement import Context
from assistant.order.breakdown import BreakdownChoice
from assistant.order.criterion import Criterion
from assistant.order.order import Order
from assistant.order.table import OrderTable
from assistant.specification.breakdowns import PERIODS, BreakdownPlan, plan_breakdown
from assistant.specification.code_rows import DIAGNOSES, code_rows
from assistant.specification.events import cohorts_of, event_criterion, population_sources, registers_of, study_period
from assistant.specification.outcomes import Sought, outcome_breakdown, sought, window_of
from catalog.lookup import Catalogue
from metadata.model.footnote import Break
from metadata.model.measure import Measure
from metadata.model.period import CellPeriod, Period, add_months
from metadata.model.text import Text

Anchor = Literal["year_end", "year_start", "index", "event"]
UNLIMITED = -1
"""Run-in without limit, as the JobSpec writes it."""


@dataclass(frozen=True)
class TablePlan:
    """A table with everything decided: `events` is the criterion whose rows are counted (for a population breakdown see `sources`)."""

    table: OrderTable
    measure: Measure
    cohort_id: str
    events: Criterion
    sources: Mapping[str, Criterion]
    period: Period
    cell_period: CellPeriod
    anchor: Anchor
    rows: tuple[BreakdownPlan, ...]
    columns: tuple[BreakdownPlan, ...]
    options: Mapping[str, str]
    look_back: str | None
    run_in_months: int | None
    rate: int | None
    sought: tuple[Sought, ...] = ()
    window: tuple[int, int] | None = None

    @property
    def breakdowns(self) -> tuple[BreakdownPlan, ...]:
        """Rows' breakdowns, then columns'."""
        return self.rows + self.columns

    @property
    def cell_count(self) -> int:
        """Cells of the table, margins included."""
        count = 1
        for plan in self.breakdowns:
            count *= len(plan.shell.codes)
        return count


def plan_tables(order: Order, catalogue: Catalogue, context: Context) -> dict[str, TablePlan]:
    """Plans of every table that is complete enough, by JSON pointer, in the order's order."""
    found = {}
    for path, table in order.each_table():
        plan = plan_table(order, table, catalogue, code_rows(order, table, catalogue, context))
        if plan is not None:
            found[path] = plan
    return found


def plan_table(order: Order, table: OrderTable, catalogue: Catalogue, code_rows: Mapping[str, Text] | None = None) -> TablePlan | None:
    """The plan of a table, None while something it needs is missing or unknown (the rules say what).

    `code_rows`: code → title of the rows of a `code` breakdown, expanded by the caller; None leaves such a table without a plan.
    """
    measure = catalogue.measures.get(table.measure)
    events = event_criterion(order, table, catalogue)
    period = study_period(order, table, catalogue)
    if measure is None or events is None or period is None:
        return None
    cell_period = cell_period_of(table)
    chosen = [(choice, place) for place, choices in (("rows", row_choices(table)), ("columns", table.columns)) for choice in choices]
    options = options_of(table, measure)
    found = outcome_breakdown(table, measure, options, catalogue)
    plans = [
        (found if measure.outcomes and choice.id == measure.outcomes.breakdown else plan_breakdown(choice, table, measure, period, catalogue, code_rows), place)
        for choice, place in chosen
    ]
    if measure.outcomes is not None and found not in [plan for plan, _place in plans]:
        plans.append((found, "columns"))
    plans = [(_counted_again(plan, order, table, measure), place) for plan, place in plans]
    window = window_of(table, measure, options)
    if any(plan is None for plan, _place in plans) or (measure.outcomes is not None and window is None):
        return None
    return TablePlan(
        table=table, measure=measure, cohort_id=table.of, events=events, sources=population_sources(order, table, catalogue), period=period,
        cell_period=cell_period, anchor=anchor_of(table, measure, period),
        rows=tuple(plan for plan, place in plans if place == "rows" and plan), columns=tuple(plan for plan, place in plans if place == "columns" and plan),
        options=options, look_back=look_back_of(table, measure, events), run_in_months=run_in_of(table, measure),
        rate={"per_1000": 1_000, "per_100000": 100_000}.get(table.rates or ""), sought=sought(table, measure, events), window=window,
    )


def _counted_again(plan: BreakdownPlan | None, order: Order, table: OrderTable, measure: Measure) -> BreakdownPlan | None:
    """A person with an index date in each of several periods stands in all of them: they do not add up."""
    each = any(cohort.index_date == "each" for cohort in cohorts_of(order, table.of))
    if plan is None or plan.definition.kind != "period" or measure.default_anchor != "index" or not each:
        return plan
    return replace(plan, shell=plan.shell.model_copy(update={"additive": False}))


def row_choices(table: OrderTable) -> tuple[BreakdownChoice, ...]:
    """The rows' breakdowns; codes told apart without a `code` breakdown become the last rows."""
    if table.code_detail != "group" and table.choice("code") is None:
        return (*table.rows, BreakdownChoice(id="code"))
    return table.rows


def cell_period_of(table: OrderTable) -> CellPeriod:
    """The shortest cell period among the breakdowns; `whole` when there is none."""
    found = [choice.id for choice in table.breakdowns if choice.id in PERIODS]
    return CellPeriod(max(found, key=PERIODS.index)) if found else CellPeriod.whole


def anchor_of(table: OrderTable, measure: Measure, period: Period) -> Anchor:
    """The anchor asked for, else measures.md 1.5: year end for years and wholes of at most 12 months, year start for shorter cells, index for longer."""
    if table.anchor is not None:
        return table.anchor
    cell = cell_period_of(table)
    if measure.default_anchor == "index" and (table.choice("population") is None or cell_period_of(table) is CellPeriod.whole):
        return "index"
    if cell is CellPeriod.year:
        return "year_end"
    if cell is not CellPeriod.whole:
        return "year_start"
    return "year_end" if is_at_most_a_year(period) else "index"


def is_at_most_a_year(period: Period) -> bool:
    """Whether the period is 12 months or shorter."""
    return period.last < add_months(period.first, 12)


def population_year(period: Period, cell: CellPeriod) -> int | None:
    """The year whose 31 December a cell is divided by (measures.md 1.7): a year's own, the one before for a shorter cell, none for a longer one."""
    is_year = add_months(period.first, 12) == period.last + timedelta(days=1)
    if cell is CellPeriod.whole and not is_at_most_a_year(period):
        return None
    return period.last.year if cell is CellPeriod.year or (cell is CellPeriod.whole and is_year) else period.last.year - 1


def options_of(table: OrderTable, measure: Measure) -> dict[str, str]:
    """The measure's options with their defaults, what the table says on top; the look-back group and the anchor stand apart."""
    defaults = {name: option.default for name, option in measure.options.items() if option.default is not None}
    chosen = {name: value for name, value in table.options.items() if name in measure.options}
    return {name: value for name, value in (defaults | chosen).items() if name not in ("look_back_group", "anchor")}


def is_new_user_measure(measure: Measure) -> bool:
    """Whether the measure counts new users and so needs a look-back group."""
    return "look_back_group" in measure.requires or "look_back_group" in measure.options


def is_new_patient_measure(measure: Measure) -> bool:
    """Whether the measure counts patients who are new after years without a matching row."""
    return "look_back_years" in measure.requires


def look_back_of(table: OrderTable, measure: Measure, events: Criterion) -> str | None:
    """The group a user is new to: as the table says, else as the criterion says; a patient to the whole selection; None where none is needed or said."""
    if is_new_patient_measure(measure):
        return "group"
    return (table.look_back_group or events.look_back_group) if is_new_user_measure(measure) else None


def run_in_of(table: OrderTable, measure: Measure) -> int | None:
    """Months of run-in of a new-user or new-patient measure, -1 = unlimited; None for other measures, and where the order does not say."""
    if is_new_patient_measure(measure):
        return UNLIMITED if table.look_back_years == "unlimited" else None if table.look_back_years is None else table.look_back_years * 12
    if not is_new_user_measure(measure):
        return None
    if measure.id.endswith("_unlimited"):
        return UNLIMITED
    return table.run_in_months or 12


def spanned_breaks(plan: TablePlan, order: Order, catalogue: Catalogue, *, counted_only: bool = False) -> tuple[Break, ...]:
    """Breaks that the period spans and that touch a variable the table uses; `counted_only`: of the registers whose rows are counted, not of conditions."""
    used = _variables(plan)
    counted = [one.register_code for one in (plan.events, *plan.sources.values())]
    found = catalogue.breaks(counted if counted_only else registers_of(order, plan.table, catalogue), plan.period)
    return tuple(one for one in found if "*" in one.variables or used.intersection(name.lower() for name in one.variables))


def _variables(plan: TablePlan) -> set[str]:
    """Lower-case column names, and series, that the measure and its counted rows read."""
    used = {column.lower() for column in plan.measure.columns}
    systems = {codes.system for criterion in (plan.events, *plan.sources.values()) for codes in criterion.codes}
    if systems & DIAGNOSES:
        used |= {"hdia", "dia", "ekod"}
    return used | ({"op", "opd"} if "KVA" in systems else set()) | ({"atc"} if "ATC" in systems else set())
