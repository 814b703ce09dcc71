"""Who belongs to a cohort, as one temporary table each: the members with their packed index row, or for an open cohort the excluded (docstrings of jobs/spec.py)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from common.errors import Finding, InputRefused, Severity
from jobs.compute.attributes import attributed
from jobs.compute.newness import group_key, new_dates
from jobs.compute.packing import pack, packed_date
from jobs.compute.plan import CohortPlan, Leaf, RunIn
from jobs.compute.sources import counted_rows
from jobs.compute.sql import (
    between,
    both,
    col,
    count_all,
    days_later,
    either,
    exists,
    inner,
    listed,
    lit,
    named,
    no,
    only,
    part,
    table,
    union,
)
from jobs.compute.step import Step
from jobs.spec import AgeLimit, Criterion, Group, Relation
from metadata.model.period import Period


def cohort_steps(plan: CohortPlan, options: Mapping[str, str]) -> Iterator[Step]:
    """The statements that make `cohort_<id>` (and `index_<id>`, every index row) after those of its base."""
    if plan.base is not None:
        yield from cohort_steps(plan.base, options)
    for leaf in sorted(plan.leaves, key=lambda one: _depth(one, plan)):
        yield Step(rows_name(plan, leaf), _qualifying(plan, leaf, options))
    yield Step(f"met_{plan.id}", _met(plan))
    yield Step(cohort_name(plan), _members(plan))
    if not plan.is_unbounded:
        yield Step(f"index_{plan.id}", _index_rows(plan))


def cohort_name(plan: CohortPlan) -> str:
    """The cohort's table."""
    return f"cohort_{plan.id}"


def rows_name(plan: CohortPlan, leaf: Leaf) -> str:
    """The table of one criterion's qualifying rows."""
    return f"rows_{plan.id}_{leaf.number}"


def is_member(plan: CohortPlan | None, source: str) -> exp.Expression | None:
    """The condition that the person of a row belongs to the cohort; None where everyone does."""
    if plan is None:
        return None
    if not plan.is_unbounded:
        return listed(col("person", source), f"index_{plan.id}", "person")
    outside = no(listed(col("person", source), cohort_name(plan), "person"))
    return both(outside, is_member(plan.base, source))


def _depth(leaf: Leaf, plan: CohortPlan, seen: tuple[int, ...] = ()) -> int:
    """How many relations lie below a criterion. Raises InputRefused `compute.error.relation` when they go in a circle or nowhere."""
    relation = leaf.criterion.relation
    if relation is None:
        return 0
    target = _target(relation, plan)
    if target is None or leaf.number in seen:
        raise InputRefused([Finding("compute.error.relation", Severity.error, "/cohorts", {"criterion": leaf.criterion.id})])
    return 1 + _depth(target, plan, (*seen, leaf.number))


def _target(relation: Relation, plan: CohortPlan) -> Leaf | None:
    return next((one for one in plan.leaves if one.criterion.id == relation.to), None)


def _qualifying(plan: CohortPlan, leaf: Leaf, options: Mapping[str, str]) -> exp.Expression:
    """Qualifying rows of a criterion: person, date, pack."""
    criterion, run_in = leaf.criterion, _run_in(leaf.criterion)
    columns = ["person", "date", "contact", "lk", "alder", "kon"] + (["code"] if run_in and run_in.group != "group" else [])
    rows = exp.select(exp.Star(), copy=False).from_(inner(counted_rows(criterion, criterion.period, columns, options), "r"), copy=False)
    conditions = []
    if run_in is not None:
        new = new_dates(criterion, criterion.period, run_in, options)
        key = group_key(run_in, col("code", "r"))
        on = [col("person", "n").eq(col("person", "r")), col("date", "n").eq(col("date", "r"))] + ([col("key", "n").eq(key)] if key is not None else [])
        conditions.append(exp.Exists(this=exp.select(lit(1), copy=False).from_(inner(new, "n"), copy=False).where(both(*on), copy=False)))
    if criterion.relation is not None:
        conditions.append(_related(criterion.relation, plan))
    rows = rows.where(both(*conditions), copy=False)
    return exp.select(col("person"), col("date"), named(pack("first"), "pack"), copy=False).from_(inner(rows, "q"), copy=False)


def _run_in(criterion: Criterion) -> RunIn | None:
    return RunIn(criterion.run_in_months, criterion.look_back or "group") if criterion.run_in_months is not None else None


