"""A group of persons of the order's own: where it starts from, what its members must meet, and how old they are."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assistant.order.criterion import Condition
from assistant.order.words import DraftText, LocalId
from metadata.model.base import Model


class AgeLimit(Model):
    """Completed years on the index date or on 31 December, both ends included."""

    at: Literal["index", "year_end"] = "year_end"
    first: int | None = Field(default=None, alias="from", ge=0, le=130)
    last: int | None = Field(default=None, alias="to", ge=0, le=130)


class Cohort(Model):
    """All criteria must hold. `base`: `population`, `supplied` or another cohort's id. `index_date`: `first`, `each` or a criterion's id."""

    id: LocalId | None = None
    label: DraftText | None = None
    base: str = "population"
    criteria: tuple[Condition, ...] = ()
    index_date: str = "first"
    age: AgeLimit | None = None
