"""The named operations that findings offer, carried out on an order: a fix gives a new order and never changes the old one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from assistant.document import order_from, plain
from assistant.order.identity_number import blot_out
from assistant.order.order import Order
from assistant.order.span import Span
from common.errors import Fix, InputRefused, NotFound
from metadata.model.breakdown import AgeBand
from metadata.model.period import Period

_ITEM = re.compile(r"\s*(?:[,;|+\n\t])\s*")


def apply_fix(order: Order, fix: Fix) -> Order:
    """The order with the fix carried out. Raises NotFound `order.error.unknown_fix`, InputRefused when what results is no order."""
    if fix.operation not in OPERATIONS:
        raise NotFound("order.error.unknown_fix", operation=fix.operation)
    value = plain(order)
    OPERATIONS[fix.operation](value, fix.arguments)
    fixed, findings = order_from(value)
    if fixed is None:
        raise InputRefused(findings)
    return fixed


def _steps(path: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]


def _parent(value: Any, path: str) -> tuple[Any, Any]:
    """What holds the value of a pointer, and its key or index; mappings on the way are made where they are missing."""
    at, steps = value, _steps(path)
    for step in steps[:-1]:
        at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
    return at, int(steps[-1]) if isinstance(at, list) else steps[-1]


def _get(value: Any, path: str) -> Any:
    holder, key = _parent(value, path)
    return holder[key]


def _set(value: Any, arguments: Mapping[str, Any]) -> None:
    holder, key = _parent(value, arguments["path"])
    holder[key] = arguments["value"]


def _drop(value: Any, arguments: Mapping[str, Any]) -> None:
    holder, key = _parent(value, arguments["path"])
    del holder[key]


def _swap(value: Any, arguments: Mapping[str, Any]) -> None:
    holder, key = _parent(value, arguments["path"])
    first, _slash, last = str(holder[key]).partition("/")
    holder[key] = f"{last}/{first}"


def _add_table(value: Any, arguments: Mapping[str, Any]) -> None:
    table = {"id": "t1", "measure": arguments["measure"], "of": arguments["of"], "rows": ["year"], "columns": ["sex"], "totals": ["sex"]}
    value.setdefault("tables", []).append(table)


def _replace_value(value: Any, arguments: Mapping[str, Any]) -> None:
    """One of the values at a pointer, which may be a single one."""
    holder, key = _parent(value, arguments["path"])
    old, new = arguments["old"], arguments["new"]
    holder[key] = [new if one == old else one for one in holder[key]] if isinstance(holder[key], list) else new


def _replace_breakdown(value: Any, arguments: Mapping[str, Any]) -> None:
    """A breakdown of a table and its margin by another; one that is there already is not doubled."""
    table, old, new = _get(value, arguments["path"]), arguments["breakdown"], arguments["by"]
    new_id = next(iter(new)) if isinstance(new, dict) else new
    present = {_id(one) for word in ("rows", "columns") for one in table.get(word, [])} - {old}
    for word in ("rows", "columns"):
        table[word] = [new if _id(one) == old else one for one in table.get(word, []) if _id(one) != old or new_id not in present]
    totals = [({new_id: one[old]} if isinstance(one, dict) else new_id) if _id(one) == old else one for one in table.get("totals", [])]
    table["totals"] = [one for at, one in enumerate(totals) if _id(one) not in [_id(earlier) for earlier in totals[:at]]]


def _id(choice: Any) -> str:
    return str(next(iter(choice)) if isinstance(choice, dict) else choice)


def _repair_age_groups(value: Any, arguments: Mapping[str, Any]) -> None:
    """Every band ends where the next begins; the first and the last keep their outer ends."""
    holder, key = _parent(value, arguments["path"])
    bands = sorted((AgeBand(**AgeBand.parts(text)) for text in holder[key]), key=lambda band: band.first)
    firsts = sorted({band.first for band in bands})
    last = bands[-1].last if bands[-1].last is not None and all(band.last is not None for band in bands) else None
    ends = [first - 1 for first in firsts[1:]] + [last]
    holder[key] = [_band(first, end) for first, end in zip(firsts, ends, strict=True)]


def _band(first: int, last: int | None) -> str:
    return f"{first}+" if last is None else str(first) if first == last else f"{first}-{last}"


def _split_period(value: Any, arguments: Mapping[str, Any]) -> None:
    """The table's cohort twice, before and from a date, and with it every table over that cohort, so that no table spans the break."""
    table, day = _get(value, arguments["path"]), date.fromisoformat(arguments["date"])
    cohort = next(one for one in value["cohorts"] if one.get("id") == table["of"])
    earlier = _copy(cohort) | {"id": f"{cohort['id']}_before_{day.year}"}
    _cut(earlier["criteria"], last=day - timedelta(days=1))
    _cut(cohort["criteria"], first=day)
    value["cohorts"].insert(value["cohorts"].index(cohort), earlier)
    copies = [_copy(one) | {"id": f"{one.get('id', 't')}_before_{day.year}", "of": earlier["id"]} for one in value["tables"] if one["of"] == cohort["id"]]
    value["tables"] += copies


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _cut(conditions: list[Any], *, first: date | None = None, last: date | None = None) -> None:
    for condition in conditions:
        for group in ("all_of", "any_of", "none_of"):
            _cut(condition.get(group, []), first=first, last=last)
        period = Span.model_validate(condition["period"]).period if condition.get("period") else None
        if period is not None:
            begin, end = max(first or period.first, period.first), min(last or period.last, period.last)
            condition["period"] = str(Period(first=begin, last=end)) if begin <= end else condition["period"]


