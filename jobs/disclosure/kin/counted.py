"""What a table counts as plain values: a formula of predicates about persons, and where the table stands among periods, codes and ages."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from common.documents import canonical_json
from metadata.model.base import Model

Extent = tuple[tuple[str, str], ...]
"""Codes as half-open intervals of `SYSTEM:CODE` texts, sorted and apart; what begins with N06A is everything from `N06A` to before `N06A` + the last sign."""


class Predicate(Model):
    """Something that is true of a person, or of a person in a cell.

    `meets`: a criterion of a cohort · `row`: a counted row in the cell · `new`: one of them is new · `index`: the index row lies in the cell ·
    `age`: completed years from `first` to `last` at `look_back` (index or year_end). `filters` narrow, `fixed` must be equal to be comparable.
    `codes`: of a criterion, or the group a user is new to; None = any. `first`, `last`: ISO days of a criterion. `months`: run-in, −1 unlimited.
    """

    kind: Literal["meets", "row", "new", "index", "age"]
    registers: tuple[str, ...] = ()
    variable: str = "row"
    position: str | None = None
    filters: dict[str, str] = Field(default_factory=dict)
    fixed: dict[str, str] = Field(default_factory=dict)
    codes: Extent | None = None
    first: str = ""
    last: str = ""
    at_least: int = 1
    months: int | None = None
    look_back: str | None = None
    target: Predicate | None = None
    from_days: int | None = None
    to_days: int | None = None

    @property
    def key(self) -> str:
        """The same text for the same predicate."""
        return canonical_json(self.model_dump(mode="json", exclude_defaults=True))


class Formula(Model):
    """`all`: every member holds · `any`: at least one · `none`: no member."""

    operator: Literal["all", "any", "none"] = "all"
    members: tuple[Predicate | Formula, ...] = ()

    def predicates(self) -> dict[str, Predicate]:
        """Every predicate by its key."""
        found: dict[str, Predicate] = {}
        for member in self.members:
            found |= member.predicates() if isinstance(member, Formula) else {member.key: member}
        return found


class Counted(Model):
    """One table among all tables. `noun`: `persons`, or the measure whose rows or amounts are added, with its version and scale.

    `stands`: dimension (period, code, age_group) → the code at which the table stands where it has no breakdown, and its margin where it has one ·
    `codes`: breakdown → printed code → the code that means the same in every table · `extents`: code → the codes it holds.
    `anchor`: when age and place are taken; attributes of different anchors are different numbers.
    """

    noun: str
    formula: Formula
    anchor: str = ""
    stands: dict[str, str] = Field(default_factory=dict)
    codes: dict[str, dict[str, str]] = Field(default_factory=dict)
    extents: dict[str, Extent] = Field(default_factory=dict)
