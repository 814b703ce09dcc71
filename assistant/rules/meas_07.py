"""MEAS-07: dispensings of the old counted without a choice about dose dispensing."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.order.table import OrderTable
from assistant.rules.rule import Case, Found, Rule, set_value
from assistant.specification import age_bands
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    age = int(case.limits("MEAS-07")["age"])
    for path, table in case.order.each_table():
        if table.measure == "dispensings" and table.dose is None and _concerns_the_old(case, table, age):
            yield Found(f"{path}/dose", {"age": age}, set_value(f"{path}/dose", "exclude"))


def _concerns_the_old(case: Case, table: OrderTable, age: int) -> bool:
    """Whether the cohort or a band of the table begins at the age or later."""
    cohort = case.order.find_cohort(table.of)
    if cohort is not None and cohort.age is not None and cohort.age.first is not None and cohort.age.first >= age:
        return True
    choice = table.choice("age_group")
    return choice is not None and any(band.first >= age for band in age_bands(choice, case.catalogue))


RULE = Rule("MEAS-07", Severity.warning, _check)
