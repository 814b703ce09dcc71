"""The page of one criterion: register, codes, years and how it must be met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web.forms.period import show_period, written_period
from web.forms.pointer import put

LISTS = 3
"""How many code lists, one per code system, the page offers."""


def show(criterion: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as typed; `lists` always holds three pairs of system and expression."""
    lists = _lists(criterion.get("codes"))
    run_in = criterion.get("run_in_months")
    return {
        "register": criterion.get("register", ""), **show_period(criterion.get("period")), "position": criterion.get("position", ""),
        "at_least": str(criterion.get("at_least", "")), "run_in": "" if run_in is None else str(run_in),
        "look_back_group": criterion.get("look_back_group", ""),
        "lists": (lists + [{"system": "", "expr": ""}] * LISTS)[:LISTS],
    }


def typed(form: Mapping[str, str]) -> dict[str, Any]:
    """The answers exactly as they were sent, for showing the page again."""
    plain = {key: form.get(key, "") for key in ("register", "first", "last", "position", "at_least", "run_in", "look_back_group")}
    return plain | {"lists": [{"system": form.get(f"system_{at}", ""), "expr": form.get(f"expr_{at}", "")} for at in range(LISTS)]}


def answer(criterion: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    """The criterion with the page's answers; what the page does not ask about is kept."""
    changed = dict(criterion)
    written = _lists(criterion.get("codes"))
    lists = []
    for at in range(LISTS):
        system, expression = form.get(f"system_{at}", "").strip(), form.get(f"expr_{at}", "").strip()
        if expression:
            before = written[at] if at < len(written) else {}
            kept = {key: value for key, value in before.items() if key == "version_policy"}
            lists.append({"system": system, "expr": expression} | kept)
    put(changed, "register", form.get("register", "").strip())
    put(changed, "codes", lists[0] if len(lists) == 1 else lists)
    put(changed, "period", written_period(form.get("first", ""), form.get("last", "")))
    for key in ("position", "look_back_group"):
        put(changed, key, form.get(key, ""))
    put(changed, "at_least", "" if form.get("at_least", "").strip() in ("", "1") else form.get("at_least", "").strip())
    put(changed, "run_in_months", form.get("run_in", "").strip())
    return changed


def _lists(codes: Any) -> list[dict[str, Any]]:
    if isinstance(codes, Mapping):
        return [dict(codes)]
    return [dict(one) for one in codes or ()]
