"""Variables, the concepts they represent and the values they may take."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from metadata.model.base import Model
from metadata.model.binding import Binding
from metadata.model.period import Period
from metadata.model.variable import Concept, InstanceVariable, ValueDomain
from web.api.operation import Day, Operation, PageQuery, Query
from web.api.paging import Page, api_address, cut, page_address
from web.catalogue import catalogue
from web.language import language, lasting_address


class VariableBrief(Model):
    """A variable in a list. `id` is `{data resource}/{column}`."""

    id: str
    register_code: str = Field(serialization_alias="register")
    data_resource: str
    column: str
    label: str
    concept: str
    status: str
    first: date
    last: date | None
    href: str


class OrderableAnswer(Model):
    """Whether it can be ordered."""

    statistics: bool
    microdata: bool


class CodingAnswer(Model):
    """How it is coded in a time. `regions`: county codes it is limited to."""

    system: str
    edition: str | None
    first: date
    last: date | None
    regions: tuple[str, ...]
    stored_form: str
    status: str


class VariableAnswer(VariableBrief):
    """A column of a data resource."""

    description: str | None
    definition: str
    series: str | None
    number: int | None
    value_domain: str
    data_type: str
    unit_of_measure: str | None
    coding: tuple[CodingAnswer, ...]
    orderable: OrderableAnswer
    sensitivity: str
    join_key: bool
    origin: str
    derivation: str | None
    quality_note: str | None
    certainty: str
    same_concept: tuple[str, ...]
    page: str
    uri: str


class ConceptBrief(Model):
    """A concept in a list."""

    id: str
    name: str
    href: str


class ConceptAnswer(ConceptBrief):
    """A meaning without unit or coding."""

    definition: str
    broader: tuple[str, ...]
    variables: str
    page: str
    uri: str


class ValueDomainBrief(Model):
    """A value domain in a list."""

    id: str
    name: str
    kind: str
    data_type: str
    href: str


class ValueAnswer(Model):
    """One value. `is_missing`: it stands for no value."""

    code: str
    label: str
    first: date | None = None
    last: date | None = None
    observed_only: bool = False
    is_missing: bool = False


class ValueDomainAnswer(ValueDomainBrief):
    """The values a variable may take: `values` of a short list, or the code system they are coded in."""

    code_system: str | None
    minimum: str | None
    maximum: str | None
    length: int | None
    decimals: int | None
    is_complete: bool
    values: tuple[ValueAnswer, ...]


class VariableQuery(PageQuery):
    """What variables may be narrowed by."""

    register_code: str | None = Field(default=None, alias="register", max_length=60, description="Id of a register, or of a family (`par`).")
    data_resource: str | None = Field(default=None, max_length=60, description="Id of a data resource.")
    concept: str | None = Field(default=None, max_length=80, description="Id of a concept.")
    on: Day | None = Field(default=None, description="Only variables with data on this day.")


class OnQuery(Query):
    """`on`: only what held on that day."""

    on: Day | None = Field(default=None, description="Only what held on this day.")


def list_variables(query: VariableQuery) -> Page[VariableBrief]:
    """Variables, narrowed as asked."""
    known = catalogue()
    found = known.variables(query.register_code) if query.register_code is not None else known.of("variables")
    chosen = [one for one in found if _is_asked(one, query)]
    return cut(chosen, query, lambda one: one.id, lambda one: VariableBrief(**_brief(one)), Page[VariableBrief])  # type: ignore[no-any-return]


def _is_asked(one: InstanceVariable, query: VariableQuery) -> bool:
    return (
        query.data_resource in (None, one.data_resource)
        and (query.concept is None or catalogue().concept_of(one).id == query.concept)
        and (query.on is None or one.exists_in(Period(first=query.on, last=query.on)))
    )


def get_variable(query: OnQuery, data_resource: str, column: str) -> VariableAnswer:
    """One variable; with `on` only the coding of that day."""
    known, words = catalogue(), language()
    one: InstanceVariable = known.get("variables", f"{data_resource}/{column}")
    represented = known.content.of("represented_variables")[one.represented_variable]
    concept = known.concept_of(one)
    period = Period(first=query.on, last=query.on) if query.on else None
    return VariableAnswer(
        **_brief(one), description=one.description.of(words) if one.description else None, definition=concept.definition.of(words), series=one.series,
        number=one.number, value_domain=represented.value_domain, data_type=known.content.of("value_domains")[represented.value_domain].data_type,
        unit_of_measure=represented.unit_of_measure.of(words) if represented.unit_of_measure else None,
        coding=tuple(_coding(part) for part in known.bindings(one.register_code, one.column_name, period)),
        orderable=OrderableAnswer(statistics=one.orderable.statistics, microdata=one.orderable.microdata), sensitivity=represented.sensitivity,
        join_key=one.join_key, origin=one.origin, derivation=one.derivation.of(words) if one.derivation else None,
        quality_note=one.quality_note.of(words) if one.quality_note else None, certainty=one.certainty,
        same_concept=tuple(part.id for part in known.with_concept(concept.id) if part.id != one.id),
        page=page_address(f"/variabel/{one.register_code}/{one.column_name}"), uri=lasting_address(one.uri),
    )


def list_concepts(query: PageQuery) -> Page[ConceptBrief]:
    """Every concept."""
    return cut(catalogue().of("concepts"), query, lambda one: one.id, lambda one: ConceptBrief(**_concept(one)), Page[ConceptBrief])  # type: ignore[no-any-return]


def get_concept(query: Query, concept: str) -> ConceptAnswer:
    """One concept."""
    one = catalogue().get_concept(concept)
    return ConceptAnswer(
        **_concept(one), definition=one.definition.of(language()), broader=one.broader, variables=api_address("variables", concept=one.id),
        page=page_address(f"/begrepp/{one.id}"), uri=lasting_address(one.uri),
    )


def list_value_domains(query: PageQuery) -> Page[ValueDomainBrief]:
    """Every value domain."""
    found = catalogue().of("value_domains")
    return cut(found, query, lambda one: one.id, lambda one: ValueDomainBrief(**_domain(one)), Page[ValueDomainBrief])  # type: ignore[no-any-return]


def get_value_domain(query: OnQuery, value_domain: str) -> ValueDomainAnswer:
    """One value domain with the values of its short list; with `on` those of that day."""
    known, words = catalogue(), language()
    one: ValueDomain = known.get("value_domains", value_domain)
    listed = known.content.of("code_lists").get(one.code_list or "")
    values = [
        ValueAnswer(code=item.code, label=item.category.of(words), first=item.valid_from, last=item.valid_until, observed_only=item.observed_only)
        for item in (listed.codes if listed else ())
        if query.on is None or (item.valid_from or query.on) <= query.on <= (item.valid_until or query.on)
    ]
    values += [ValueAnswer(code=item.code, label=item.meaning.of(words), is_missing=True) for item in one.sentinels]
    return ValueDomainAnswer(
        **_domain(one), code_system=one.code_system, minimum=one.minimum, maximum=one.maximum, length=one.length, decimals=one.decimals,
        is_complete=listed.is_complete if listed else True, values=tuple(values),
    )


def _brief(one: InstanceVariable) -> dict[str, object]:
    return {
        "id": one.id, "register_code": one.register_code, "data_resource": one.data_resource, "column": one.column_name, "label": one.name.of(language()),
        "concept": catalogue().concept_of(one).id, "status": one.status, "first": one.data_from, "last": one.data_until,
        "href": api_address("variables", *one.id.split("/", 1)),
    }


def _coding(one: Binding) -> CodingAnswer:
    return CodingAnswer(
        system=one.system, edition=one.edition, first=one.first, last=one.last, regions=one.regions, stored_form=one.stored_form.of(language()), status=one.status
    )


def _concept(one: Concept) -> dict[str, object]:
    return {"id": one.id, "name": one.name.of(language()), "href": api_address("concepts", one.id)}


def _domain(one: ValueDomain) -> dict[str, object]:
    return {"id": one.id, "name": one.name.of(language()), "kind": one.kind, "data_type": one.data_type, "href": api_address("value-domains", one.id)}


OPERATIONS = (
    Operation("/variables", "variables", "Variables, narrowed by register, data resource, concept or day.", Page[VariableBrief], list_variables, VariableQuery),
    Operation("/variables/{data_resource}/{column}", "variables", "One variable.", VariableAnswer, get_variable, OnQuery),
    Operation("/concepts", "variables", "Every concept.", Page[ConceptBrief], list_concepts, PageQuery),
    Operation("/concepts/{concept}", "variables", "One concept.", ConceptAnswer, get_concept),
    Operation("/value-domains", "variables", "Every value domain.", Page[ValueDomainBrief], list_value_domains, PageQuery),
    Operation("/value-domains/{value_domain}", "variables", "One value domain with its values.", ValueDomainAnswer, get_value_domain, OnQuery),
)
