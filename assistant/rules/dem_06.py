"""DEM-06: ages below the lowest that a register holds, as where the young have free dental care."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.order.table import OrderTable
from assistant.rules.rule import Case, Found, Rule
from assistant.specification import age_bands
from common.errors import Fix, Severity
from metadata.model.register import LowestAge


def _check(case: Case) -> Iterator[Found]:
    for path, table in case.order.each_table():
        lowest = _lowest(case, table)
        for name, listed in (("rows", table.rows), ("columns", table.columns)):
            for at, choice in enumerate(listed):
                bands = age_bands(choice, case.catalogue) if choice.id == "age_group" and lowest else ()
                if lowest is None or not any(band.first < lowest.age for band in bands):
                    continue
                ends = [(max(band.first, lowest.age), band.last) for band in bands if band.last is None or band.last >= lowest.age]
                kept = [f"{first}+" if last is None else f"{first}-{last}" for first, last in ends]
                fix = Fix("replace_breakdown", {"path": path, "breakdown": "age_group", "by": {"age_group": kept}})
                yield Found(f"{path}/{name}/{at}", {"age": lowest.age, "year": lowest.first.year}, fix if kept else None)


def _lowest(case: Case, table: OrderTable) -> LowestAge | None:
    """The lowest age in force on the last day of the cohort's criteria; None where the cohort itself begins at it."""
    found: list[LowestAge] = []
    for _path, cohort, criterion in case.order.criteria():
        period = criterion.period.period if criterion.period else None
        if cohort.id != table.of or period is None:
            continue
        for part in case.parts(criterion):
            register = case.catalogue.registers.get(part)
            in_force = [one for one in register.lowest_ages if one.first <= period.last] if register else []
            limit = cohort.age.first if cohort.age else None
            found += [one for one in in_force[-1:] if limit is None or limit < one.age]
    return max(found, key=lambda one: one.age, default=None)


RULE = Rule("DEM-06", Severity.warning, _check)
