"""The document of a standard report: a few answers, from which its groups of persons and its tables follow."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from assistant.kinds.standard_report.places import answer_of, fix_of
from assistant.kinds.standard_report.sheets import incident_tables, prevalent_tables
from assistant.kinds.standard_report.sources import Sources
from assistant.order.codes import canonical_system
from assistant.order.cohort import Cohort
from assistant.order.order import Order
from assistant.order.span import Span
from assistant.order.table import OrderTable
from assistant.order.words import LowerId
from assistant.rules.rule import Case
from common.errors import Fix

DIAGNOSES = ("ICD-10-SE", "ICD-9-SE", "ICD-8", "ICD-7")
"""Systems that choose persons of the patient register; ATC chooses those of the drug register."""


def _by_system(value: Any) -> Any:
    return {canonical_system(str(system)): expr for system, expr in value.items()} if isinstance(value, dict) else value


def _ages(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Codes = Annotated[dict[str, str], BeforeValidator(_by_system)]
"""Code system → expression as typed."""
Ages = Annotated[str | tuple[str, ...], BeforeValidator(_ages), PlainSerializer(lambda value: list(value) if isinstance(value, tuple) else value)]
"""Id of a set of age groups, or bands of one's own."""


class StandardReportOrder(Order):
    """Drugs, diagnoses or both; the shells are those of measures.md 8.

    `cohorts` and `tables` follow from the answers whenever the document is read. They are never written down, and a document that has them is refused:
    what a standard report holds is not the orderer's to change.
    """

    kind: Literal["standard_report"] = "standard_report"
    registers: tuple[LowerId, ...] = ()
    codes: Codes = {}
    period: Span | None = None
    sexes: tuple[Literal["women", "men"], ...] = ("women", "men")
    ages: Ages = "broad"
    sub_reports: tuple[Literal["prevalent", "incident"], ...] = ("prevalent",)
    per_code: bool = False
    incident_scope: Literal["lmed", "both"] = "lmed"
    cohorts: SkipJsonSchema[tuple[Cohort, ...]] = Field(default=(), exclude=True)
    tables: SkipJsonSchema[tuple[OrderTable, ...]] = Field(default=(), exclude=True)

    @field_validator("cohorts", "tables", mode="before")
    @classmethod
    def _not_written(cls, _value: Any) -> Any:
        raise ValueError("order.error.follows_from_report")

    @model_validator(mode="after")
    def _follow(self) -> StandardReportOrder:
        """Fills in what follows from the answers; the model is frozen, so this is the only moment."""
        sources = self.sources
        tables = (prevalent_tables(sources) if "prevalent" in self.sub_reports else ()) + (incident_tables(sources) if "incident" in self.sub_reports else ())
        used = {table.of for table in tables}
        self.__dict__["tables"] = tables
        self.__dict__["cohorts"] = tuple(cohort for cohort in sources.cohorts() if cohort.id in used)
        return self

    @property
    def sources(self) -> Sources:
        """The answers sorted by what they choose."""
        diagnoses = {system: expr for system, expr in self.codes.items() if system in DIAGNOSES}
        return Sources(
            drugs=self.codes.get("ATC", ""), diagnoses=diagnoses, period=self.period, sexes=self.sexes, ages=self.ages, per_code=self.per_code,
            incident_scope=self.incident_scope,
        )

    def place(self, pointer: str) -> str:
        """The answer that a place in the derived groups and tables follows from."""
        return answer_of(self, pointer)

    def place_fix(self, fix: Fix) -> Fix | None:
        """The fix on the codes, the period or the ages; the sheets themselves cannot be changed."""
        return fix_of(self, fix)


def report_of(case: Case) -> StandardReportOrder:
    """The order of a case that is judged as a standard report."""
    assert isinstance(case.order, StandardReportOrder)
    return case.order
