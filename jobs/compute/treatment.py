"""How long treatment lasts after the index date (measures.md 4.8): per index row the day it stopped or was lost from sight."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from jobs.compute.packing import packed_date
from jobs.compute.plan import TablePlan
from jobs.compute.sources import counted_rows
from jobs.compute.sql import (
    both,
    choose,
    col,
    day_number,
    either,
    inner,
    known,
    lit,
    minus,
    missing,
    named,
    number,
    plus,
    present,
    table,
    times,
    union,
)
from jobs.compute.step import Step

NEVER = 10**6
"""A day that is never reached."""


def treatment_steps(plan: TablePlan) -> Iterator[Step]:
    """The time of every index row, whether it ended in a stop, and the days of the grid on which it was at risk."""
    name = plan.shell.id
    rows = counted_rows(plan.targets[0].criterion, plan.targets[0].criterion.period, ["person", "date"], plan.options)
    days = exp.select(col("person"), named(day_number(col("date")), "day"), copy=False).distinct(copy=False).from_(inner(rows, "r"), copy=False)
    yield Step(f"target_{name}", days)
    yield Step(f"indexed_{name}", _index_rows(plan))
    yield Step(f"last_{name}", _last_rows(plan))
    yield Step(f"gone_{name}", _gone(plan))
    yield Step(f"times_{name}", _times(plan))
    history = plus(times(col("time"), 2), col("event"))
    yield Step(f"history_{name}", exp.select(col("person"), col("pack"), named(history, "category"), copy=False).from_(table(f"times_{name}"), copy=False))
    grid = plan.code_dimension
    parts = [
        exp.select(col("person"), col("pack"), named(lit(position), "category"), copy=False).from_(table(f"times_{name}"), copy=False)
        .where(exp.GTE(this=col("time"), expression=lit(int(code))), copy=False)
        for position, code in (grid.numbers.items() if grid is not None else ())
    ]
    yield Step(f"outcomes_{name}", union(parts))


def _index_rows(plan: TablePlan) -> exp.Expression:
    source = f"index_{plan.cohort.id}" if plan.cohort else ""
    day = named(day_number(packed_date(col("pack"))), "start")
    return exp.select(col("person"), col("pack"), day, copy=False).distinct(copy=False).from_(table(source), copy=False).where(present(col("pack")), copy=False)


def _last_rows(plan: TablePlan) -> exp.Expression:
    """The last dispensing before the first gap, and whether another follows the gap."""
    name, pause = plan.shell.id, _supply(plan) + _grace(plan)
    later = exp.Window(this=exp.Lead(this=col("day", "t")), partition_by=[col("person", "i"), col("pack", "i")], order=exp.Order(expressions=[exp.Ordered(this=col("day", "t"))]))
    on = both(col("person", "t").eq(col("person", "i")), exp.GTE(this=col("day", "t"), expression=col("start", "i")))
    chain = exp.select(col("person", "i"), col("pack", "i"), col("day", "t"), named(later, "later"), copy=False).from_(table(f"indexed_{name}", "i"), copy=False).join(
        table(f"target_{name}", "t"), on=on, copy=False)
    gap = either([missing(col("later")), exp.GT(this=minus(col("later"), col("day")), expression=lit(pause))])
    ends = exp.select(exp.Star(), copy=False).from_(inner(chain, "c"), copy=False).where(gap, copy=False)
    first = exp.Window(this=exp.RowNumber(), partition_by=[col("person"), col("pack")], order=exp.Order(expressions=[exp.Ordered(this=col("day"))]))
    placed = exp.select(exp.Star(), named(first, "place"), copy=False).from_(inner(ends, "e"), copy=False)
    return exp.select(col("person"), col("pack"), col("day"), col("later"), copy=False).from_(inner(placed, "p"), copy=False).where(col("place").eq(lit(1)), copy=False)


def _gone(plan: TablePlan) -> exp.Expression:
    """The first day after the index date on which the person died or left the country."""
    name, day = plan.shell.id, day_number(col("to", "s"))
    on = both(col("person", "s").eq(col("person", "i")), present(col("end_reason", "s")), exp.GTE(this=day, expression=col("start", "i")))
    return exp.select(col("person", "i"), col("pack", "i"), named(exp.Min(this=day.copy()), "day"), copy=False).from_(table(f"indexed_{name}", "i"), copy=False).join(
        table("spells", "s"), on=on, copy=False).group_by(col("person", "i"), col("pack", "i"), copy=False)


def _times(plan: TablePlan) -> exp.Expression:
    """Days to the stop, when it comes no later than what ends the follow-up; else days to that."""
    name, end = plan.shell.id, _end(plan)
    stopped = either([present(col("later", "l")), exp.LTE(this=plus(col("day", "l"), lit(_supply(plan) + _grace(plan))), expression=end)])
    stop = choose((both(present(col("day", "l")), exp.paren(stopped)), plus(minus(col("day", "l"), col("start", "i")), lit(_supply(plan)))), otherwise=lit(NEVER))
    follow = exp.Least(this=minus(end.copy(), col("start", "i")), expressions=[minus(known(col("day", "g"), lit(NEVER)), col("start", "i")), lit(plan.window[1])])
    same = [both(col("person", one).eq(col("person", "i")), col("pack", one).eq(col("pack", "i"))) for one in ("l", "g")]
    told = exp.select(col("person", "i"), col("pack", "i"), named(number(stop), "stop"), named(number(follow), "follow"), copy=False).from_(table(f"indexed_{name}", "i"), copy=False)
    told = told.join(table(f"last_{name}", "l"), on=same[0], join_type="left", copy=False).join(table(f"gone_{name}", "g"), on=same[1], join_type="left", copy=False)
    event = exp.LTE(this=col("stop"), expression=col("follow"))
    time = exp.Greatest(this=exp.Least(this=col("stop"), expressions=[col("follow")]), expressions=[lit(0)])
    columns = [col("person"), col("pack"), named(time, "time"), named(choose((event, lit(1)), otherwise=lit(0)), "event")]
    return exp.select(*columns, copy=False).from_(inner(told, "told"), copy=False)


def _end(plan: TablePlan) -> exp.Expression:
    return day_number(lit(plan.follow_up_to)) if plan.follow_up_to is not None else lit(NEVER)


def _supply(plan: TablePlan) -> int:
    return int(plan.options["supply_days"])


def _grace(plan: TablePlan) -> int:
    return int(plan.options["grace_days"])
