"""What a measure is: what is counted, from which rows, with which options, how its cells add and what is printed about it (measures.md 9)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from metadata.model.artefact import Source
from metadata.model.base import Model
from metadata.model.breakdown import BreakdownDefinition
from metadata.model.day import FirstDay
from metadata.model.text import Text

ANY_REGISTER = "any"
Additivity = Literal["yes", "no", "index_row"]


class MeasureOption(Model):
    """A choice an order may make: the values, the default (None: the order must say) and what each value means."""

    values: tuple[str, ...] = Field(min_length=1)
    default: str | None = None
    label: Text
    explanation: Text
    deliverable: tuple[str, ...] = Field(default=(), description="Values that may be delivered; empty = all.")

    @model_validator(mode="after")
    def _default_is_a_value(self) -> MeasureOption:
        if self.default is not None and self.default not in self.values:
            raise ValueError("content.error.option_default")
        return self


class AdditiveMap(Model):
    """Over what the cells add up to the total: measures.md 1.6. `index_row`: yes when the unit of the qualifying row is used."""

    sex: Additivity
    age: Additivity
    county: Additivity
    period: Additivity
    code: Additivity
    unit: Additivity

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        words = {"true": "yes", "false": "no", True: "yes", False: "no"}
        return {key: words.get(item, item) if isinstance(item, str | bool) else item for key, item in value.items()} if isinstance(value, dict) else value


class Rates(Model):
    """Whether a rate may be asked for and over which denominators."""

    allowed: bool
    denominators: tuple[Literal["population"], ...] = ()


class OutcomeCategory(Model):
    """A category of a breakdown by what was found around the index date."""

    code: str = Field(pattern=r"^[a-z_]+$")
    label: Text


class OutcomeRule(Model):
    """How persons are told apart by what lies around their index date.

    `met`: the category of those who have what is looked for; None = the order's own groups, each a category. `rest`: the others. `register_code`: where it
    is looked for. `grid`: days of a curve where the order names none. `window`: days from the index date where the order may leave them out.
    """

    breakdown: Literal["outcome", "drug_group", "diagnosis_group", "days"]
    register_code: str
    met: OutcomeCategory | None = None
    rest: OutcomeCategory | None = None
    grid: tuple[int, ...] = ()
    window: tuple[int, int] | None = None


class Measure(Model):
    """A measure by its id of measures.md.

    `unit`: what one counts. `scale`: minor units in one printed unit (100: öre → SEK; 1,000: thousandths). `figure`: the heading of its column.
    `registers`: those whose rows it counts, `any` for all. `columns`: the columns it always reads (what a criterion is coded in and the place of residence come on top). `orderable`: whether this edition
    of the software computes it. `version` is raised with every change of meaning and is printed in the delivery.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    version: int = Field(default=1, ge=1)
    title: Text
    figure: Text
    unit: Literal["person", "row", "amount", "minutes", "days", "share"]
    unit_label: Text
    scale: int = Field(default=1, ge=1)
    decimals: int = Field(default=0, ge=0)
    registers: tuple[str, ...] = Field(min_length=1)
    columns: tuple[str, ...] = ()
    economic: bool = False
    orderable: bool = True
    requires: tuple[str, ...] = ()
    options: dict[str, MeasureOption] = {}
    additive: AdditiveMap
    rates: Rates
    valid_from: FirstDay | None = None
    clean_from: FirstDay | None = None
    default_anchor: Literal["by_cell", "index"] = "by_cell"
    definition: Text
    outcomes: OutcomeRule | None = None
    footnotes: tuple[str, ...] = ()
    keywords: tuple[Text, ...] = ()
    source: Source

    def accepts(self, register_code: str) -> bool:
        """Whether it counts rows of a register; `any` among its registers means every one."""
        return ANY_REGISTER in self.registers or register_code in self.registers

    def adds_over(self, breakdown: BreakdownDefinition, *, unit_of_index_row: bool = False) -> bool:
        """Whether the cells of this measure add up over a breakdown; over the four populations they never do (TOTAL = LMED + PAR − BÅDA)."""
        if breakdown.kind in ("population", "group"):
            return False
        word = getattr(self.additive, breakdown.kind)
        return word == "yes" or (word == "index_row" and unit_of_index_row)
