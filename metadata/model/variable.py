"""The four kinds of variable of GSIM with concepts, value domains and code lists: meaning is kept apart from columns."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from metadata.model.artefact import Artefact
from metadata.model.base import Model
from metadata.model.day import FirstDay, LastDay
from metadata.model.period import Period
from metadata.model.text import Text

Sensitivity = Literal["none", "personal", "health", "other-special"]
SdcRole = Literal["identifier", "dimension", "measure", "weight", "none"]


class ConceptMapping(Model):
    """How a concept stands to one of another system: the relation read from ours to theirs, who judged it and when."""

    relation: Literal["exact", "close", "broad", "narrow"]
    target: str = Field(pattern=r"^https?://")
    target_system: str
    by: str
    date: FirstDay


class Concept(Artefact):
    """A meaning without unit or coding: age, prescribing date, main diagnosis.

    `sensitivity` and `personal_data_category`: those of the variables that represent it, where they say nothing else.
    `words`: further names that people search its variables by.
    """

    type_name: ClassVar[str] = "Concept"
    definition: Text
    words: tuple[Text, ...] = ()
    broader: tuple[str, ...] = ()
    mappings: tuple[ConceptMapping, ...] = ()
    sensitivity: Sensitivity = "health"
    personal_data_category: str | None = None


class ConceptualVariable(Artefact):
    """A concept as a property of a unit type: age of the person at the dispensing."""

    type_name: ClassVar[str] = "ConceptualVariable"
    concept: str
    unit_type: str


class RepresentedVariable(Artefact):
    """A conceptual variable with a value domain, a unit and a sensitivity."""

    type_name: ClassVar[str] = "RepresentedVariable"
    conceptual_variable: str
    value_domain: str
    unit_of_measure: Text | None = None
    sensitivity: Sensitivity
    personal_data_category: str | None = None


class Sentinel(Model):
    """A value that is no value: its code, meaning and kind."""

    code: str
    meaning: Text
    kind: Literal["missing", "notApplicable", "unknown"]


class ValueDomain(Artefact):
    """The values a variable may take: enumerated (a code list or a code system) or described (data type and limits).

    An enumerated domain names a `code_list` of the content or a `code_system` whose editions are imported.
    """

    type_name: ClassVar[str] = "ValueDomain"
    kind: Literal["enumerated", "described"]
    data_type: Literal["date", "datetime", "char", "int", "dec", "code"]
    code_list: str | None = None
    code_system: str | None = None
    length: int | None = Field(default=None, ge=1)
    minimum: str | None = None
    maximum: str | None = None
    decimals: int | None = Field(default=None, ge=0)
    pattern: str | None = None
    sentinels: tuple[Sentinel, ...] = ()

    @model_validator(mode="after")
    def _kind_fits(self) -> ValueDomain:
        listed = bool(self.code_list or self.code_system)
        if listed != (self.kind == "enumerated"):
            raise ValueError("content.error.domain_kind")
        return self


class CodeListItem(Model):
    """One code of a code list with its category and validity; `observed_only`: seen in data, absent from the published list."""

    code: str
    category: Text
    parent: str | None = None
    level: int = 1
    valid_from: FirstDay | None = None
    valid_until: LastDay | None = None
    observed_only: bool = False


class CodeList(Artefact):
    """A short code list that the content itself holds; the licensed lists are imported as code systems."""

    type_name: ClassVar[str] = "CodeList"
    publisher: str
    licence: str | None = None
    labels_publishable: bool = True
    is_complete: bool = Field(default=True, description="False: the holder's list is longer, only known codes stand here.")
    codes: tuple[CodeListItem, ...] = Field(min_length=1)


class Orderable(Model):
    """Whether the variable can be ordered as a breakdown or condition of statistics, and as a column of microdata."""

    statistics: bool = False
    microdata: bool = True


class InstanceVariable(Artefact):
    """A column of a data resource in a period, spelled as the holder spells it. `id` is `{data resource}/{column}` (`LMED/ATC`).

    `series` and `number`: DIA7 is number 7 of the series DIA. `data_until` None: still collected. `status` planned: not there yet, not orderable.
    `code_position`: what a criterion's position selects: `main` this one, `any` main and secondary, `cause` causes of injury. `role`: which of a row's
    persons it is about (mother, child). `name_known`: False where the holder's column name is not known and the name here is a logical one.
    """

    type_name: ClassVar[str] = "InstanceVariable"
    register_code: str = Field(alias="register")
    column_name: str = Field(alias="column", min_length=1)
    data_resource: str
    represented_variable: str
    position: int = Field(default=0, ge=0)
    series: str | None = None
    number: int | None = None
    data_from: FirstDay
    data_until: LastDay | None = None
    origin: Literal["reported", "derived", "imported"] = "reported"
    derivation: Text | None = None
    quality_note: Text | None = None
    join_key: bool = False
    orderable: Orderable = Orderable()
    sdc_role: SdcRole = "none"
    code_position: Literal["main", "secondary", "cause"] | None = None
    role: str | None = None
    name_known: bool = True
    status: Literal["active", "planned"] = "active"

    @property
    def label(self) -> Text:
        """The variable's label (variabeletikett): its name."""
        return self.name

    def exists_in(self, period: Period) -> bool:
        """Whether data exist on any day of the period."""
        return self.data_from <= period.last and (self.data_until is None or self.data_until >= period.first)
