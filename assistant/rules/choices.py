"""Breakdowns of the order's tables with their JSON pointers, and coarser ones to put in their place."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.order.breakdown import BreakdownChoice
from assistant.order.table import OrderTable
from assistant.rules.rule import Case
from assistant.specification import age_bands
from catalog.lookup import Catalogue
from common.errors import Fix

COARSER = {"municipality": "county", "county": "healthcare_region", "month": "quarter", "quarter": "year", "half_year": "year"}
"""Breakdown → the next coarser one."""
COARSER_AGES = {"five_year": "broad", "ten_year": "broad", "broad": "child_adult"}
FINE_AGE_COUNT = 9
"""So many age bands or more are fine: ten-year groups and finer."""


def choices(case: Case) -> Iterator[tuple[str, BreakdownChoice]]:
    """Every breakdown of every table, rows before columns."""
    for path, table in case.order.each_table():
        for name, listed in (("rows", table.rows), ("columns", table.columns)):
            for at, choice in enumerate(listed):
                yield f"{path}/{name}/{at}", choice


def is_fine_age(choice: BreakdownChoice | None, catalogue: Catalogue) -> bool:
    """Whether the ages are told apart in ten-year groups or finer."""
    return choice is not None and len(age_bands(choice, catalogue)) >= FINE_AGE_COUNT


def coarsen(table: OrderTable, path: str) -> Fix | None:
    """The coarsening that costs the reader least: ages first, then place, then time; None when everything is coarse already."""
    ages = table.choice("age_group")
    if ages is not None and isinstance(ages.detail or "five_year", str) and (ages.detail or "five_year") in COARSER_AGES:
        return Fix("replace_breakdown", {"path": path, "breakdown": "age_group", "by": {"age_group": COARSER_AGES[str(ages.detail or "five_year")]}})
    if ages is not None and isinstance(ages.detail, tuple) and len(ages.detail) >= FINE_AGE_COUNT:
        return Fix("replace_breakdown", {"path": path, "breakdown": "age_group", "by": {"age_group": "broad"}})
    found = next((choice.id for choice in table.breakdowns if choice.id in COARSER), None)
    return Fix("replace_breakdown", {"path": path, "breakdown": found, "by": COARSER[found]}) if found else None
