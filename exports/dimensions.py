"""What the open table formats need to know of a breakdown: which dimension is time, which is geography, and its categories with labels."""

from __future__ import annotations

from collections.abc import Sequence

from metadata.model.table import Breakdown, TableShell

TIME = ("year", "half_year", "quarter", "month", "index_month")
GEOGRAPHY = ("county", "municipality", "healthcare_region", "care_region")


def time_of(shell: TableShell) -> Breakdown | None:
    """The breakdown by time, None when the table has none."""
    return next((breakdown for breakdown in shell.breakdowns if breakdown.id in TIME), None)


def roles_of(breakdowns: Sequence[Breakdown], metric: str) -> dict[str, list[str]]:
    """JSON-stat roles: time, geo and metric; roles without a dimension are left out."""
    found = {
        "time": [breakdown.id for breakdown in breakdowns if breakdown.id in TIME],
        "geo": [breakdown.id for breakdown in breakdowns if breakdown.id in GEOGRAPHY],
        "metric": [metric],
    }
    return {role: ids for role, ids in found.items() if ids}


def children_of(breakdown: Breakdown) -> dict[str, list[str]]:
    """Parent code → codes that add up to it, for parents that are categories themselves."""
    found: dict[str, list[str]] = {}
    for category in breakdown.categories:
        if category.parent in breakdown.codes:
            found.setdefault(str(category.parent), []).append(category.code)
    return found