def _related(relation: Relation, plan: CohortPlan) -> exp.Expression:
    target = _target(relation, plan)
    name = rows_name(plan, target) if target else ""
    other, day = col("date", name), col("date", "r")
    conditions = [col("person", name).eq(col("person", "r"))]
    if relation.from_days is not None:
        conditions.append(exp.GTE(this=day, expression=days_later(other, relation.from_days)))
    if relation.to_days is not None:
        conditions.append(exp.LTE(this=day.copy(), expression=days_later(other.copy(), relation.to_days)))
    return exists(name, *conditions)


def _met(plan: CohortPlan) -> exp.Expression:
    """person, leaf, pack of the first row: every criterion that a person meets."""
    parts = []
    for leaf in plan.leaves:
        grouped = exp.select(col("person"), named(lit(leaf.number), "leaf"), named(exp.Min(this=col("pack")), "pack"), copy=False).from_(table(rows_name(plan, leaf)), copy=False)
        enough = exp.GTE(this=count_all(), expression=lit(leaf.criterion.at_least))
        parts.append(grouped.group_by(col("person"), copy=False).having(enough, copy=False))
    return union(parts)


def _members(plan: CohortPlan) -> exp.Expression:
    """person and pack of the first index row (NULL where none); for an open cohort the persons who are out."""
    name = f"met_{plan.id}"
    formula = _formula(plan.tree, {id(leaf.criterion): leaf.number for leaf in plan.leaves})
    index = [leaf.number for leaf in plan.leaves if leaf.is_index]
    first = only(exp.Min(this=col("pack")), either(col("leaf").eq(lit(number)) for number in index)) if index else lit(None)
    grouped = exp.select(col("person"), named(exp.cast(first, "bigint"), "pack"), copy=False).from_(table(name), copy=False).group_by(col("person"), copy=False)
    grouped = grouped.having(no(formula) if plan.is_open else formula, copy=False)
    if plan.is_open or plan.base is None:
        return grouped
    return exp.select(exp.Star(), copy=False).from_(inner(grouped, "m"), copy=False).where(both(is_member(plan.base, "m")), copy=False)


def _formula(group: Group, numbers: Mapping[int, int]) -> exp.Expression:
    parts = [
        _formula(member, numbers) if isinstance(member, Group)
        else exp.GT(this=only(count_all(), col("leaf").eq(lit(numbers[id(member)]))), expression=lit(0))
        for member in group.members
    ]
    if group.operator == "all":
        return exp.paren(both(*parts))
    return exp.paren(either(parts)) if group.operator == "any" else no(either(parts))


def _index_rows(plan: CohortPlan) -> exp.Expression:
    """person and pack of every index row of a member that is inside the age limit: one a person unless the index date is `each`."""
    members = exp.select(col("person"), col("pack"), copy=False).from_(table(cohort_name(plan)), copy=False)
    if plan.is_open and plan.base is not None:
        base, out = f"index_{plan.base.id}", cohort_name(plan)
        members = exp.select(col("person"), col("pack"), copy=False).from_(table(base), copy=False).where(no(listed(col("person", base), out, "person")), copy=False)
    elif plan.cohort.index_date == "each":
        index = [leaf for leaf in plan.leaves if leaf.is_index]
        met = f"met_{plan.id}"
        parts = [
            exp.select(col("person", name), col("pack", name), copy=False).from_(table(name), copy=False).where(both(
                listed(col("person", name), cohort_name(plan), "person"),
                exists(met, col("person", met).eq(col("person", name)), col("leaf", met).eq(lit(leaf.number))),
            ), copy=False)
            for leaf, name in ((leaf, rows_name(plan, leaf)) for leaf in index)
        ]
        members = exp.select(exp.Star(), copy=False).distinct(copy=False).from_(inner(union(parts), "every"), copy=False)
    if plan.age is None or plan.age.at != "index":
        return members
    years = index_periods(plan)
    dated = exp.select(col("person"), col("pack"), named(part("YEAR", packed_date(col("pack"))), "record_year"), copy=False).from_(inner(members, "i"), copy=False)
    aged = attributed(dated, ["person", "pack"], "index", (min(one.first.year for one in years), max(one.last.year for one in years)))
    return exp.select(col("person"), col("pack"), copy=False).from_(inner(aged, "a"), copy=False).where(inside(plan.age, col("age")), copy=False)


def index_periods(plan: CohortPlan) -> list[Period]:
    """The periods that an index row may lie in."""
    if plan.is_open and plan.base is not None:
        return index_periods(plan.base)
    return [leaf.criterion.period for leaf in plan.leaves if leaf.is_index]


def inside(limit: AgeLimit, age: exp.Expression) -> exp.Expression:
    """Age within the limit; unknown (−1) is outside."""
    return between(age, lit(max(limit.first or 0, 0)), lit(limit.last if limit.last is not None else 200))
