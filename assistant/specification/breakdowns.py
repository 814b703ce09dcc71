"""A breakdown of an order table made into categories, and how rows and persons are assigned to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.order.breakdown import BreakdownChoice
from assistant.order.table import OrderTable
from catalog.lookup import Catalogue
from common.translate import translate
from metadata.model.breakdown import AgeBand, AgeSet, BreakdownDefinition
from metadata.model.measure import Measure
from metadata.model.period import CellPeriod, Period
from metadata.model.table import Breakdown, Category
from metadata.model.text import Text

PERIODS = ("year", "half_year", "quarter", "month")
PLACES = ("county", "municipality", "healthcare_region")


@dataclass(frozen=True)
class BreakdownPlan:
    """A breakdown of a table: how it is printed (`shell`) and how rows and persons are assigned to its categories.

    Exactly one of `periods`, `bands`, `codes`, `regions`, `code_rows` is filled; the codes are those of the shell's categories.
    `code_rows`: code → expression in `system`.
    """

    definition: BreakdownDefinition
    shell: Breakdown
    periods: Mapping[str, Period] = field(default_factory=dict)
    bands: tuple[AgeBand, ...] = ()
    codes: tuple[str, ...] = ()
    regions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    system: str = ""
    code_rows: Mapping[str, str] = field(default_factory=dict)


def plan_breakdown(
    choice: BreakdownChoice, table: OrderTable, measure: Measure, period: Period, catalogue: Catalogue,
    code_rows: Mapping[str, Text] | None = None,
) -> BreakdownPlan | None:
    """One breakdown with its categories; None when the id or the detail is unknown."""
    definition = catalogue.breakdowns.get(choice.id)
    if definition is None:
        return None
    if definition.kind == "period":
        return _periods(definition, choice, table, measure, period)
    if definition.kind == "age":
        return _ages(definition, choice, table, measure, catalogue)
    if definition.id == "code":
        return _codes(definition, table, measure, code_rows)
    categories = _places(definition, choice, catalogue) if definition.id in PLACES else _fixed(definition, choice)
    if not categories:
        return None
    shell = _shell(definition, choice, categories, table, measure, exhaustive=choice.detail is None)
    regions = {code: catalogue.healthcare_regions[code].counties for code in shell.codes if code in catalogue.healthcare_regions}
    codes = () if regions else tuple(category.code for category in categories)
    return BreakdownPlan(definition, _place_total(shell, choice, table, catalogue), codes=codes, regions=regions)


def _periods(definition: BreakdownDefinition, choice: BreakdownChoice, table: OrderTable, measure: Measure, period: Period) -> BreakdownPlan | None:
    if definition.id not in PERIODS or choice.detail is not None:
        return None
    cells = period.cells(CellPeriod(definition.id))
    categories = tuple(Category(code=cell.code, label=cell.label) for cell in cells)
    return BreakdownPlan(definition, _shell(definition, choice, categories, table, measure), periods={cell.code: cell.period for cell in cells})


def _ages(definition: BreakdownDefinition, choice: BreakdownChoice, table: OrderTable, measure: Measure, catalogue: Catalogue) -> BreakdownPlan | None:
    bands = age_bands(choice, catalogue)
    if not bands:
        return None
    label = {band.code: _age_label(band) for band in bands}
    categories = tuple(Category(code=code, label=text) for code, text in label.items())
    everybody = bands[0].first == 0 and bands[-1].last is None
    return BreakdownPlan(definition, _shell(definition, choice, categories, table, measure, exhaustive=everybody), bands=bands)


def _age_label(band: AgeBand) -> Text:
    return Text(sv=translate("shell.age", "sv", band=band.label.sv), en=translate("shell.age", "en", band=band.label.en))


def age_bands(choice: BreakdownChoice, catalogue: Catalogue) -> tuple[AgeBand, ...]:
    """The bands of a set id (five-year groups when none is named) or of own bands, by age; empty when the set or a band is not understood."""
    detail = choice.detail or "five_year"
    if isinstance(detail, str):
        named: AgeSet | None = catalogue.age_sets.get(detail)
        if named is not None:
            return named.bands
        detail = (detail,)
    try:
        return tuple(sorted((AgeBand(**AgeBand.parts(text)) for text in detail), key=lambda band: band.first))
    except ValueError:
        return ()


def _places(definition: BreakdownDefinition, choice: BreakdownChoice, catalogue: Catalogue) -> tuple[Category, ...]:
    wanted = _details(choice)
    if definition.id == "county":
        return tuple(Category(code=code, label=one.name) for code, one in catalogue.counties.items() if not wanted or code in wanted)
    if definition.id == "healthcare_region":
        return tuple(Category(code=code, label=one.name) for code, one in catalogue.healthcare_regions.items() if not wanted or code in wanted)
    current = [one for one in catalogue.municipalities.values() if one.valid_until is None]
    return tuple(Category(code=one.code, label=one.label) for one in current if not wanted or one.code in wanted or one.county in wanted)


def _fixed(definition: BreakdownDefinition, choice: BreakdownChoice) -> tuple[Category, ...]:
    wanted = _details(choice)
    return tuple(Category(code=value.code, label=value.label) for value in definition.values if not wanted or value.code in wanted)


def _details(choice: BreakdownChoice) -> tuple[str, ...]:
    return (choice.detail,) if isinstance(choice.detail, str) else choice.detail or ()


def _codes(definition: BreakdownDefinition, table: OrderTable, measure: Measure, code_rows: Mapping[str, Text] | None) -> BreakdownPlan | None:
    if not code_rows:
        return None
    categories = tuple(Category(code=code, label=_code_label(code, text)) for code, text in code_rows.items())
    shell = _shell(definition, BreakdownChoice(id="code"), categories, table, measure)
    return BreakdownPlan(definition, shell, code_rows={code: code for code in code_rows})


def _shell(
    definition: BreakdownDefinition, choice: BreakdownChoice, categories: tuple[Category, ...], table: OrderTable, measure: Measure, *, exhaustive: bool = True
) -> Breakdown:
    counted_apart = definition.kind == "period" and table.choice("population") is not None
    is_new_again = definition.kind == "period" and table.look_back_group not in (None, "group")
    additive = measure.adds_over(definition) and table.anchor != "event" and not counted_apart and not is_new_again
    return Breakdown(
        id=definition.id, label=definition.label, categories=categories, has_total=has_total(table, choice), total_label=definition.total_label,
        additive=additive, exhaustive=exhaustive,
    )


def has_total(table: OrderTable, choice: BreakdownChoice) -> bool:
    """Whether a margin is asked for; the margin over the municipalities of a county may be called `county`, over regions too."""
    asked = {total.id for total in table.totals}
    if choice.id in asked:
        return True
    return choice.id in ("municipality", "healthcare_region") and "county" in asked and table.choice("county") is None


def _place_total(shell: Breakdown, choice: BreakdownChoice, table: OrderTable, catalogue: Catalogue) -> Breakdown:
    """A margin over the municipalities of one county is that county."""
    one = catalogue.counties.get(choice.detail) if isinstance(choice.detail, str) and shell.id == "municipality" else None
    return shell.model_copy(update={"total_label": one.name}) if one is not None and shell.has_total else shell


def _code_label(code: str, title: Text) -> Text:
    return title if title.sv == code else Text(sv=f"{code} {title.sv}", en=f"{code} {title.en}")
