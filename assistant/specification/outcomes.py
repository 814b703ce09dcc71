"""What a measure of the days around the index date looks for: its categories, the codes behind each, and the window of days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.order.codes import CodeExpression
from assistant.order.criterion import Criterion
from assistant.order.table import OrderTable
from assistant.specification.breakdowns import BreakdownPlan
from catalog.lookup import Catalogue
from metadata.model.measure import Measure
from metadata.model.table import Breakdown, Category
from metadata.model.text import Text


@dataclass(frozen=True)
class Sought:
    """One category and what a person must have a row of to stand in it: codes in a register, in a position."""

    code: str
    register_code: str
    codes: tuple[CodeExpression, ...]
    position: str | None = None


def sought(table: OrderTable, measure: Measure, events: Criterion) -> tuple[Sought, ...]:
    """What is looked for, in order: the table's own groups; where one answer is asked for the one group, or the codes the persons are counted for."""
    rule = measure.outcomes
    if rule is None:
        return ()
    if rule.met is None and not rule.grid:
        return tuple(Sought(group.id, rule.register_code, group.codes, table.position) for group in table.groups)
    codes = table.groups[0].codes if table.groups else events.codes
    return (Sought(rule.met.code if rule.met else "treatment", rule.register_code, codes),)


def window_of(table: OrderTable, measure: Measure, options: Mapping[str, str]) -> tuple[int, int] | None:
    """First and last day from the index date, both ends included; None while the order does not say."""
    if measure.outcomes is None:
        return None
    if "follow_up_days" in options:
        return 0, int(options["follow_up_days"])
    if "look_back_days" in options:
        return -int(options["look_back_days"]), -1
    if "supply_days" in options:
        return (table.grid_days[0] - int(options["supply_days"]) - int(options["grace_days"]) + 1, table.grid_days[0]) if table.grid_days else None
    if table.window is not None:
        return table.window.from_days, table.window.to_days
    return measure.outcomes.window


def outcome_breakdown(table: OrderTable, measure: Measure, options: Mapping[str, str], catalogue: Catalogue) -> BreakdownPlan | None:
    """The breakdown by what was found, its margin everybody; None for other measures and while there is nothing to look for."""
    rule = measure.outcomes
    definition = catalogue.breakdowns.get(rule.breakdown) if rule is not None else None
    if rule is not None and definition is not None and rule.grid:
        days = tuple(Category(code=str(day), label=Text(sv=f"Dag {day}", en=f"Day {day}")) for day in sorted(set(table.grid_days or rule.grid)))
        return BreakdownPlan(definition, Breakdown(id=definition.id, label=definition.label, categories=days, additive=False), codes=tuple(one.code for one in days))
    if rule is None or rule.rest is None or definition is None or (rule.met is None and not table.groups):
        return None
    met = [Category(code=rule.met.code, label=rule.met.label)] if rule.met else [Category(code=group.id, label=_label(group.id, group.label)) for group in table.groups]
    categories = (*met, Category(code=rule.rest.code, label=rule.rest.label))
    additive = rule.met is not None or options.get("assignment") == "first"
    shell = Breakdown(id=definition.id, label=definition.label, categories=categories, has_total=True, total_label=definition.total_label, additive=additive)
    return BreakdownPlan(definition, shell, codes=tuple(one.code for one in categories))


def _label(code: str, label: object) -> Text:
    text = getattr(label, "text", None)
    return text if isinstance(text, Text) else Text(sv=code, en=code)
