"""New rows (measures.md 4.4–4.6, 4.12): dates on which a person has a row of the look-back group and none in the run-in before.

Rows are first gathered in calendar buckets no longer than the run-in: within a bucket only its first date can be new, and what lies before it is the last
date of the person's previous bucket. That is the definition, at the price of one grouping instead of a sort of every row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from jobs.compute.matching import ATC_LENGTHS, matches, widen
from jobs.compute.measures import UNLIMITED
from jobs.compute.plan import RunIn
from jobs.compute.planning import first_day
from jobs.compute.sources import counted_rows, month_of
from jobs.compute.sql import (
    between,
    both,
    col,
    either,
    exists,
    first_characters,
    inner,
    lit,
    missing,
    months_earlier,
    named,
    no,
    only,
    previous,
    whole_part,
)
from jobs.spec import CodeMatch, Criterion
from metadata.model.period import Period


def bucket_months(run_in: RunIn, longest: int | None = None) -> int:
    """The longest calendar bucket that fits in the run-in and in the cell."""
    limit = min(run_in.months if run_in.months != UNLIMITED else 12, longest or 12)
    return next(months for months in (12, 6, 3, 1) if months <= limit)


def group_key(run_in: RunIn, code: exp.Expression) -> exp.Expression | None:
    """What a row must share with an earlier one to be in its look-back group; None = the whole expression."""
    if run_in.group == "each_code":
        return code
    return first_characters(code, ATC_LENGTHS[int(run_in.group[6:])]) if run_in.group.startswith("level:") else None


def look_back_rows(criterion: Criterion, period: Period, run_in: RunIn, columns: Sequence[str], options: Mapping[str, str]) -> exp.Expression:
    """Counted rows of the look-back group from the start of the run-in to the end of the period, in every register the criterion names."""
    wide = widen(criterion.match, int(run_in.group[6:])) if run_in.group.startswith("level:") else criterion.match
    reach = Period(first=first_day(period.first, run_in.months), last=period.last)
    return counted_rows(criterion.model_copy(update={"match": wide}), reach, columns, options)


def bucketed(rows: exp.Expression, match: Sequence[CodeMatch], run_in: RunIn, months: int, extras: Sequence[exp.Expression] = ()) -> exp.Expression:
    """One row per person, group and bucket: first and last date, the date before, and extra aggregates over the bucket's rows."""
    key = group_key(run_in, col("code"))
    keys = [col("person"), whole_part(month_of(col("date")), months)] + ([key] if key is not None else [])
    names = ["person", "bucket", "key"][: len(keys)]
    first, last = exp.Min(this=col("date")), exp.Max(this=col("date"))
    own = only(first.copy(), matches(col("code"), match) or exp.true()) if run_in.group.startswith("level:") else first.copy()
    grouped = exp.select(
        *(named(value, name) for value, name in zip(keys, names, strict=True)), named(first, "first"), named(last, "last"), named(own, "own"), *extras, copy=False
    ).from_(inner(rows, "rows"), copy=False).group_by(*(value.copy() for value in keys), copy=False)
    partition = [col(name) for name in names if name != "bucket"]
    return exp.select(exp.Star(), named(previous(col("last"), partition, col("bucket")), "before"), copy=False).from_(inner(grouped, "grouped"), copy=False)


def is_new(run_in: RunIn, period: Period) -> exp.Expression:
    """Whether a bucket's first date is new and lies in the period."""
    free = missing(col("before"))
    if run_in.months != UNLIMITED:
        free = either([free, exp.LT(this=col("before"), expression=months_earlier(col("first"), run_in.months))])
    return both(col("own").eq(col("first")), between(col("first"), lit(period.first), lit(period.last)), exp.paren(free))


def new_dates(criterion: Criterion, period: Period, run_in: RunIn, options: Mapping[str, str]) -> exp.Expression:
    """person, date and, unless the group is the whole expression, key: every new row's date; short residents dropped where asked."""
    columns = ["person", "date"] if run_in.group == "group" else ["person", "date", "code"]
    buckets = bucketed(look_back_rows(criterion, period, run_in, columns, options), criterion.match, run_in, bucket_months(run_in))
    keys = [] if run_in.group == "group" else [col("key")]
    found = exp.select(col("person"), named(col("first"), "date"), *keys, copy=False).from_(inner(buckets, "buckets"), copy=False).where(is_new(run_in, period), copy=False)
    if run_in.residence != "exclude":
        return found
    return exp.select(exp.Star(), copy=False).from_(inner(found, "new"), copy=False).where(no(short_resident("new")), copy=False)


def short_resident(source: str) -> exp.Expression:
    """Resident for less than 12 months on the date, or younger than one year (measures.md 4.6)."""
    person, day = col("person", source), col("date", source)
    year_before = months_earlier(day, 12)
    resident = exists(
        "spells", col("person", "spells").eq(person), exp.LTE(this=col("from", "spells"), expression=year_before),
        exp.paren(either([missing(col("to", "spells")), exp.GTE(this=col("to", "spells"), expression=day.copy())])),
    )
    born = exists("person_years", col("person", "person_years").eq(person.copy()), exp.GT(this=col("FODDAT", "person_years"), expression=year_before.copy()))
    return exp.paren(either([exp.not_(resident), born]))
