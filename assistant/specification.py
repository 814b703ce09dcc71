"""What an order means when everything left unsaid is filled in: periods, counted rows, anchors, options, breakdowns with their assignment.

Shells are made from it, rules count its cells, and the counter of jobs turns it into a JobSpec.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from assistant.order.breakdown import BreakdownChoice
from assistant.order.criterion import Criterion
from assistant.order.order import Order
from assistant.order.table import OrderTable
from catalog.lookup import Catalogue
from common.errors import NotFound
from common.translate import translate
from metadata.model.breakdown import AgeBand, AgeSet, BreakdownDefinition
from metadata.model.measure import Measure
from metadata.model.period import CellPeriod, Period, add_months
from metadata.model.table import Breakdown, Category
from metadata.model.text import Text

Anchor = Literal["year_end", "year_start", "index", "event"]
PERIODS = ("year", "half_year", "quarter", "month")
PLACES = ("county", "municipality", "healthcare_region")
UNLIMITED = -1
"""Run-in without limit, as the JobSpec writes it."""


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


@dataclass(frozen=True)
class TablePlan:
    """A table with everything decided: `events` is the criterion whose rows are counted (for a population breakdown see `sources`)."""

    table: OrderTable
    measure: Measure
    cohort_id: str
    events: Criterion
    sources: Mapping[str, Criterion]
    period: Period
    cell_period: CellPeriod
    anchor: Anchor
    rows: tuple[BreakdownPlan, ...]
    columns: tuple[BreakdownPlan, ...]
    options: Mapping[str, str]
    look_back: str | None
    run_in_months: int | None
    rate: int | None

    @property
    def breakdowns(self) -> tuple[BreakdownPlan, ...]:
        """Rows' breakdowns, then columns'."""
        return self.rows + self.columns

    @property
    def cell_count(self) -> int:
        """Cells of the table, margins included."""
        count = 1
        for plan in self.breakdowns:
            count *= len(plan.shell.codes)
        return count


def plan_table(order: Order, table: OrderTable, catalogue: Catalogue, code_rows: Mapping[str, Text] | None = None) -> TablePlan | None:
    """The plan of a table, None while something it needs is missing or unknown (the rules say what).

    `code_rows`: code → title of the rows of a `code` breakdown, expanded by the caller; None leaves such a table without a plan.
    """
    measure = catalogue.measures.get(table.measure)
    events = event_criterion(order, table, catalogue)
    period = study_period(order, table, catalogue)
    if measure is None or events is None or period is None:
        return None
    cell_period = cell_period_of(table)
    chosen = [(choice, place) for place, choices in (("rows", row_choices(table)), ("columns", table.columns)) for choice in choices]
    plans = [(plan_breakdown(choice, order, table, measure, period, catalogue, code_rows), place) for choice, place in chosen]
    if any(plan is None for plan, _place in plans):
        return None
    return TablePlan(
        table=table, measure=measure, cohort_id=table.of, events=events, sources=population_sources(order, table, catalogue), period=period,
        cell_period=cell_period, anchor=anchor_of(table, measure, period),
        rows=tuple(plan for plan, place in plans if place == "rows" and plan), columns=tuple(plan for plan, place in plans if place == "columns" and plan),
        options=options_of(table, measure), look_back=look_back_of(table, measure, events), run_in_months=run_in_of(table, measure),
        rate={"per_1000": 1_000, "per_100000": 100_000}.get(table.rates or ""),
    )


def row_choices(table: OrderTable) -> tuple[BreakdownChoice, ...]:
    """The rows' breakdowns; codes told apart without a `code` breakdown become the last rows."""
    if table.code_detail != "group" and table.choice("code") is None:
        return (*table.rows, BreakdownChoice(id="code"))
    return table.rows


def criteria_of(order: Order, cohort_id: str, seen: tuple[str, ...] = ()) -> list[Criterion]:
    """Top-level criteria of a cohort, then those of the cohort it starts from."""
    cohort = order.find_cohort(cohort_id)
    if cohort is None or cohort_id in seen:
        return []
    own = [condition for condition in cohort.criteria if isinstance(condition, Criterion)]
    return own + criteria_of(order, cohort.base, (*seen, cohort_id))


def event_criterion(order: Order, table: OrderTable, catalogue: Catalogue) -> Criterion | None:
    """The first top-level criterion of a register that the measure accepts; the first of all while the measure is unknown.

    With a `population` breakdown the persons come from both sources, which may stand inside a group; the first source then stands for them.
    """
    sources = population_sources(order, table, catalogue)
    if sources:
        return next(iter(sources.values()))
    found = criteria_of(order, table.of)
    measure = catalogue.measures.get(table.measure)
    if measure is None:
        return next(iter(found), None)
    return next((criterion for criterion in found if _accepts(measure, criterion, catalogue)), None)


def _accepts(measure: Measure, criterion: Criterion, catalogue: Catalogue) -> bool:
    accepted = {part for register in measure.registers for part in catalogue.members(register)}
    return bool(accepted.intersection(catalogue.members(criterion.register_code)))


