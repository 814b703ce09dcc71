"""Which notes stand under a table: the measure's own, those that any table of its shape needs, and the breaks its period spans."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.judgement import Context
from assistant.order.order import Order
from assistant.specification.breakdowns import PERIODS
from assistant.specification.events import ages_of, registers_of
from assistant.specification.plan import TablePlan, population_year, spanned_breaks
from catalog.lookup import Catalogue
from metadata.model.period import CellPeriod
from metadata.model.table import Footnote

_INDEX_NOTES = {"AGE-AT": "AGE-AT-INDEX", "REGION-AT": "REGION-AT-INDEX"}
RATE_MEASURES = ("ddd_per_1000_day",)
"""Measures that are rates themselves."""


def footnotes_of(plan: TablePlan, order: Order, catalogue: Catalogue, context: Context) -> tuple[Footnote, ...]:
    """The standing notes in the order of the measure and of the content, then the breaks by date."""
    case = _Shape(plan, order, catalogue, context)
    named = [*_anchored(plan), *(note.id for note in catalogue.footnotes.values() if note.general)]
    standing = [one for one in dict.fromkeys(named) if case.holds(catalogue.footnotes[one].when)]
    breaks = [one for one in spanned_breaks(plan, order, catalogue) if one.id not in standing]
    return (*(Footnote(id=one, text=catalogue.note_text(one)) for one in standing), *(Footnote(id=one.id, text=one.text) for one in breaks))


def _anchored(plan: TablePlan) -> list[str]:
    """The measure's notes; those on age and residence say what the table's anchor does, and none does where every row has its own."""
    at_index = plan.anchor == "index"
    names = {**_INDEX_NOTES} if at_index else {index: note for note, index in _INDEX_NOTES.items()}
    found = [names.get(note, note) for note in plan.measure.footnotes]
    return [note for note in found if plan.anchor != "event" or note not in {*_INDEX_NOTES, *_INDEX_NOTES.values()}]


class _Shape:
    """What a table has that notes speak of."""

    def __init__(self, plan: TablePlan, order: Order, catalogue: Catalogue, context: Context) -> None:
        self._plan, self._order, self._catalogue, self._context = plan, order, catalogue, context

    def holds(self, when: str) -> bool:
        """Whether a note with this condition stands under the table."""
        conditions: Mapping[str, Callable[[], bool]] = {
            "always": lambda: True, "series": lambda: False, "preliminary": self._is_preliminary, "rates": self._has_rate, "age_limit_rates": self._has_aged_rate,
            "denominator_earlier": self._has_earlier_population, "unknown": lambda: self._has_kind("sex", "age", "county"), "ages": self._has_ages,
            "places": lambda: self._has_kind("county"), "short_periods": lambda: self._plan.cell_period in (CellPeriod.half_year, CellPeriod.quarter, CellPeriod.month),
            "anchor_event": lambda: self._plan.anchor == "event", "code_rows": self._has_codes_apart,
            "unlisted": lambda: any(one.definition.id == "code" for one in self._plan.breakdowns), "period_total": self._has_period_total, "populations": lambda: self._has_kind("population"),
        }
        return conditions[when]()

    def _has_kind(self, *kinds: str) -> bool:
        return any(one.definition.kind in kinds for one in self._plan.breakdowns)

    def _has_codes_apart(self) -> bool:
        """Whether a person may stand in several rows of codes or groups."""
        return self._plan.measure.unit == "person" and any(one.definition.kind == "code" and one.definition.id != "days" and not one.shell.additive for one in self._plan.breakdowns)

    def _has_rate(self) -> bool:
        return self._plan.rate is not None or self._plan.measure.id in RATE_MEASURES

    def _has_ages(self) -> bool:
        return self._has_kind("age") or ages_of(self._order, self._plan.cohort_id) != (0, None)

    def _has_aged_rate(self) -> bool:
        return self._has_rate() and ages_of(self._order, self._plan.cohort_id) != (0, None)

    def _is_preliminary(self) -> bool:
        """Whether the period passes the last final day of a register that is counted; so where no snapshot is known."""
        snapshot = self._context.snapshot
        counted = {part for one in (self._plan.events, *self._plan.sources.values()) for part in self._catalogue.members(one.register_code)}
        facts = [snapshot.get_register(one) for one in sorted(counted or registers_of(self._order, self._plan.table, self._catalogue))] if snapshot else []
        return snapshot is None or any(one.is_preliminary(self._plan.period) for one in facts if one is not None)

    def _has_earlier_population(self) -> bool:
        """Whether the population of a year that is divided by is not in the snapshot."""
        snapshot, table = self._context.snapshot, self._plan
        if snapshot is None or not self._has_rate():
            return False
        cells = table.period.cells(table.cell_period) if table.cell_period is not CellPeriod.whole else ()
        wanted = {population_year(cell.period, table.cell_period) for cell in cells} or {population_year(table.period, table.cell_period)}
        return bool({year for year in wanted if year is not None} - set(snapshot.population_years))

    def _has_period_total(self) -> bool:
        return any(one.definition.id in PERIODS and one.shell.has_total and not one.shell.additive for one in self._plan.breakdowns)
