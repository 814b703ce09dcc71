"""The typed plan and the engine's text, for a reader: what `registerlots order plan` prints."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from jobs.compute.cohorts import cohort_steps
from jobs.compute.counting import company_query, count_query
from jobs.compute.engine import DIALECT
from jobs.compute.netting import later_step, matching_steps, result_steps, round_query
from jobs.compute.outcomes import outcome_steps
from jobs.compute.plan import CohortPlan, Plan, RunIn, TablePlan
from jobs.compute.planning import build_plan
from jobs.compute.running import check_tables
from jobs.microdata.snapshot import Snapshot
from jobs.spec import CodeItem, Criterion, Group, JobSpec


def explain(spec: JobSpec, snapshot: Snapshot, dialect: str = DIALECT) -> str:
    """The plan in words and every statement of the run, in order; reads no row. Raises what `run` raises before it starts."""
    plan = build_plan(spec)
    check_tables(plan, snapshot)
    return "\n".join([*describe(plan), "", *statements(plan, dialect)]) + "\n"


def describe(plan: Plan) -> Iterator[str]:
    """The typed plan, one fact a line."""
    yield f"plan on snapshot {plan.snapshot}"
    if plan.netting is not None:
        yield f"  netting of LMED from {plan.netting.start}"
    for cohort in plan.cohorts:
        yield from _cohort(cohort, "  ")
    for table in plan.tables:
        yield from _table(table)


def _cohort(cohort: CohortPlan, indent: str) -> Iterator[str]:
    kind = "everyone but those who" if cohort.is_unbounded else "persons who"
    yield f"{indent}cohort {cohort.id}: {kind}{' are excluded by' if cohort.is_unbounded else ' meet'}, index {cohort.cohort.index_date}"
    if cohort.base is not None:
        yield from _cohort(cohort.base, indent + "  base ")
    yield from _group(cohort.tree, indent + "  ")
    if cohort.age is not None:
        yield f"{indent}  age at {cohort.age.at}: {cohort.age.first if cohort.age.first is not None else 0}–{cohort.age.last if cohort.age.last is not None else ''}"


def _group(group: Group, indent: str) -> Iterator[str]:
    yield f"{indent}{group.operator}"
    for member in group.members:
        if isinstance(member, Group):
            yield from _group(member, indent + "  ")
        else:
            yield f"{indent}  {_criterion(member)}"


def _criterion(criterion: Criterion) -> str:
    codes = "; ".join(f"{one.system} {_items(one.includes)}{' ! ' + _items(one.excludes) if one.excludes else ''}" for one in criterion.match) or "any row"
    parts = [f"{criterion.id}: {'+'.join(criterion.registers)} {criterion.variable} {codes}", str(criterion.period)]
    parts += [f"position {criterion.position}"] if criterion.position else []
    parts += [f"at least {criterion.at_least}"] if criterion.at_least > 1 else []
    parts += [f"new, run-in {criterion.run_in_months} months of {criterion.look_back or 'group'}"] if criterion.run_in_months is not None else []
    relation = criterion.relation
    parts += [f"{relation.from_days}…{relation.to_days} days after {relation.to}"] if relation else []
    return ", ".join([*parts, *(f"{name}={value}" for name, value in sorted(criterion.filters.items()))])


def _items(items: tuple[CodeItem, ...]) -> str:
    shown = {"prefix": "{0}*", "exact": "{0}", "range": "{0}*–{1}*"}
    texts = [shown[item.kind].format(item.first, item.last) for item in items[:12]]
    return ", ".join(texts) + (f" … {len(items)} in all" if len(items) > 12 else "")


def _table(table: TablePlan) -> Iterator[str]:
    yield f"  table {table.shell.id}: {table.measure.id} ({table.measure.counts}), {table.shell.period}, anchor {table.anchor}"
    for event in table.events:
        yield f"    rows of {_criterion(event)}"
    yield f"    in {table.cohort.id if table.cohort else 'everyone with such a row'}"
    if table.run_in is not None:
        yield f"    {_run_in(table.run_in)}"
    for name, value in sorted(table.options.items()):
        yield f"    option {name} = {value}"
    for one in table.passes:
        cells = f"cells of {one.clock.months} months" if one.clock.months else "one cell"
        yield f"    pass, {cells}: " + " · ".join("(" + ", ".join(names) + ")" for names in one.sets)


def _run_in(run_in: RunIn) -> str:
    months = "unlimited" if run_in.months == -1 else f"{run_in.months} months"
    return f"new rows: run-in {months}, look-back group {run_in.group}, short residents {run_in.residence}"


def statements(plan: Plan, dialect: str = DIALECT) -> Iterator[str]:
    """Every statement of the run in a dialect; the second netting round once, though one is run per further correction of a person and drug."""
    if plan.netting is not None:
        for step in matching_steps(plan.netting):
            yield _statement(step.name, step.query, dialect)
        later = later_step()
        yield _statement(later.name, later.query, dialect)
        yield _statement("net_matches (round 2, repeated)", round_query(2), dialect)
        for step in result_steps(plan.netting):
            yield _statement(step.name, step.query, dialect)
    for cohort in plan.cohorts:
        for step in cohort_steps(cohort, {}):
            yield _statement(step.name, step.query, dialect)
    for table in plan.tables:
        for step in outcome_steps(table):
            yield _statement(step.name, step.query, dialect)
        for one in table.passes:
            yield _statement(f"{table.shell.id}", count_query(table, one), dialect)
            if table.shell.economic and table.measure.amount is not None:
                yield _statement(f"{table.shell.id} companies", company_query(table, one), dialect)


def _statement(name: str, query: exp.Expression, dialect: str) -> str:
    return f"-- {name}\n{query.sql(dialect, pretty=True)};\n"
