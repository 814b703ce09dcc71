"""MEAS-09: a rate where there is no population to divide by."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.phrases import period_phrase
from assistant.rules.rule import Case, Found, Rule
from assistant.specification import TablePlan, is_at_most_a_year
from common.errors import Fix, Severity
from metadata.model.period import CellPeriod
from metadata.model.text import Text


def _check(case: Case) -> Iterator[Found]:
    for path, plan in case.plans.items():
        dimension = _without_population(plan) if plan.rate is not None else None
        if dimension is not None:
            yield Found(f"{path}/rates", {"dim": {"sv": dimension.sv, "en": dimension.en}}, Fix("drop", {"path": f"{path}/rates"}))


def _without_population(plan: TablePlan) -> Text | None:
    """What makes a rate impossible: a measure without one, a breakdown by unit, a whole longer than a year; None when it is possible."""
    if not plan.measure.rates.allowed:
        return plan.measure.title
    unit = next((one.definition.label for one in plan.breakdowns if one.definition.kind in ("unit", "group")), None)
    if unit is not None:
        return unit
    is_long = plan.cell_period is CellPeriod.whole and not is_at_most_a_year(plan.period)
    return Text(sv=period_phrase(plan.period, "sv"), en=period_phrase(plan.period, "en")) if is_long else None


RULE = Rule("MEAS-09", Severity.error, _check)
