"""What lies around a person's index date (measures.md 4.9–4.11): per index row the categories of its targets, and who was followed to the end."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from jobs.compute.packing import packed_date
from jobs.compute.plan import TablePlan
from jobs.compute.sources import counted_rows
from jobs.compute.sql import between, both, col, days_later, exists, inner, lit, missing, named, no, present, table, union
from jobs.compute.step import Step
from jobs.compute.treatment import treatment_steps


def outcome_steps(plan: TablePlan) -> Iterator[Step]:
    """The tables of a measure with outcomes: rows of each target, and person, pack and category of every index row; none for other measures."""
    if not plan.targets or plan.cohort is None:
        return
    if plan.measure.is_survival:
        yield from treatment_steps(plan)
        return
    for number, target in enumerate(plan.targets):
        rows = counted_rows(target.criterion, target.criterion.period, ["person", "date"], plan.options)
        yield Step(_rows(plan, number), exp.select(col("person"), col("date"), copy=False).distinct(copy=False).from_(inner(rows, "r"), copy=False))
    yield Step(_index(plan), _index_rows(plan))
    yield Step(_met(plan), _met_targets(plan))
    yield Step(_name(plan), _categories(plan))


def with_outcomes(plan: TablePlan, units: exp.Expression, names: list[str]) -> exp.Expression:
    """The units with their categories; one that stands in several comes several times."""
    on = both(col("person", "o").eq(col("person", "u")), col("pack", "o").eq(col("pack", "u")))
    kept = [*(col(name, "u") for name in names), col("category", "o")]
    return exp.select(*kept, copy=False).from_(inner(units, "u"), copy=False).join(table(_name(plan), "o"), on=on, copy=False)


def is_followed(plan: TablePlan, source: str) -> exp.Expression:
    """Neither dead nor gone from the country before the end of the window, and the data reach that far."""
    end = days_later(col("date", source), plan.window[1])
    gone = exists(
        "spells", col("person", "spells").eq(col("person", source)), present(col("end_reason", "spells")),
        exp.GTE(this=col("to", "spells"), expression=col("date", source)), exp.LT(this=col("to", "spells"), expression=end),
    )
    last = exp.LTE(this=end.copy(), expression=lit(plan.follow_up_to)) if plan.follow_up_to is not None else None
    return both(no(gone), last)


def _index_rows(plan: TablePlan) -> exp.Expression:
    source = f"index_{plan.cohort.id}" if plan.cohort else ""
    day = named(packed_date(col("pack")), "date")
    return exp.select(col("person"), col("pack"), day, copy=False).distinct(copy=False).from_(table(source), copy=False).where(present(col("pack")), copy=False)


def _met_targets(plan: TablePlan) -> exp.Expression:
    """Index rows with every target they meet."""
    parts = []
    for number, _target in enumerate(plan.targets):
        found, day = _rows(plan, number), col("date", "i")
        inside = between(col("date", found), days_later(day, plan.window[0]), days_later(day.copy(), plan.window[1]))
        met = exists(found, col("person", found).eq(col("person", "i")), inside)
        parts.append(exp.select(col("person", "i"), col("pack", "i"), named(lit(number), "category"), copy=False).from_(table(_index(plan), "i"), copy=False).where(met, copy=False))
    return union(parts)


def _categories(plan: TablePlan) -> exp.Expression:
    """The targets met, or the first of them; the last category where none is."""
    met = exp.select(col("person"), col("pack"), col("category"), copy=False).from_(table(_met(plan)), copy=False)
    if plan.options.get("assignment") == "first":
        first = named(exp.Min(this=col("category")), "category")
        met = exp.select(col("person"), col("pack"), first, copy=False).from_(table(_met(plan)), copy=False).group_by(col("person"), col("pack"), copy=False)
    on = both(col("person", "m").eq(col("person", "i")), col("pack", "m").eq(col("pack", "i")))
    without = exp.select(col("person", "i"), col("pack", "i"), named(lit(len(plan.targets)), "category"), copy=False).from_(table(_index(plan), "i"), copy=False)
    without = without.join(table(_met(plan), "m"), on=on, join_type="left", copy=False).where(missing(col("person", "m")), copy=False)
    return union([met, without])


def _rows(plan: TablePlan, number: int) -> str:
    return f"target_{plan.shell.id}_{number}"


def _index(plan: TablePlan) -> str:
    return f"indexed_{plan.shell.id}"


def _met(plan: TablePlan) -> str:
    return f"met_targets_{plan.shell.id}"


def _name(plan: TablePlan) -> str:
    return f"{'history' if plan.is_history else 'outcomes'}_{plan.shell.id}"
