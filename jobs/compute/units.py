"""The units of a table: one row per person and cell (and code), with the packed row that decides attributes, and the rows or the sum behind it."""

from __future__ import annotations

from sqlglot import exp

from jobs.compute.cohorts import is_member
from jobs.compute.matching import matches
from jobs.compute.newness import (
    bucket_months,
    bucketed,
    group_key,
    is_new,
    look_back_rows,
    new_dates,
)
from jobs.compute.outcomes import is_followed, with_outcomes
from jobs.compute.packing import as_last, pack, packed_date
from jobs.compute.plan import Clock, Dimension, Pass, TablePlan
from jobs.compute.sources import counted_rows, drug_rows, is_dose, month_of
from jobs.compute.sql import (
    among,
    both,
    choose,
    col,
    count_all,
    count_distinct,
    either,
    inner,
    known,
    lit,
    missing,
    named,
    no,
    only,
    part,
    present,
    table,
    union,
    whole_part,
)
from jobs.compute.stays import last_of_stays, stay_days
from metadata.model.period import Period

ROW = ("person", "date", "lk", "alder", "kon")


def units(plan: TablePlan, one: Pass, *, by_company: bool = False) -> exp.Expression:
    """person, the pass's cell and category, pack, value, rows; for the four populations drugs and care."""
    if plan.measure.from_index:
        found = _index_units(plan, one)
    elif plan.is_populations:
        found = _population_units(plan, one)
    elif plan.run_in is not None:
        found = _new_units(plan, one)
    else:
        found = _plain_units(plan, one, by_company=by_company)
    return _with_index(plan, one, found)


def cell_of(clock: Clock, day: exp.Expression) -> exp.Expression:
    """The cell number of a date."""
    return part("YEAR", day) if clock.months == 12 else whole_part(month_of(day), clock.months or 1)


def common_period(plan: TablePlan) -> Period | None:
    """The days whose rows count: the table's period within its criterion's; None when they do not meet."""
    return clipped(plan.shell.period, plan.events[0].period)


def clipped(first: Period, second: Period) -> Period | None:
    """The days in both periods."""
    if not first.overlaps(second):
        return None
    return Period(first=max(first.first, second.first), last=min(first.last, second.last))


def _columns(plan: TablePlan, *, code: bool, contact: bool = False) -> list[str]:
    names = list(ROW) if plan.needs_attributes else ["person", "date"]
    return names + (["code"] if code else []) + (["contact"] if contact else [])


def _end(plan: TablePlan) -> exp.Expression:
    return pack("first" if plan.anchor in ("index", "event") else "last")


def _keys(plan: TablePlan, one: Pass, codes: Dimension | None) -> list[tuple[str, exp.Expression]]:
    keys = [("person", col("person"))]
    if one.clock.months is not None:
        keys.append(("cell", cell_of(one.clock, col("date"))))
    if codes is not None and codes.id not in one.totalled:
        keys.append(("category", col("category")))
    if plan.anchor == "event" and plan.needs_attributes:
        keys.append(("pack", _end(plan)))
    return keys


def _gather(plan: TablePlan, one: Pass, rows: exp.Expression, columns: list[exp.Expression], codes: Dimension | None) -> exp.Expression:
    """Rows grouped to units; pack is the first row for the anchor `index`, each row for `event`, the last row otherwise."""
    keys = _keys(plan, one, codes)
    if plan.needs_attributes and plan.anchor != "event":
        columns = [*columns, named(_deciding_row(plan), "pack")]
    selected = [named(value, name) for name, value in keys]
    found = exp.select(*selected, *columns, copy=False).from_(inner(rows, "rows"), copy=False)
    return found.group_by(*(value.copy() for _name, value in keys), copy=False)


def _deciding_row(plan: TablePlan) -> exp.Expression:
    """The first or last counted row; of an amount without any, the first or last row of any kind."""
    every = (exp.Min if plan.anchor == "index" else exp.Max)(this=_end(plan))
    return known(only(every.copy(), col("counted").eq(lit(1))), every) if plan.measure.counts == "amount" else every


