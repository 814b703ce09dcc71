"""Messages that need the order's period or the binding of the searched variable (the B messages of codes.md 4.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.codes.item import Item
from assistant.codes.message import say
from assistant.codes.retired import approved_changes
from common.errors import Finding, Fix
from metadata.codes import Shape
from metadata.model.binding import Binding
from metadata.model.code_system import Code, CodeEdition, CodeLists
from metadata.model.period import Period

_CARE = frozenset({"par_in", "par_out", "par"})
_CAUSES = Item("range", "V01", "Y98")
_INJURIES = Item("range", "S00", "T98")


@dataclass(frozen=True)
class Bound:
    """The facts the messages are judged by."""

    shape: Shape
    edition: CodeEdition
    lists: CodeLists
    period: Period | None
    binding: Binding | None


def check_bound(includes: list[Item], bound: Bound) -> Iterator[Finding]:
    """Every message about includes in the order's period and variable; none without a period and a binding."""
    for item in dict.fromkeys(includes):
        if bound.period is not None:
            yield from _in_period(item, bound, bound.period)
            yield from _group_changed(item, bound, bound.period)
        if bound.binding is not None:
            yield from _in_variable(item, bound, bound.binding)
    if bound.period is not None:
        yield from _successors(includes, bound, bound.period)


def _in_period(item: Item, bound: Bound, period: Period) -> Iterator[Finding]:
    rows = bound.edition.find(item.first) if item.kind != "range" else ()
    if not rows or item.first not in bound.edition:
        return
    first = min((row.valid_from for row in rows if row.valid_from), default=None) if all(row.valid_from for row in rows) else None
    last = max((row.valid_to for row in rows if row.valid_to), default=None) if all(row.valid_to for row in rows) else None
    span: dict[str, Any] = {"a": first.isoformat() if first else "", "b": last.isoformat() if last else "", "c": period.first.isoformat(), "d": period.last.isoformat()}
    shown = bound.shape.show(item.first)
    if (first and first > period.last) or (last and last < period.first):
        yield say("E_NOT_IN_PERIOD", shown, fix=Fix("remove_code", {"code": shown}), **span)
    elif (first and first > period.first) or (last and last < period.last):
        yield say("W_PARTIAL_PERIOD", shown, **span)


def _group_changed(item: Item, bound: Bound, period: Period) -> Iterator[Finding]:
    """A prefix or range whose members moved out of it within the period: rows after the move carry codes it does not meet."""
    if item.kind == "exact":
        return
    moved = [
        change for change in bound.lists.changes.get(bound.shape.system, ())
        if change.new and _is_within(change.day, period) and change.old != item.first and item.matches(change.old) and not item.matches(change.new)
    ]
    if moved:
        show = bound.shape.show
        codes = ", ".join(f"{show(change.old)} → {show(change.new or '')}" for change in moved)
        approved = list(dict.fromkeys(show(change.new or "") for change in moved if change.approved_by))
        fix = Fix("add_code", {"code": " | ".join(approved)}) if approved else None
        yield say("I_GROUP_CHANGED", item.show(bound.shape), codes=codes, fix=fix)


def _is_within(day: date | None, period: Period) -> bool:
    return day is not None and period.first <= day <= period.last


def _successors(includes: list[Item], bound: Bound, period: Period) -> Iterator[Finding]:
    """Moves of which the list has one end only: the new code is missing, or the old one that earlier rows carry."""
    recoded = bound.binding is not None and bound.binding.recode_policy == "recoded_to_version"
    for change in approved_changes(bound.lists, bound.shape.system):
        if change.new is None or change.day is None:
            continue
        has_old, has_new = (any(item.matches(code) for item in includes) for code in (change.old, change.new))
        old, new = bound.shape.show(change.old), bound.shape.show(change.new)
        said = {"x": old, "old": old, "new": new, "date": change.day.isoformat()}
        if has_old and not has_new and _is_within(change.day, period):
            yield say("W_SUCCESSOR_MISSING", f"{old}->{new}", fix=Fix("add_code", {"beside": old, "code": new}), **said)
        elif has_new and not has_old and change.day > period.first and not recoded:
            fix = Fix("add_code", {"beside": new, "code": old})
            yield say("W_SUCCESSOR_MISSING", f"{new}->{old}", fix=fix, sentence="W_SUCCESSOR_MISSING.predecessor", **said)


def _in_variable(item: Item, bound: Bound, binding: Binding) -> Iterator[Finding]:
    shown, variable = item.show(bound.shape), binding.variables[0]
    if binding.max_length is not None and item.length > binding.max_length:
        yield say("I_TRUNCATED_REGISTER", shown, variable=variable, n=binding.max_length)
    if bound.shape.system != "ICD-10-SE":
        return
    rows = [row for code in bound.edition.pick(item.mask(bound.edition)) for row in bound.edition.find(code)]
    if variable == "HDIA" and rows and all(_is_secondary(row) for row in rows):
        yield say("W_NOT_MAIN_DIAGNOSIS", shown, variable=variable, fix=Fix("set", {"position": "any"}))
    wrong = _INJURIES if binding.register_code == "dors" and variable == "ULORSAK" else _CAUSES if _is_diagnosis(binding, variable) else None
    if wrong is not None and wrong.matches(item.first[:3]) and wrong.matches(item.last[:3]):
        position = {"position": "cause"} if wrong is _CAUSES else {"variable": "MORSAK"}
        yield say("W_WRONG_VARIABLE", shown, variable=variable, fix=Fix("set", position), sentence=None if wrong is _CAUSES else "W_WRONG_VARIABLE.dors")


def _is_diagnosis(binding: Binding, variable: str) -> bool:
    return binding.register_code in _CARE and (variable == "HDIA" or variable.startswith("DIA"))


def _is_secondary(row: Code) -> bool:
    return row.not_main or row.marker == "*"
