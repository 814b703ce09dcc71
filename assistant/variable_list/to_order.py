"""From a variable list to the beginning of an order: what selects persons becomes criteria, the project's words become title and purpose."""

from __future__ import annotations

from typing import Any

from assistant.variable_list.listed import ListedVariable, VariableList, VariableRole


def order_value(listed: VariableList, language: str) -> tuple[dict[str, Any], int]:
    """The plain document of a statistics order, and how many entries have no place in it (statistics deliver tables, not columns)."""
    chosen = selecting(listed)
    document: dict[str, Any] = {"order": "1", "kind": "statistics"}
    if listed.project.title:
        document["title"] = {language: listed.project.title}
    if listed.project.purpose:
        document["purpose"] = {"text": listed.project.purpose}
    if chosen:
        document["cohorts"] = [{"id": "group", "base": "population", "criteria": [_criterion(entry) for entry in chosen]}]
    return document, len(listed.entries) - len(chosen)


def selecting(listed: VariableList) -> list[ListedVariable]:
    """The entries that choose persons: those with the role and a code filter; without any, every exposure with one."""
    for role in (VariableRole.selection, VariableRole.exposure):
        found = [entry for entry in listed.entries if entry.role is role and entry.expr]
        if found:
            return found
    return []


def _criterion(entry: ListedVariable) -> dict[str, Any]:
    """Position and run-in are left open: the rules of the order ask for them where they matter."""
    criterion: dict[str, Any] = {"register": entry.register_code, "codes": {"system": entry.system, "expr": entry.expr}}
    if entry.period is not None:
        criterion["period"] = f"{entry.first_year}/{entry.last_year}"
    return criterion