def _limited(plan: TablePlan, one: Pass, rows: exp.Expression, codes: Dimension | None) -> exp.Expression:
    """Rows of the cohort's members, each with the categories of its code; rows in no listed category dropped when the listed are not all.

    In a pass that counts the margin over codes every row stands once, however many categories its code lies in.
    """
    member = is_member(plan.members, "r")
    found = exp.select(exp.Star(), copy=False).from_(inner(rows, "r"), copy=False).where(both(member), copy=False) if member is not None else rows
    if codes is None or (codes.id in one.totalled and codes.shell.exhaustive):
        return found
    if codes.id in one.totalled:
        listed = either(both(matches(col("code"), (row.match,))) for row in codes.job.code_rows)
        return exp.select(exp.Star(), copy=False).from_(inner(found, "l"), copy=False).where(exp.paren(listed), copy=False)
    columns = [col(name, "k") for name in _named(found)]
    joined = exp.select(*columns, named(known(col("category", "m"), lit(-1)), "category"), copy=False).from_(table("kept", "k"), copy=False).join(
        table("mapped", "m"), on=col("code", "m").eq(col("code", "k")), join_type="left" if codes.shell.exhaustive else "inner", copy=False)
    distinct = exp.select(col("code"), copy=False).distinct(copy=False).from_(table("kept"), copy=False)
    mapped = union([_mapped(codes, distinct)])
    return joined.with_("kept", as_=found, copy=False).with_("mapped", as_=mapped, copy=False)


def _named(query: exp.Expression) -> list[str]:
    names = query.named_selects
    return list(names) if "*" not in names else _named(query.find(exp.Subquery).this)


def _mapped(codes: Dimension, distinct: exp.Expression) -> exp.Expression:
    """code → category number; single codes by one list, groups by their expressions; a code may lie in several."""
    parts = []
    single: dict[int, str] = {}
    for position, row in enumerate(codes.job.code_rows):
        items = row.match.includes
        if len(items) == 1 and items[0].kind == "exact" and not row.match.excludes:
            single[position] = items[0].first
            continue
        found = exp.select(col("code"), named(lit(position), "category"), copy=False).from_(inner(distinct.copy(), "d"), copy=False).where(both(matches(col("code"), (row.match,))), copy=False)
        parts.append(found)
    if single:
        value = choose(*((col("code").eq(lit(code)), lit(position)) for position, code in single.items()), otherwise=lit(-1))
        listed = among(col("code"), sorted(set(single.values())))
        parts.append(exp.select(col("code"), named(value, "category"), copy=False).from_(inner(distinct.copy(), "d"), copy=False).where(listed, copy=False))
    return union(parts)


def _plain_units(plan: TablePlan, one: Pass, *, by_company: bool) -> exp.Expression:
    period, codes = common_period(plan), plan.code_dimension
    if period is None:
        return _nothing(plan, one)
    measure, event = plan.measure, plan.events[0]
    if measure.counts == "person":
        rows = counted_rows(event, period, _columns(plan, code=codes is not None), plan.options)
        return _gather(plan, one, _limited(plan, one, rows, codes), [], codes)
    if measure.counts == "amount" or by_company:
        return _amount_units(plan, one, period, codes, by_company=by_company)
    if measure.rows != "contacts":
        return _stay_units(plan, one, period, codes)
    rows = _limited(plan, one, _row_rows(plan, period, codes), codes)
    count = count_all() if "lmed" in event.registers else count_distinct(col("contact"))
    return _gather(plan, one, rows, [named(count, "value"), named(count.copy(), "rows")], codes)


def _stay_units(plan: TablePlan, one: Pass, period: Period, codes: Dimension | None) -> exp.Expression:
    """Contacts once each (and once per category), weighed by their days or reduced to the last of each stay."""
    columns = [*_columns(plan, code=codes is not None, contact=True), "admitted"]
    rows = _limited(plan, one, counted_rows(plan.events[0], period, columns, plan.options), codes)
    parts = ["person"] + (["category"] if codes is not None and codes.id not in one.totalled else [])
    kept = list(dict.fromkeys([*parts, *(name for name in columns if name != "code")]))
    contacts = exp.select(*(col(name) for name in kept), copy=False).distinct(copy=False).from_(inner(rows, "r"), copy=False)
    if plan.measure.rows == "stays":
        return _gather(plan, one, last_of_stays(contacts, parts), [named(count_all(), "value"), named(count_all(), "rows")], codes)
    return _gather(plan, one, contacts, [named(exp.Sum(this=stay_days()), "value"), named(count_all(), "rows")], codes)


