"""A table of an order: what is counted, of whom, broken down by what, with which margins and rates."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from assistant.order.breakdown import BreakdownChoice, TotalChoice
from assistant.order.codes import OrderedCodes
from assistant.order.criterion import MAX_MONTHS, Position
from assistant.order.words import DraftText, Level, LocalId, LowerId
from metadata.model.base import Model

OPTIONS = (
    "netting", "dose", "ed", "assignment", "denominator", "lookback_residence", "behaviour", "cause", "look_back_days", "look_back_years",
    "supply_days", "grace_days", "follow_up_days", "max_days", "tolerance_before", "share_within", "per_code", "incident_scope", "empty_rows",
)
"""Options of measures that a table may set by their names."""


class CodeGroup(Model):
    """A code group of the order's own, a category of `drug_group` or `diagnosis_group`."""

    id: LocalId
    label: DraftText | None = None
    codes: OrderedCodes = ()


class Window(Model):
    """Days from the index date, both ends included."""

    from_days: int
    to_days: int


class EventChoice(Model):
    """An event that a wait starts or ends with: a cohort's index, or codes of a register."""

    register_code: LowerId = Field(default="", alias="register")
    codes: OrderedCodes = ()
    position: Position | None = None
    date: str | None = None


class OrderTable(Model):
    """A table shell as ordered. `measure` and breakdowns are ids of the catalogue; options stand by their own names."""

    id: LocalId | None = None
    title: DraftText | None = None
    measure: LowerId = ""
    of: str = ""
    code_detail: Level = "group"
    look_back_group: Level | None = None
    run_in_months: int | None = Field(default=None, ge=1, le=MAX_MONTHS)
    groups: tuple[CodeGroup, ...] = ()
    position: Position | None = None
    window: Window | None = None
    grid_days: tuple[int, ...] = ()
    follow_up_to: date | None = None
    stats: tuple[str, ...] = ()
    anchor: Literal["year_end", "year_start", "index", "event"] | None = None
    rows: tuple[BreakdownChoice, ...] = ()
    columns: tuple[BreakdownChoice, ...] = ()
    totals: tuple[TotalChoice, ...] = ()
    rates: Literal["per_1000", "per_100000"] | None = None
    event_from: EventChoice | str | None = Field(default=None, alias="from")
    event_to: EventChoice | None = Field(default=None, alias="to")
    add: tuple[str, ...] = ()
    netting: str | None = None
    dose: str | None = None
    ed: str | None = None
    assignment: str | None = None
    denominator: str | None = None
    lookback_residence: str | None = None
    behaviour: str | None = None
    cause: str | None = None
    look_back_days: int | None = Field(default=None, ge=1)
    look_back_years: Annotated[int, Field(ge=1, le=100)] | Literal["unlimited"] | None = None
    supply_days: int | None = Field(default=None, ge=0)
    grace_days: int | None = Field(default=None, ge=0)
    follow_up_days: int | None = Field(default=None, ge=1)
    max_days: int | None = Field(default=None, ge=0)
    tolerance_before: int | None = Field(default=None, ge=0)
    share_within: int | None = Field(default=None, ge=0)
    per_code: str | None = None
    incident_scope: str | None = None
    empty_rows: str | None = None

    @property
    def options(self) -> dict[str, str]:
        """The measure's options that are set, as text."""
        return {name: str(getattr(self, name)) for name in OPTIONS if getattr(self, name) is not None}

    @property
    def breakdowns(self) -> tuple[BreakdownChoice, ...]:
        """Rows' breakdowns, then columns'."""
        return self.rows + self.columns

    def choice(self, breakdown_id: str) -> BreakdownChoice | None:
        """The choice of a breakdown, None when the table has it not."""
        return next((choice for choice in self.breakdowns if choice.id == breakdown_id), None)
