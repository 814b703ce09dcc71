"""Registers and their data resources."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from metadata.model.base import Model
from metadata.model.footnote import Break
from metadata.model.register import DataResource, Register
from web.api.operation import Day, Operation, PageQuery, Query
from web.api.paging import Page, api_address, cut, page_address
from web.catalogue import catalogue
from web.language import language, lasting_address


class RegisterBrief(Model):
    """A register in a list."""

    id: str
    abbreviation: str
    name: str
    status: str
    first: date
    last: date | None
    href: str


class StatuteAnswer(Model):
    """A law or ordinance."""

    number: str
    title: str
    says: str | None


class BreakAnswer(Model):
    """A break in the series."""

    id: str
    kind: str
    first: date
    last: date | None
    variables: tuple[str, ...]
    title: str
    text: str


class DataResourceBrief(Model):
    """A data resource in a list."""

    id: str
    register_code: str = Field(serialization_alias="register")
    name: str
    status: str
    first: date
    last: date | None
    href: str


class DataResourceAnswer(DataResourceBrief):
    """A table of a register."""

    row_is: str
    unit_type: str
    update_frequency: str
    variables: str


class RegisterAnswer(RegisterBrief):
    """A register as it is ordered from."""

    description: str | None
    holder: str
    purposes: tuple[str, ...]
    statutes: tuple[StatuteAnswer, ...]
    secrecy: str
    access_rights: str
    population: str
    row_is: str
    key_date: str
    update_frequency: str
    usable_after: str
    usable_after_days: int
    preliminary_months: int
    quality: str | None
    how_to_order: str | None
    not_included: tuple[str, ...]
    keywords: tuple[str, ...]
    data_resources: tuple[DataResourceBrief, ...]
    breaks: tuple[BreakAnswer, ...]
    variable_count: int
    variables: str
    page: str
    uri: str


class RegisterQuery(PageQuery):
    """`on`: only those with data on that day."""

    on: Day | None = Field(default=None, description="Only what has data on this day.")


class DataResourceQuery(RegisterQuery):
    """`register`: only those of one register."""

    register_code: str | None = Field(default=None, alias="register", max_length=60, description="Id of a register, or of a family (`par`).")


def list_registers(query: RegisterQuery) -> Page[RegisterBrief]:
    """Every register."""
    known = [one for one in catalogue().registers.values() if has_data(one, query.on)]
    return cut(known, query, lambda one: one.id, lambda one: RegisterBrief(**_brief(one)), Page[RegisterBrief])  # type: ignore[no-any-return]


def get_register(query: Query, register: str) -> RegisterAnswer:
    """One register with its breaks."""
    known, words = catalogue(), language()
    one = known.get_register(register)
    return RegisterAnswer(
        **_brief(one), description=one.description.of(words) if one.description else None, holder=known.content.of("holders")[one.holder].name.of(words),
        purposes=tuple(text.of(words) for text in one.purposes),
        statutes=tuple(StatuteAnswer(number=law.number, title=law.title.of(words), says=law.says.of(words) if law.says else None) for law in one.statutes),
        secrecy=one.secrecy.of(words), access_rights=one.access_rights, population=known.content.of("populations")[one.population].inclusion.of(words),
        row_is=one.row_is.of(words), key_date=one.key_date, update_frequency=one.update_frequency, usable_after=one.usable_after.of(words),
        usable_after_days=one.usable_after_days, preliminary_months=one.preliminary_months, quality=one.quality.of(words) if one.quality else None,
        how_to_order=one.how_to_order.of(words) if one.how_to_order else None, not_included=tuple(text.of(words) for text in one.not_included),
        keywords=tuple(text.of(words) for text in one.keywords), data_resources=tuple(DataResourceBrief(**_resource(part)) for part in known.data_resources(one.id)),
        breaks=tuple(_break(part) for part in known.breaks_of(one.id)), variable_count=len(known.variables(one.id)),
        variables=api_address("variables", register=one.id), page=page_address(f"/register/{one.id}"), uri=lasting_address(one.uri),
    )


def list_data_resources(query: DataResourceQuery) -> Page[DataResourceBrief]:
    """Every data resource, or those of one register."""
    known = catalogue()
    found = known.data_resources(query.register_code) if query.register_code is not None else known.of("data_resources")
    chosen = [one for one in found if has_data(one, query.on)]
    return cut(chosen, query, lambda one: one.id, lambda one: DataResourceBrief(**_resource(one)), Page[DataResourceBrief])  # type: ignore[no-any-return]


def get_data_resource(query: Query, data_resource: str) -> DataResourceAnswer:
    """One data resource."""
    one = catalogue().get("data_resources", data_resource)
    return DataResourceAnswer(
        **_resource(one), row_is=one.aggregation_level.of(language()), unit_type=one.unit_type, update_frequency=one.update_frequency,
        variables=api_address("variables", data_resource=one.id),
    )


def has_data(one: Register | DataResource, on: date | None) -> bool:
    """Whether there are data on a day; always when no day is given."""
    return on is None or (one.data_from <= on and (one.data_until is None or on <= one.data_until))


def _brief(one: Register) -> dict[str, object]:
    return {
        "id": one.id, "abbreviation": one.abbreviation, "name": one.name.of(language()), "status": one.status, "first": one.data_from,
        "last": one.data_until, "href": api_address("registers", one.id),
    }


def _resource(one: DataResource) -> dict[str, object]:
    return {
        "id": one.id, "register_code": one.register_code, "name": one.name.of(language()), "status": one.status, "first": one.data_from,
        "last": one.data_until, "href": api_address("data-resources", one.id),
    }


def _break(one: Break) -> BreakAnswer:
    words = language()
    return BreakAnswer(id=one.id, kind=one.kind, first=one.first, last=one.last, variables=one.variables, title=one.title.of(words), text=one.text.of(words))


OPERATIONS = (
    Operation("/registers", "registers", "Every register.", Page[RegisterBrief], list_registers, RegisterQuery),
    Operation("/registers/{register}", "registers", "One register with data resources and breaks.", RegisterAnswer, get_register),
    Operation("/data-resources", "registers", "Every data resource (table of a register).", Page[DataResourceBrief], list_data_resources, DataResourceQuery),
    Operation("/data-resources/{data_resource}", "registers", "One data resource.", DataResourceAnswer, get_data_resource),
)
