"""MEAS-09: a rate where there is no population to divide by."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.phrases import period_phrase
from assistant.rules.rule import Case, Found, Rule
from assistant.specification import TablePlan, ages_of, is_at_most_a_year
from common.errors import Fix, Severity
from metadata.model.period import CellPeriod
from metadata.model.text import Text

WITHOUT_RATE = {"ddd_per_1000_day": "ddd"}
"""Measures that are rates themselves → the amount they divide."""
OLDEST = 200


def _check(case: Case) -> Iterator[Found]:
    for path, plan in case.plans.items():
        amount = WITHOUT_RATE.get(plan.measure.id)
        dimension = _without_population(case, plan, is_rate=amount is not None) if amount or plan.rate is not None else None
        if dimension is not None:
            place = f"{path}/rates" if plan.rate is not None else f"{path}/measure"
            fix = Fix("drop", {"path": place}) if plan.rate is not None else Fix("set", {"path": place, "value": amount})
            yield Found(place, {"dim": {"sv": dimension.sv, "en": dimension.en}}, fix)


def _without_population(case: Case, plan: TablePlan, *, is_rate: bool) -> Text | None:
    """What makes a rate impossible: a measure without one, a breakdown by unit, a whole longer than a year, no common age; None when it is possible."""
    if not plan.measure.rates.allowed and not (is_rate and plan.rate is None):
        return plan.measure.title
    unit = next((one.definition.label for one in plan.breakdowns if one.definition.kind in ("unit", "group")), None)
    if unit is not None:
        return unit
    if plan.cell_period is CellPeriod.whole and not is_at_most_a_year(plan.period):
        return Text(sv=period_phrase(plan.period, "sv"), en=period_phrase(plan.period, "en"))
    return _without_age(case, plan)


def _without_age(case: Case, plan: TablePlan) -> Text | None:
    """The ages, where none of the table's lies within the limits of its cohort."""
    first, last = ages_of(case.order, plan.cohort_id)
    ages = next((one for one in plan.breakdowns if one.definition.kind == "age"), None)
    bands = [(band.first, band.last) for band in ages.bands] if ages is not None else [(0, None)]
    if any(max(first, low) <= min(one for one in (last, high, OLDEST) if one is not None) for low, high in bands):
        return None
    return ages.definition.label if ages is not None else case.catalogue.breakdowns["age_group"].label


RULE = Rule("MEAS-09", Severity.error, _check)