def _row_rows(plan: TablePlan, period: Period, codes: Dimension | None) -> exp.Expression:
    """The rows a row measure counts: dispensings under their dose rule, or contacts (once per code when broken down by code)."""
    event, dose = plan.events[0], plan.options.get("dose", "include")
    if "lmed" not in event.registers:
        return counted_rows(event, period, _columns(plan, code=codes is not None, contact=True), plan.options)
    columns = _columns(plan, code=codes is not None or dose == "collapse")
    if dose == "include":
        return counted_rows(event, period, columns, plan.options)
    rows = drug_rows(event.match, period, columns, plan.options, {"dose": is_dose()})
    whole = exp.select(*(col(name) for name in columns), copy=False).from_(inner(rows, "d"), copy=False).where(no(col("dose")), copy=False)
    if dose == "exclude":
        return whole
    month = month_of(col("date"))
    order = [(known(col(name), lit(9999)), False) for name in columns if name in ("lk", "alder", "kon")]
    from_sorted = exp.select(*(col(name) for name in columns), named(_first(month, order), "place"), copy=False).from_(inner(rows.copy(), "d"), copy=False).where(col("dose"), copy=False)
    once = exp.select(*(col(name) for name in columns), copy=False).from_(inner(from_sorted, "s"), copy=False).where(col("place").eq(lit(1)), copy=False)
    return union([whole, once])


def _first(month: exp.Expression, order: list[tuple[exp.Expression, bool]]) -> exp.Expression:
    ordered = [exp.Ordered(this=value, desc=descends, nulls_first=False) for value, descends in [(col("date"), False), *order]]
    return exp.Window(this=exp.RowNumber(), partition_by=[col("person"), col("code"), month], order=exp.Order(expressions=ordered))


def _amount_units(plan: TablePlan, one: Pass, period: Period, codes: Dimension | None, *, by_company: bool) -> exp.Expression:
    amount = plan.measure.amount() if plan.measure.amount else lit(1)
    extras = {"value": amount}
    extras |= {name: choose((col(name), lit(1)), otherwise=lit(0)) for name in ("contributes", "counted")}
    if by_company:
        extras["pack_id"] = col("NPLPACKID")
    rows = drug_rows(plan.events[0].match, period, _columns(plan, code=codes is not None), plan.options, extras, "all")
    rows = exp.select(exp.Star(), copy=False).from_(inner(rows, "v"), copy=False).where(present(col("value")), copy=False)
    if by_company:
        return _company_units(plan, one, rows, codes)
    columns = [named(exp.Sum(this=col("value")), "value"), named(exp.Sum(this=col("contributes")), "rows")]
    return _gather(plan, one, _limited(plan, one, rows, codes), columns, codes)


def read_units(plan: TablePlan, one: Pass) -> exp.Expression:
    """Of an amount: the rows read in each unit (`rows`), and how many of them lack the value (`value`)."""
    period, codes = common_period(plan), plan.code_dimension
    if period is None or plan.measure.amount is None:
        return _nothing(plan, one)
    extras = {"amount": plan.measure.amount()} | {name: choose((col(name), lit(1)), otherwise=lit(0)) for name in ("contributes", "counted")}
    rows = drug_rows(plan.events[0].match, period, _columns(plan, code=codes is not None), plan.options, extras, "all")
    lacking = choose((missing(col("amount")), lit(1)), otherwise=lit(0))
    columns = [named(exp.Sum(this=lacking), "value"), named(count_all(), "rows")]
    return _with_index(plan, one, _gather(plan, one, _limited(plan, one, rows, codes), columns, codes))


