"""Hospital stays and care days (measures.md 5): inpatient rows of a person that touch or overlap are one stay, whatever the hospitals.

A row continues the stay when it is admitted at the latest the day after the last discharge so far; the stay belongs to its last discharge.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from jobs.compute.sql import both, choose, col, day_number, either, inner, lit, minus, missing, named, place, plus


def stay_days() -> exp.Expression:
    """Days of an inpatient row: from admission to discharge, at least one."""
    return exp.Greatest(this=minus(day_number(col("date")), day_number(start())), expressions=[lit(1)])


def last_of_stays(rows: exp.Expression, parts: Sequence[str]) -> exp.Expression:
    """The last row of each stay: the latest discharge, of several the one whose residence, age and sex sort last. `parts`: what a stay lies within."""
    partition = [col(name) for name in parts]
    order = [exp.Ordered(this=day_number(start()), nulls_first=False), exp.Ordered(this=day_number(col("date")), nulls_first=False), exp.Ordered(this=col("contact"), nulls_first=False)]
    before = _window(exp.Max(this=day_number(col("date"))), partition, order, last=lit(1))
    seen = exp.select(exp.Star(), named(before, "before"), copy=False).from_(inner(rows, "contacts"), copy=False)
    begins = choose((either([missing(col("before")), exp.GT(this=day_number(start()), expression=plus(col("before"), lit(1)))]), lit(1)), otherwise=lit(0))
    number = _window(exp.Sum(this=begins), [one.copy() for one in partition], [one.copy() for one in order], last=None)
    told = exp.select(exp.Star(), named(number, "stay"), copy=False).from_(inner(seen, "seen"), copy=False)
    names = ("lk", "alder", "kon")
    known = [(col(name), True) for name in names if name in rows.named_selects]
    last = place([*(one.copy() for one in partition), col("stay")], [(col("date"), True), *known])
    ranked = exp.select(exp.Star(), named(last, "place"), copy=False).from_(inner(told, "told"), copy=False)
    return exp.select(exp.Star(), copy=False).from_(inner(ranked, "ranked"), copy=False).where(both(col("place").eq(lit(1))), copy=False)


def start() -> exp.Expression:
    """The day of admission; that of discharge where it is missing."""
    return exp.Coalesce(this=col("admitted"), expressions=[col("date")])


def _window(value: exp.Expression, partition: list[exp.Expression], order: list[exp.Expression], *, last: exp.Expression | None) -> exp.Expression:
    """An aggregate over the rows up to this one, or up to the one before it."""
    end = {"end": last, "end_side": "PRECEDING"} if last is not None else {"end": "CURRENT ROW"}
    spec = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", **end)
    return exp.Window(this=value, partition_by=partition, order=exp.Order(expressions=order), spec=spec)
