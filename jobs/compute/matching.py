"""Compiled code expressions as conditions on a column: half-open ranges, so that row groups sorted by code are skipped."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from jobs.compute.sql import among, both, either, lit, no
from jobs.spec import CodeItem, CodeMatch

ATC_LENGTHS = {1: 1, 2: 3, 3: 4, 4: 5, 5: 7}
"""Characters of an ATC code at each level (measures.md 1.3)."""


def matches(column: exp.Expression, match: Sequence[CodeMatch]) -> exp.Expression | None:
    """The condition that a code matches one of the expressions; None when every code does (no expression given)."""
    return either(_matches_one(column, one) for one in match) if match else None


def widen(match: Sequence[CodeMatch], level: int) -> tuple[CodeMatch, ...]:
    """Expressions that hold every code in the same ATC group at the level as some code of the given ones; never narrower."""
    length = ATC_LENGTHS[level]
    return tuple(CodeMatch(system=one.system, includes=tuple(_widen_item(item, length) for item in one.includes)) for one in match)


def _widen_item(item: CodeItem, length: int) -> CodeItem:
    if item.kind != "range" or len(item.first) > length:
        if item.kind == "range":
            return CodeItem(kind="range", first=item.first[:length], last=(item.last or item.first)[:length])
        return CodeItem(kind="prefix", first=item.first[:length])
    return item


def _matches_one(column: exp.Expression, match: CodeMatch) -> exp.Expression:
    wanted = _any_item(column, match.includes)
    return both(wanted, no(_any_item(column, match.excludes))) if match.excludes else wanted


def _any_item(column: exp.Expression, items: Sequence[CodeItem]) -> exp.Expression:
    exact = sorted({item.first for item in items if item.kind == "exact"})
    parts = [_range(column, item) for item in items if item.kind != "exact"]
    return exp.paren(either([*parts, *([among(column.copy(), exact)] if exact else [])]))


def _range(column: exp.Expression, item: CodeItem) -> exp.Expression:
    last = item.first if item.kind == "prefix" else item.last or item.first
    inside = both(exp.GTE(this=column.copy(), expression=lit(item.first)), exp.LT(this=column.copy(), expression=lit(_successor(last))))
    if item.kind == "prefix":
        return inside
    return both(inside, exp.GTE(this=exp.Length(this=column.copy()), expression=lit(len(item.first))))


def _successor(text: str) -> str:
    """The least text greater than every text that begins with the given one."""
    return text[:-1] + chr(ord(text[-1]) + 1)