def _company_units(plan: TablePlan, one: Pass, rows: exp.Expression, codes: Dimension | None) -> exp.Expression:
    """Units with every company behind them: the holder of the pack on the day. Attributes are those of the unit, whichever rows have a company."""
    keys = _keys(plan, one, codes)
    selected = [named(value, name) for name, value in keys] + [col("date"), col("pack_id"), col("contributes")]
    names = [name for name, _value in keys]
    if plan.needs_attributes and plan.anchor != "event":
        selected.append(named(_deciding_row_of_each(plan, [value.copy() for _name, value in keys]), "pack"))
        names.append("pack")
    decided = exp.select(*selected, copy=False).from_(inner(_limited(plan, one, rows, codes), "rows"), copy=False)
    day, first, last = col("date", "d"), col("from", "p"), col("to", "p")
    on = both(
        col("NPLPACKID", "p").eq(col("pack_id", "d")), either([missing(first), exp.LTE(this=first.copy(), expression=day)]),
        either([missing(last), exp.GTE(this=last.copy(), expression=day.copy())]),
    )
    kept = [*(col(name, "d") for name in names), named(col("company", "p"), "company"), named(lit(0), "value"), named(lit(0), "rows")]
    joined = exp.select(*kept, copy=False).distinct(copy=False).from_(inner(decided, "d"), copy=False).join(table("lmed_products", "p"), on=on, copy=False)
    return joined.where(col("contributes", "d").eq(lit(1)), copy=False)


def _deciding_row_of_each(plan: TablePlan, partition: list[exp.Expression]) -> exp.Expression:
    """The deciding row of the unit beside every row of it."""
    aggregate = exp.Min if plan.anchor == "index" else exp.Max
    counted = choose((col("counted").eq(lit(1)), _end(plan)), otherwise=exp.cast(lit(None), "bigint"))
    over = [exp.Window(this=aggregate(this=value), partition_by=[key.copy() for key in partition]) for value in (counted, _end(plan))]
    return known(over[0], over[1])


def _new_units(plan: TablePlan, one: Pass) -> exp.Expression:
    period, run_in, event = common_period(plan), plan.run_in, plan.events[0]
    if period is None or run_in is None:
        return _nothing(plan, one)
    if plan.code_dimension is None and run_in.group == "group" and run_in.residence != "exclude" and plan.anchor != "event":
        return _new_from_buckets(plan, one, period)
    codes = plan.code_dimension
    columns = _columns(plan, code=codes is not None or run_in.group != "group")
    rows = counted_rows(event, period, columns, plan.options)
    key = group_key(run_in, col("code", "r"))
    on = [col("person", "n").eq(col("person", "r")), col("date", "n").eq(col("date", "r"))] + ([col("key", "n").eq(key)] if key is not None else [])
    marked = exp.select(*(col(name, "r") for name in columns), named(choose((present(col("person", "n")), lit(1)), otherwise=lit(0)), "new"), copy=False)
    new = new_dates(event, period, run_in, plan.options)
    marked = marked.from_(inner(rows, "r"), copy=False).join(inner(new, "n"), on=both(*on), join_type="left", copy=False)
    return _gather_new(plan, one, _limited(plan, one, marked, codes), codes)


def _gather_new(plan: TablePlan, one: Pass, rows: exp.Expression, codes: Dimension | None) -> exp.Expression:
    keys, is_marked = _keys(plan, one, codes), col("new").eq(lit(1))
    selected = [named(value, name) for name, value in keys]
    if plan.needs_attributes and plan.anchor != "event":
        selected.append(named(only(exp.Min(this=_end(plan)), is_marked) if plan.anchor == "index" else exp.Max(this=_end(plan)), "pack"))
    found = exp.select(*selected, copy=False).from_(inner(rows, "rows"), copy=False).group_by(*(value.copy() for _name, value in keys), copy=False)
    return found.having(exp.GT(this=only(count_all(), is_marked.copy()), expression=lit(0)), copy=False)


def _new_from_buckets(plan: TablePlan, one: Pass, period: Period) -> exp.Expression:
    """New persons straight from the calendar buckets: no row is joined back."""
    run_in, event = plan.run_in, plan.events[0]
    assert run_in is not None
    columns = _columns(plan, code=False)
    rows = look_back_rows(event, period, run_in, columns, plan.options)
    aggregate = exp.Min if plan.anchor == "index" else exp.Max
    extras = [named(aggregate(this=_end(plan)), "pack")] if plan.needs_attributes else []
    months = bucket_months(run_in, one.clock.months)
    buckets = bucketed(rows, event.match, run_in, months, extras)
    member = is_member(plan.members, "b")
    found = exp.select(exp.Star(), named(choose((is_new(run_in, period), lit(1)), otherwise=lit(0)), "new"), copy=False).from_(inner(buckets, "b"), copy=False).where(both(member), copy=False)
    keys = [("person", col("person"))]
    if one.clock.months is not None:
        keys.append(("cell", cell_of(one.clock, col("first"))))
    is_marked = col("new").eq(lit(1))
    selected = [named(value, name) for name, value in keys]
    if plan.needs_attributes:
        selected.append(named(only(aggregate(this=col("pack")), is_marked) if plan.anchor == "index" else aggregate(this=col("pack")), "pack"))
    grouped = exp.select(*selected, copy=False).from_(inner(found, "marked"), copy=False).group_by(*(value.copy() for _name, value in keys), copy=False)
    return grouped.having(exp.GT(this=only(count_all(), is_marked.copy()), expression=lit(0)), copy=False)