def population_sources(order: Order, table: OrderTable, catalogue: Catalogue) -> dict[str, Criterion]:
    """For a `population` breakdown: the criteria behind LMED and PAR; empty without one. Looks into groups, since either may qualify a person."""
    if table.choice("population") is None:
        return {}
    found: dict[str, Criterion] = {}
    for _path, cohort, criterion in order.criteria():
        name = "LMED" if criterion.register_code == "lmed" else "PAR" if set(catalogue.members(criterion.register_code)) & {"par_in", "par_out"} else None
        if name and cohort.id == table.of:
            found.setdefault(name, criterion)
    return found


def study_period(order: Order, table: OrderTable, catalogue: Catalogue) -> Period | None:
    """The closed period that is cut into cells: that of the counted rows; with a population breakdown the one both sources lie in."""
    events = event_criterion(order, table, catalogue)
    criteria = list(population_sources(order, table, catalogue).values()) or ([events] if events else [])
    periods = [criterion.period.period for criterion in criteria if criterion.period is not None and criterion.period.period is not None]
    if not periods or len(periods) < len(criteria):
        return None
    first, last = max(period.first for period in periods), min(period.last for period in periods)
    return Period(first=first, last=last) if first <= last else None


def cell_period_of(table: OrderTable) -> CellPeriod:
    """The shortest cell period among the breakdowns; `whole` when there is none."""
    found = [choice.id for choice in table.breakdowns if choice.id in PERIODS]
    return CellPeriod(max(found, key=PERIODS.index)) if found else CellPeriod.whole


def anchor_of(table: OrderTable, measure: Measure, period: Period) -> Anchor:
    """The anchor asked for, else measures.md 1.5: year end for years and wholes of at most 12 months, year start for shorter cells, index for longer."""
    if table.anchor is not None:
        return table.anchor
    cell = cell_period_of(table)
    if measure.default_anchor == "index" and table.choice("population") is None:
        return "index"
    if cell is CellPeriod.year:
        return "year_end"
    if cell is not CellPeriod.whole:
        return "year_start"
    return "year_end" if is_at_most_a_year(period) else "index"


def is_at_most_a_year(period: Period) -> bool:
    """Whether the period is 12 months or shorter."""
    return period.last < add_months(period.first, 12)


def options_of(table: OrderTable, measure: Measure) -> dict[str, str]:
    """The measure's options with their defaults, what the table says on top; the look-back group and the anchor stand apart."""
    defaults = {name: option.default for name, option in measure.options.items() if option.default is not None}
    chosen = {name: value for name, value in table.options.items() if name in measure.options}
    return {name: value for name, value in (defaults | chosen).items() if name not in ("look_back_group", "anchor")}


def is_new_user_measure(measure: Measure) -> bool:
    """Whether the measure counts new users and so needs a look-back group."""
    return "look_back_group" in measure.requires or "look_back_group" in measure.options


def look_back_of(table: OrderTable, measure: Measure, events: Criterion) -> str | None:
    """The group a user is new to: as the table says, else as the criterion says; None where none is needed or none is said."""
    return (table.look_back_group or events.look_back_group) if is_new_user_measure(measure) else None


def run_in_of(table: OrderTable, measure: Measure) -> int | None:
    """Months of run-in of a new-user measure, -1 = unlimited; None for other measures."""
    if not is_new_user_measure(measure):
        return None
    if measure.id.endswith("_unlimited"):
        return UNLIMITED
    return table.run_in_months or 12


def plan_breakdown(
    choice: BreakdownChoice, order: Order, table: OrderTable, measure: Measure, period: Period, catalogue: Catalogue,
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
    categories = tuple(Category(code=code, label=Text(sv=f"{code} {text.sv}".strip(), en=f"{code} {text.en}".strip())) for code, text in code_rows.items())
    shell = _shell(definition, BreakdownChoice(id="code"), categories, table, measure)
    return BreakdownPlan(definition, shell, code_rows={code: code for code in code_rows})


def _shell(
    definition: BreakdownDefinition, choice: BreakdownChoice, categories: tuple[Category, ...], table: OrderTable, measure: Measure, *, exhaustive: bool = True
) -> Breakdown:
    counted_apart = definition.kind == "period" and table.choice("population") is not None
    additive = measure.adds_over(definition) and table.anchor != "event" and not counted_apart
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


def registers_of(order: Order, table: OrderTable, catalogue: Catalogue) -> tuple[str, ...]:
    """Registers whose rows the table rests on: every criterion of its cohort, groups opened, families resolved; sorted."""
    cohorts = _with_bases(order, table.of)
    found = {part for _path, cohort, criterion in order.criteria() if cohort.id in cohorts for part in catalogue.members(criterion.register_code)}
    return tuple(sorted(found))


def _with_bases(order: Order, cohort_id: str) -> set[str]:
    found: set[str] = set()
    while cohort_id not in found and order.find_cohort(cohort_id) is not None:
        found.add(cohort_id)
        cohort_id = order.find_cohort(cohort_id).base  # type: ignore[union-attr]
    return found


def known_registers(codes: Iterable[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Those of the registers that the catalogue has."""
    def known(code: str) -> bool:
        try:
            catalogue.get_register(code)
        except NotFound:
            return False
        return True

    return tuple(code for code in codes if known(code))
