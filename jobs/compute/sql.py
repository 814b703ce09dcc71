"""The few expression words the compiler builds queries from; every value of an order enters as a literal, never as text of the language.

Only the subset both dialects share (compute.md 1): explicit casts, FILTER, GROUPING SETS, EXISTS, LAG and ROW_NUMBER.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlglot import exp

EPOCH = date(1800, 1, 1)
"""Day 0 of packed dates, before any register."""
BIGINT = exp.DataType.build("bigint")


def col(name: str, table: str | None = None) -> exp.Expression:
    """A column, quoted so that names like `from` and `date` are safe."""
    return exp.column(exp.to_identifier(name, quoted=True), table=exp.to_identifier(table, quoted=True) if table else None)


def lit(value: int | str | date | None) -> exp.Expression:
    """A value as a literal; a date as a cast literal."""
    return exp.null() if value is None else exp.convert(value)


def named(expression: exp.Expression, name: str) -> exp.Expression:
    """An output column."""
    return exp.alias_(expression, exp.to_identifier(name, quoted=True), copy=expression.parent is not None)


def table(name: str, alias: str | None = None) -> exp.Expression:
    """A table or view by name."""
    found = exp.Table(this=exp.to_identifier(name, quoted=True))
    return exp.alias_(found, exp.to_identifier(alias, quoted=True), table=True, copy=False) if alias else found


def inner(query: exp.Expression, alias: str) -> exp.Expression:
    """A query used as a table."""
    return exp.Subquery(this=query, alias=exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))


def both(*conditions: exp.Expression | None) -> exp.Expression:
    """All conditions hold; absent ones are skipped, none at all is TRUE."""
    given = [condition for condition in conditions if condition is not None]
    return exp.and_(*given) if given else exp.true()


def either(conditions: Iterable[exp.Expression]) -> exp.Expression:
    """One of the conditions holds; none given is FALSE."""
    given = list(conditions)
    return exp.or_(*given) if given else exp.false()


def no(condition: exp.Expression) -> exp.Expression:
    """The opposite of a condition that is never NULL."""
    return exp.not_(exp.paren(condition))


def between(value: exp.Expression, first: exp.Expression, last: exp.Expression) -> exp.Expression:
    """Both ends included."""
    return exp.Between(this=value, low=first, high=last)


def among(value: exp.Expression, values: Sequence[int | str]) -> exp.Expression:
    """The value is one of these; FALSE for an empty list."""
    return exp.In(this=value, expressions=[lit(one) for one in values]) if values else exp.false()


def missing(value: exp.Expression) -> exp.Expression:
    """The value is NULL."""
    return exp.Is(this=value, expression=exp.null())


def present(value: exp.Expression) -> exp.Expression:
    """The value is not NULL."""
    return exp.not_(missing(value))


def known(value: exp.Expression, otherwise: exp.Expression) -> exp.Expression:
    """The value, else another."""
    return exp.Coalesce(this=value, expressions=[otherwise])


def number(value: exp.Expression) -> exp.Expression:
    """The value as a 64-bit integer."""
    return exp.cast(value, BIGINT, copy=value.parent is not None)


def thousandths(value: exp.Expression, factor: int = 1000) -> exp.Expression:
    """A decimal as whole minor units, rounded half away from zero."""
    return number(exp.Round(this=exp.Mul(this=value, expression=lit(factor))))


def plus(first: exp.Expression, second: exp.Expression) -> exp.Expression:
    """Sum of two numbers."""
    return exp.Add(this=first, expression=second)


def minus(first: exp.Expression, second: exp.Expression) -> exp.Expression:
    """Difference of two numbers."""
    return exp.Sub(this=first, expression=exp.paren(second))


def times(first: exp.Expression, factor: int) -> exp.Expression:
    """A number times a constant."""
    return exp.Mul(this=exp.paren(first), expression=lit(factor))


def whole_part(value: exp.Expression, divisor: int) -> exp.Expression:
    """Integer division of a number that is never negative."""
    return value if divisor == 1 else exp.IntDiv(this=exp.paren(value), expression=lit(divisor))


def remainder(value: exp.Expression, divisor: int) -> exp.Expression:
    """What integer division leaves of a number that is never negative."""
    return exp.Mod(this=exp.paren(value), expression=lit(divisor))


def part(unit: str, day: exp.Expression) -> exp.Expression:
    """YEAR, MONTH or DAY of a date."""
    return exp.Extract(this=exp.var(unit), expression=day)


def day_number(day: exp.Expression) -> exp.Expression:
    """Days since the epoch."""
    return number(exp.DateDiff(this=day, expression=lit(EPOCH), unit=exp.var("DAY")))


def days_later(day: exp.Expression, days: int) -> exp.Expression:
    """The date so many days later (negative: earlier)."""
    return exp.cast(exp.DateAdd(this=day, expression=lit(days), unit=exp.var("DAY")), "date")


def months_earlier(day: exp.Expression, months: int) -> exp.Expression:
    """Same day so many months earlier, month ends clipped: 29 February → 28 February (measures.md 1.1)."""
    return exp.cast(exp.AddMonths(this=day, expression=lit(-months)), "date")


def first_characters(value: exp.Expression, length: int) -> exp.Expression:
    """The first characters of a text."""
    return exp.Substring(this=value, start=lit(1), length=lit(length))


def choose(*branches: tuple[exp.Expression, exp.Expression], otherwise: exp.Expression) -> exp.Expression:
    """CASE: the first branch that holds."""
    case = exp.Case(ifs=[exp.If(this=condition, true=value) for condition, value in branches])
    case.set("default", otherwise)
    return case


def count_all() -> exp.Expression:
    """Number of rows."""
    return exp.Count(this=exp.Star())


def count_distinct(value: exp.Expression) -> exp.Expression:
    """Number of distinct values, NULL apart."""
    return exp.Count(this=exp.Distinct(expressions=[value]))


def only(aggregate: exp.Expression, condition: exp.Expression) -> exp.Expression:
    """An aggregate over the rows where the condition holds."""
    return exp.Filter(this=aggregate, expression=exp.Where(this=condition))


def previous(value: exp.Expression, partition: Sequence[exp.Expression], order: exp.Expression) -> exp.Expression:
    """The value in the row before, within the partition."""
    return exp.Window(this=exp.Lag(this=value), partition_by=list(partition), order=exp.Order(expressions=[exp.Ordered(this=order)]))


def place(partition: Sequence[exp.Expression], order: Sequence[tuple[exp.Expression, bool]]) -> exp.Expression:
    """ROW_NUMBER within the partition; each order says whether it descends. Values that may be NULL must be made known first."""
    ordered = [exp.Ordered(this=expression, desc=descends, nulls_first=False) for expression, descends in order]
    return exp.Window(this=exp.RowNumber(), partition_by=list(partition), order=exp.Order(expressions=ordered))


def exists(name: str, *conditions: exp.Expression) -> exp.Expression:
    """Some row of the table fulfils the conditions."""
    return exp.Exists(this=exp.select(lit(1), copy=False).from_(table(name), copy=False).where(both(*conditions), copy=False))


def listed(value: exp.Expression, name: str, column: str) -> exp.Expression:
    """The value stands in a column of the table; neither side may be NULL. Several times faster than `exists` on the equal column (measured)."""
    inside = exp.select(col(column), copy=False).from_(table(name), copy=False)
    return exp.In(this=value, query=exp.Subquery(this=inside))


def union(queries: Sequence[exp.Expression]) -> exp.Expression:
    """All rows of the queries, equal ones kept."""
    result = queries[0]
    for query in queries[1:]:
        result = exp.Union(this=result, expression=query, distinct=False)
    return result


def grouping_sets(sets: Sequence[Sequence[exp.Expression]]) -> exp.Expression:
    """GROUP BY GROUPING SETS."""
    return exp.GroupingSets(expressions=[exp.Tuple(expressions=list(one)) for one in sets])
