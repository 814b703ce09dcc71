"""The two pages of one table: what is counted, and how it is laid out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from common.documents import canonical_json
from web.forms.pointer import put

ROWS, COLUMNS = 3, 2
OWN_AGES = "own_ages"
"""The value of the choice that takes its bands from the text field."""
COUNTED = ("measure", "of", "code_detail", "look_back_group", "run_in_months", "position")


def show_counted(table: Mapping[str, Any]) -> dict[str, str]:
    """What is counted, as typed."""
    return {key: str(table.get(key, "")) for key in COUNTED} | {"title": _title(table)}


def answer_counted(table: Mapping[str, Any], form: Mapping[str, str], language: str) -> dict[str, Any]:
    """The table with what is counted; `group` is what an unset code detail means."""
    changed = dict(table)
    for key in COUNTED:
        put(changed, key, form.get(key, "").strip())
    if changed.get("code_detail") == "group":
        del changed["code_detail"]
    title = dict(table.get("title") or {})
    put(title, language, form.get("title", "").strip())
    put(changed, "title", title)
    return changed


def show_layout(table: Mapping[str, Any]) -> dict[str, Any]:
    """The layout as typed: one choice value per row and column, the margins, the rate and own age bands."""
    choices = [*(table.get("rows") or ()), *(table.get("columns") or ())]
    own = next((one["age_group"] for one in choices if isinstance(one, Mapping) and isinstance(one.get("age_group"), list | tuple)), ())
    return {
        "rows": _padded([encode(one) for one in table.get("rows") or ()], ROWS),
        "columns": _padded([encode(one) for one in table.get("columns") or ()], COLUMNS),
        "totals": [next(iter(one)) if isinstance(one, Mapping) else one for one in table.get("totals") or ()],
        "rates": table.get("rates", ""), "ages": ", ".join(own),
    }


def answer_layout(table: Mapping[str, Any], form: Any) -> dict[str, Any]:
    """The table with the layout; margins of breakdowns that are no longer there are dropped."""
    changed = dict(table)
    rows = _chosen([form.get(f"row_{at}", "") for at in range(ROWS)], form.get("ages", ""))
    columns = _chosen([form.get(f"column_{at}", "") for at in range(COLUMNS)], form.get("ages", ""))
    put(changed, "rows", rows)
    put(changed, "columns", columns)
    put(changed, "totals", _totals(table, form.getlist("totals"), {_id(one) for one in rows + columns}))
    put(changed, "rates", form.get("rates", ""))
    return changed


def encode(choice: Any) -> str:
    """The form value of a breakdown choice; own age bands share one value."""
    if isinstance(choice, Mapping) and isinstance(choice.get("age_group"), list | tuple):
        return OWN_AGES
    return choice if isinstance(choice, str) else canonical_json(choice)


def decode(value: str, ages: str) -> Any:
    """The breakdown choice of a form value; None for nothing chosen or a value nobody offered."""
    if value == OWN_AGES:
        bands = [band.strip().replace("–", "-") for band in ages.split(",") if band.strip()]
        return {"age_group": bands} if bands else "age_group"
    if not value.startswith("{"):
        return value or None
    try:
        found = json.loads(value)
    except ValueError:
        return None
    return found if isinstance(found, dict) and len(found) == 1 else None


def _totals(table: Mapping[str, Any], wanted: list[str], present: set[str]) -> list[Any]:
    """Wanted margins in the order sent; one that was counted as distinct persons stays so. A county's own total goes with its municipalities."""
    distinct = {next(iter(one)): one for one in table.get("totals") or () if isinstance(one, Mapping)}
    reachable = present | ({"county"} if "municipality" in present else set())
    return [distinct.get(one, {"code": "distinct"} if one == "code" else one) for one in wanted if one in reachable]


def _chosen(values: list[str], ages: str) -> list[Any]:
    found: list[Any] = []
    for value in values:
        choice = decode(value, ages)
        if choice is not None and _id(choice) not in [_id(one) for one in found]:
            found.append(choice)
    return found


def _id(choice: Any) -> str:
    return choice if isinstance(choice, str) else str(next(iter(choice)))


def _padded(values: list[str], length: int) -> list[str]:
    return (values + [""] * length)[: max(length, len(values))]


def _title(table: Mapping[str, Any]) -> str:
    title = table.get("title") or {}
    return str(title.get("sv") or title.get("en") or "")
