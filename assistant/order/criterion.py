"""What a person must meet: one criterion on one register, or a group of criteria."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from assistant.order.codes import OrderedCodes
from assistant.order.span import Span
from assistant.order.words import Level, LocalId, LowerId
from metadata.model.base import Model

Position = Literal["main", "any", "cause"]
FILTERS = ("emergency", "behaviour", "exclude_autopsy", "person", "date")
"""Named filters of single registers that a criterion may carry."""
MAX_DAYS = 36_525
MAX_MONTHS = 1_200
"""Longest window and run-in that an order may state: a hundred years."""


class Relation(Model):
    """Time to the rows of another criterion: within so many days in an order, or a window of days both ends included."""

    to: LocalId
    within_days: int | None = Field(default=None, ge=0, le=MAX_DAYS)
    order: Literal["after", "before", "any"] | None = None
    from_days: int | None = Field(default=None, ge=-MAX_DAYS, le=MAX_DAYS)
    to_days: int | None = Field(default=None, ge=-MAX_DAYS, le=MAX_DAYS)

    @model_validator(mode="after")
    def _one_way(self) -> Relation:
        if self.within_days is not None and (self.from_days is not None or self.to_days is not None):
            raise ValueError("order.error.relation_two_ways")
        return self

    @property
    def window(self) -> tuple[int | None, int | None]:
        """First and last day counted from the other row, None = open."""
        if self.within_days is None:
            return self.from_days, self.to_days
        days = self.within_days
        return {"after": (0, days), "before": (-days, 0)}.get(self.order or "any", (-days, days))


class Criterion(Model):
    """Counted rows of one register with chosen codes in a period. `register_code`: id of registers.md, `par` = both parts."""

    id: LocalId | None = None
    register_code: LowerId = Field(default="", alias="register")
    codes: OrderedCodes = ()
    position: Position | None = None
    period: Span | None = None
    at_least: int = Field(default=1, ge=1)
    run_in_months: int | Literal["unlimited"] | None = Field(default=None)
    look_back_group: Level | None = None
    relation: Relation | None = None
    emergency: bool | None = None
    behaviour: str | None = None
    exclude_autopsy: bool | None = None
    person: Literal["mother", "child"] | None = None
    date: str | None = None

    @field_validator("run_in_months")
    @classmethod
    def _in_range(cls, value: int | str | None) -> int | str | None:
        """Unlimited is a word, never a number: −1 or 0 would otherwise be read as one."""
        if isinstance(value, int) and not 1 <= value <= MAX_MONTHS:
            raise ValueError("order.error.run_in_range")
        return value

    @property
    def filters(self) -> dict[str, str]:
        """The named filters that are set, as plain values."""
        set_values = {name: getattr(self, name) for name in FILTERS if getattr(self, name) is not None}
        return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in set_values.items()}


class AllOf(Model):
    """Every member must be met."""

    all_of: tuple[Condition, ...]


class AnyOf(Model):
    """At least one member must be met."""

    any_of: tuple[Condition, ...]


class NoneOf(Model):
    """No member may be met."""

    none_of: tuple[Condition, ...]


GROUPS = ("all_of", "any_of", "none_of")


def _shape(value: Any) -> str:
    keys = value if isinstance(value, dict) else type(value).model_fields if isinstance(value, Model) else ()
    return next((group for group in GROUPS if group in keys), "criterion")


Condition = Annotated[
    Annotated[Criterion, Tag("criterion")] | Annotated[AllOf, Tag("all_of")] | Annotated[AnyOf, Tag("any_of")] | Annotated[NoneOf, Tag("none_of")],
    Discriminator(_shape),
]
"""A criterion or a group of them."""


def members(condition: AllOf | AnyOf | NoneOf) -> tuple[Criterion | AllOf | AnyOf | NoneOf, ...]:
    """The members of a group, whichever it is."""
    found: tuple[Criterion | AllOf | AnyOf | NoneOf, ...] = getattr(condition, _shape(condition))
    return found


def walk(conditions: tuple[Any, ...], path: str) -> Iterator[tuple[str, Criterion]]:
    """Every single criterion, groups opened, with its JSON pointer."""
    for at, condition in enumerate(conditions):
        here = f"{path}/{at}"
        if isinstance(condition, Criterion):
            yield here, condition
        else:
            yield from walk(members(condition), f"{here}/{_shape(condition)}")