def _rewrite(value: Any, path: str, change: Callable[[str], str]) -> None:
    """Changes the expression of a code list: a mapping with `expr`, a list of one such, or the text alone where its key names the system."""
    holder, key = _parent(value, path)
    found = holder[key]
    if isinstance(found, str):
        holder[key] = change(found)
        return
    codes = found[0] if isinstance(found, list) else found
    codes["expr"] = change(codes["expr"])


def _replace_code(value: Any, arguments: Mapping[str, Any]) -> None:
    pattern = re.compile(rf"(?<![\w.]){re.escape(arguments['old'])}(?![\w.]|-P\b)", re.IGNORECASE)
    _rewrite(value, arguments["path"], lambda expr: pattern.sub(str(arguments["new"]), expr))


def _add_code(value: Any, arguments: Mapping[str, Any]) -> None:
    """A code among the includes, before any exclude."""

    def added(expr: str) -> str:
        includes, mark, excludes = expr.partition("!")
        return f"{includes.strip()} | {arguments['code']}" + (f" ! {excludes.strip()}" if mark else "")

    _rewrite(value, arguments["path"], added)


def _move_code(value: Any, arguments: Mapping[str, Any]) -> None:
    """A code out of one list into another system's, which is made when missing; a list left empty is dropped."""
    holder, key = _parent(value, re.sub(r"/codes/\d+$", "/codes", arguments["path"]))
    lists = holder[key] if isinstance(holder[key], list) else [holder[key]]
    code, system = arguments["code"], arguments["system"]
    source = next(one for one in lists if code in _items(one["expr"]))
    source["expr"] = " | ".join(one for one in _items(source["expr"]) if one != code)
    target = next((one for one in lists if one["system"] == system), None)
    if target is None:
        lists.append({"system": system, "expr": code})
    else:
        target["expr"] = f"{target['expr']} | {code}"
    holder[key] = [one for one in lists if one["expr"]]


def _items(expression: str) -> list[str]:
    return [item for item in _ITEM.split(expression.strip()) if item]


def _remove_code(value: Any, arguments: Mapping[str, Any]) -> None:
    def left(expr: str) -> str:
        sides = [" | ".join(one for one in _items(side) if one != arguments["code"]) for side in expr.split("!")]
        return " ! ".join(side for side in sides if side)

    _rewrite(value, arguments["path"], left)


def _add_code_list(value: Any, arguments: Mapping[str, Any]) -> None:
    holder, key = _parent(value, arguments["path"])
    lists = holder[key] if isinstance(holder[key], list) else [holder[key]]
    holder[key] = [*lists, {"system": arguments["system"], "expr": arguments.get("expr", "")}]


def _limit_atc(value: Any, arguments: Mapping[str, Any]) -> None:
    _set(value, {"path": arguments["path"], "value": {"system": "ATC", "expr": arguments["expr"]}})


def _redact(value: Any, arguments: Mapping[str, Any]) -> None:
    holder, key = _parent(value, arguments["path"])
    holder[key] = blot_out(holder[key])


OPERATIONS: Mapping[str, Callable[[Any, Mapping[str, Any]], None]] = {
    "set": _set, "drop": _drop, "swap": _swap, "add_table": _add_table, "replace_value": _replace_value, "replace_breakdown": _replace_breakdown,
    "repair_age_groups": _repair_age_groups, "split_period": _split_period, "replace_code": _replace_code, "add_code": _add_code,
    "move_code": _move_code, "remove_code": _remove_code, "add_code_list": _add_code_list, "limit_atc": _limit_atc,
    "redact": _redact,
}
"""Every operation by name; a finding offers no other."""
