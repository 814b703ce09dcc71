"""Registers and what hangs directly on them: holder, data resource, unit type, population, family and statute."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from metadata.model.artefact import Artefact, Certainty
from metadata.model.base import Model
from metadata.model.day import FirstDay, LastDay
from metadata.model.text import Text


class Agent(Artefact):
    """An organisation: a register holder, a publisher of code systems, a supplier of data."""

    type_name: ClassVar[str] = "Agent"
    kind: Literal["organisation", "person", "service"] = "organisation"
    org_number: str | None = Field(default=None, pattern=r"^\d{6}-\d{4}$")
    contact: str | None = None
    web: str | None = None


class UnitType(Artefact):
    """What one row is about (objekttyp): a dispensing, a care contact, a person. `short`: the word for it inside other names."""

    type_name: ClassVar[str] = "UnitType"
    definition: Text
    short: Text | None = None


class Population(Artefact):
    """Who or what a register covers."""

    type_name: ClassVar[str] = "Population"
    unit_type: str
    spatial: Text | None = None
    inclusion: Text
    exclusion: Text | None = None


class Statute(Model):
    """A law or ordinance the register rests on."""

    number: str
    title: Text
    says: Text | None = None
    certainty: Certainty = Certainty.verified


class LowestAge(Model):
    """From a day on a register holds nobody younger than so many completed years."""

    first: FirstDay = Field(alias="from")
    age: int = Field(ge=0)


class Register(Artefact):
    """A register as it is ordered from; `id` is the name of its folder in a snapshot (`lmed`, `par_in`).

    `preliminary_months`: how many of the last months are preliminary in a snapshot. `usable_after_days`: the usual delay until data can be used.
    `status`: `active` can be ordered, `described` is only described so far, `planned` does not exist yet. `quality`: what is known of coverage and
    missing values. `how_to_order`: what an orderer has to know beside the general way; `order_page`: where it is done. `provenance`: who hands the
    data in. `health_categories`: codes of the European health-data categories.
    """

    type_name: ClassVar[str] = "Register"
    abbreviation: str
    status: Literal["active", "described", "planned"] = "active"
    holder: str
    family: str | None = None
    statutes: tuple[Statute, ...] = Field(min_length=1)
    is_health_data_register: bool = True
    purposes: tuple[Text, ...] = Field(min_length=1)
    secrecy: Text
    access_rights: Literal["PUBLIC", "RESTRICTED", "NON_PUBLIC"] = "NON_PUBLIC"
    unit_type: str
    population: str
    row_is: Text
    data_from: FirstDay
    data_until: LastDay | None = None
    clean_from: FirstDay | None = None
    rank: int = Field(default=100, ge=0, description="Place among the registers where they are listed.")
    key_date: str
    update_frequency: Literal["MONTHLY", "QUARTERLY", "ANNUAL", "IRREG"]
    usable_after: Text
    usable_after_days: int = Field(ge=0)
    preliminary_months: int = Field(default=0, ge=0)
    size: Text | None = None
    lowest_ages: tuple[LowestAge, ...] = ()
    quality: Text | None = None
    how_to_order: Text | None = None
    provenance: Text | None = None
    order_page: str | None = None
    health_categories: tuple[str, ...] = ()
    not_included: tuple[Text, ...] = ()
    keywords: tuple[Text, ...] = ()
    landing_page: str | None = None

    @property
    def first_day(self) -> date:
        """First day with usable data."""
        return self.data_from


class RegisterFamily(Artefact):
    """Registers that users and portals speak of as one (`par`: both parts of the patient register)."""

    type_name: ClassVar[str] = "RegisterFamily"
    members: tuple[str, ...] = Field(min_length=1)


class PersonKey(Model):
    """A column that tells whose row it is: its name when delivered, its name in a snapshot and, where a row is about several persons, their parts in it."""

    column: str
    stored_as: str = Field(default="person", pattern=r"^[a-z_]+$")
    role: str | None = None


class CodeTable(Model):
    """Codes that a snapshot keeps long beside their rows: one row a code, with row key, person, date and code.

    `columns`: names of columns or series whose codes go there; with `with_position` a column tells main, secondary or cause.
    `dates`: the series that dates each code; without it a code has the key date of its row.
    """

    table: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    columns: tuple[str, ...] = Field(min_length=1)
    dates: str | None = None
    with_position: bool = False


class DataResource(Artefact):
    """A table of a register (deldatamängd): what one row is, from when, how often and how late it comes.

    `table`: its name in a snapshot, None while nobody loads it. `key_date`: the column that dates a row; `row_key`: the column that numbers it
    where codes lie beside it. `sources`: what the statements on its columns rest on, by certainty, where a column names nothing else.
    """

    type_name: ClassVar[str] = "DataResource"
    register_code: str = Field(alias="register")
    unit_type: str
    aggregation_level: Text
    data_from: FirstDay
    data_until: LastDay | None = None
    update_frequency: Literal["MONTHLY", "QUARTERLY", "ANNUAL", "IRREG"]
    status: Literal["active", "planned"] = "active"
    table: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_/]*$")
    key_date: str | None = None
    row_key: str | None = None
    person_keys: tuple[PersonKey, ...] = ()
    code_tables: tuple[CodeTable, ...] = ()
    sources: dict[Certainty, str] = Field(default_factory=dict)
