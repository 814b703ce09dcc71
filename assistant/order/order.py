"""What every kind of order has: title, purpose, cohorts, tables, disclosure, delivery, attachments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from assistant.order.cohort import Cohort
from assistant.order.criterion import Criterion, walk
from assistant.order.table import OrderTable
from assistant.order.words import DraftText
from common.errors import Fix
from metadata.model.base import Model

VERSION = 1
"""The newest version of the order document."""


class Purpose(Model):
    """What the answer is for. `legal` is free here; a rule says when it is none of the three."""

    text: str = ""
    legal: str = ""
    legal_ground: str = ""
    ehds_purpose: str = ""


class PersonLimit(Model):
    """The smallest number of persons a shown cell may hold."""

    t: int = Field(ge=2, le=1000)


class DisclosureWish(Model):
    """A choice among the methods of the policy, and limits that only tighten it."""

    method: str | None = None
    persons: PersonLimit | None = None


class DeliveryWish(Model):
    """Files, language and contact of the delivery."""

    formats: tuple[Literal["xlsx", "csv", "json-stat", "px"], ...] = ("xlsx", "csv")
    language: Literal["sv", "en"] = "sv"
    contact: str = ""


class Order(Model):
    """The document that is written by the guide, checked, shown, computed and delivered. Kinds add what is theirs."""

    version: Literal[1] = Field(default=1, alias="order")
    kind: str
    title: DraftText | None = None
    purpose: Purpose = Purpose()
    cohorts: tuple[Cohort, ...] = ()
    tables: tuple[OrderTable, ...] = ()
    disclosure: DisclosureWish | None = None
    delivery: DeliveryWish = DeliveryWish()
    attachments: dict[str, str] = {}

    def place(self, pointer: str) -> str:
        """Where in the written document the answer stands that a place follows from; kinds that are written short say so."""
        return pointer

    def place_fix(self, fix: Fix) -> Fix | None:
        """The fix carried out on that answer; None where it cannot be."""
        return fix

    def criteria(self) -> Iterator[tuple[str, Cohort, Criterion]]:
        """Every single criterion with its JSON pointer and its cohort."""
        for at, cohort in enumerate(self.cohorts):
            for path, criterion in walk(cohort.criteria, f"/cohorts/{at}/criteria"):
                yield path, cohort, criterion

    def each_table(self) -> Iterator[tuple[str, OrderTable]]:
        """Every table with its JSON pointer."""
        for at, table in enumerate(self.tables):
            yield f"/tables/{at}", table

    def find_cohort(self, cohort_id: str) -> Cohort | None:
        """The cohort with an id, None when there is none."""
        return next((cohort for cohort in self.cohorts if cohort.id == cohort_id), None)
