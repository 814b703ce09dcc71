"""From a place in the derived groups and tables back to the answer it follows from, so that a finding stands where it can be answered."""

from __future__ import annotations

from assistant.order.order import Order
from common.errors import Fix

ANSWERED = ("/codes/", "/period", "/ages")
"""Answers that a fix made for a derived place can be carried out on."""
CARRIED_OUT = frozenset({"set", "swap", "replace_code", "remove_code", "add_code", "repair_age_groups"})
"""Operations that mean the same on the answer as on the place that follows from it."""


def answer_of(order: Order, pointer: str) -> str:
    """The pointer of the answer; a pointer outside the derived parts is its own."""
    for path, _cohort, criterion in order.criteria():
        if pointer.startswith(f"{path}/codes"):
            number = pointer.removeprefix(f"{path}/codes").split("/")[1:2]
            at = int(number[0]) if number and number[0].isdigit() else 0
            return f"/codes/{criterion.codes[at].system}" if at < len(criterion.codes) else "/codes"
        if pointer.startswith(f"{path}/period"):
            return "/period"
    if pointer.startswith("/cohorts"):
        return "/ages" if "/age" in pointer else "/codes"
    if pointer.startswith("/tables"):
        return "/ages" if pointer in _age_places(order) else "/sub_reports"
    return pointer


def fix_of(order: Order, fix: Fix) -> Fix | None:
    """The fix carried out on the answer; None where it cannot be. What a breakdown takes as `{age_group: …}` the answer takes as it is."""
    target = answer_of(order, str(fix.arguments.get("path", "")))
    if fix.operation not in CARRIED_OUT or not target.startswith(ANSWERED):
        return None
    arguments = {**fix.arguments, "path": target}
    value = arguments.get("value")
    if isinstance(value, dict) and "age_group" in value:
        arguments["value"] = value["age_group"]
    return Fix(fix.operation, arguments)


def _age_places(order: Order) -> set[str]:
    places = set()
    for path, table in order.each_table():
        for word, choices in (("rows", table.rows), ("columns", table.columns)):
            places |= {f"{path}/{word}/{at}{end}" for at, choice in enumerate(choices) if choice.id == "age_group" for end in ("", "/age_group")}
    return places