def _index_units(plan: TablePlan, one: Pass) -> exp.Expression:
    """The cohort's index rows in the table's period; the index row is also the row of the attributes."""
    name = f"index_{plan.cohort.id}" if plan.cohort else ""
    rows = exp.select(col("person"), col("pack"), named(packed_date(col("pack")), "date"), copy=False).from_(table(name), copy=False).where(present(col("pack")), copy=False)
    inside = exp.Between(this=col("date"), low=lit(plan.shell.period.first), high=lit(plan.shell.period.last))
    dated = exp.select(exp.Star(), copy=False).from_(inner(rows, "i"), copy=False).where(inside, copy=False)
    if plan.is_followed:
        dated = exp.select(exp.Star(), copy=False).from_(inner(dated, "f"), copy=False).where(is_followed(plan, "f"), copy=False)
    keys = [("person", col("person"))] + ([("cell", cell_of(one.clock, col("date")))] if one.clock.months is not None else [])
    if plan.anchor == "event":
        keys.append(("pack", col("pack")))
    selected = [named(value, name) for name, value in keys]
    if plan.anchor != "event":
        deciding = exp.Min(this=col("pack")) if plan.anchor == "index" else exp.Max(this=as_last(col("pack")))
        selected.append(named(deciding, "pack"))
    found = exp.select(*selected, copy=False).from_(inner(dated, "rows"), copy=False).group_by(*(value.copy() for _name, value in keys), copy=False)
    codes = plan.code_dimension
    return found if codes is None or codes.id in one.totalled else with_outcomes(plan, found, [name for name, _value in keys] + ["pack"])


def _population_units(plan: TablePlan, one: Pass) -> exp.Expression:
    """Persons with a drug row, a care row or both in the cell; attributes are taken once, from the rows of both registers."""
    parts = []
    for event in plan.events:
        period = clipped(plan.shell.period, event.period)
        if period is None:
            continue
        is_drug = int("lmed" in event.registers)
        columns = _columns(plan, code=False)
        rows = counted_rows(event, period, columns, plan.options)
        parts.append(exp.select(*(col(name) for name in columns), named(lit(is_drug), "drug"), copy=False).from_(inner(rows, "e"), copy=False))
    if not parts:
        return _nothing(plan, one)
    rows = _limited(plan, one, union(parts), None)
    columns = [
        named(exp.Max(this=col("drug")), "drugs"), named(exp.Max(this=exp.Sub(this=lit(1), expression=col("drug"))), "care"),
    ]
    return _gather(plan, one, rows, columns, None)


def _with_index(plan: TablePlan, one: Pass, found: exp.Expression) -> exp.Expression:
    """The person's index row beside each unit, where an age limit asks for the index year."""
    if plan.age_year_end is None or not one.clock.is_long or plan.cohort is None or plan.cohort.is_unbounded:
        return found
    name = f"index_{plan.cohort.id}"
    first = exp.select(col("person"), named(exp.Min(this=col("pack")), "index_pack"), copy=False).from_(table(name), copy=False).group_by(col("person"), copy=False)
    return exp.select(exp.Star(), copy=False).from_(inner(found, "f"), copy=False).join(inner(first, "i"), using=["person"], copy=False)


def _nothing(plan: TablePlan, one: Pass) -> exp.Expression:
    names = [name for name, _value in _keys(plan, one, plan.code_dimension)]
    names += ["drugs", "care"] if plan.is_populations else []
    names += [] if plan.measure.counts == "person" else ["value", "rows"]
    names += ["pack"] if plan.needs_attributes and "pack" not in names else []
    return exp.select(*(named(exp.cast(lit(0), "bigint"), name) for name in names), copy=False).where(exp.false(), copy=False)
