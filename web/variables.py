"""One variable as its page shows it: years in each data resource, values, coding, the same concept elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.variable_list.described import Described, describe
from catalog.lookup import Catalogue
from metadata.model.binding import Binding
from metadata.model.register import DataResource, UnitType
from metadata.model.variable import CodeList, Concept, InstanceVariable, RepresentedVariable, ValueDomain
from web.language import language
from web.registers import coding_spans, events_of
from web.timeline import Span, Timeline, timeline

SHOWN_VALUES = 60


@dataclass(frozen=True)
class Elsewhere:
    """The same concept in another place."""

    register: str
    variable: InstanceVariable
    key: str


@dataclass(frozen=True)
class VariablePage:
    """Everything a variable page shows. `key` is what the variable list and the API call it."""

    key: str
    found: Described
    first: InstanceVariable
    resource: DataResource
    concept: Concept
    unit: UnitType
    represented: RepresentedVariable
    domain: ValueDomain
    values: CodeList | None
    bindings: tuple[Binding, ...]
    time: Timeline | None
    elsewhere: tuple[Elsewhere, ...]


def variable_page(known: Catalogue, register: str, name: str, today: date) -> VariablePage:
    """The page of a column or of a numbered series. Raises NotFound `catalogue.error.variable`."""
    found = describe(known, register, name)
    content, first = known.content, found.columns[0]
    represented = content.of("represented_variables")[first.represented_variable]
    domain = content.of("value_domains")[represented.value_domain]
    concept = known.concept_of(first)
    return VariablePage(
        key=first.id if len(found.columns) == 1 else f"{found.source.id}/{found.name}", found=found, first=first,
        resource=content.of("data_resources")[first.data_resource], concept=concept,
        unit=content.of("unit_types")[content.of("conceptual_variables")[represented.conceptual_variable].unit_type],
        represented=represented, domain=domain, values=content.of("code_lists").get(domain.code_list or ""), bindings=found.bindings,
        time=timeline(_spans(known, found), events_of(known.breaks_of(found.source.id, _names(found)), found.first), today),
        elsewhere=tuple(_elsewhere(known, one) for one in known.with_concept(concept.id) if one.id != first.id),
    )


def _names(found: Described) -> set[str]:
    return {found.name, *(one.column_name for one in found.columns)}


def _spans(known: Catalogue, found: Described) -> list[Span]:
    """A bar for each data resource that has the column, in the register and in the others of its family; of a series a bar for each time it grew."""
    family = found.source.family or found.source.id
    spans = []
    for part in known.members(family):
        same = [one for one in known.variables(part) if (one.series or one.column_name) == (found.columns[0].series or found.name)]
        chosen = same if len(found.columns) > 1 else [one for one in same if one.column_name == found.columns[0].column_name]
        for resource in dict.fromkeys(one.data_resource for one in chosen):
            spans += _resource_spans(known, [one for one in chosen if one.data_resource == resource], resource)
    return spans + coding_spans(found.bindings)


def _resource_spans(known: Catalogue, columns: list[InstanceVariable], resource: str) -> list[Span]:
    label = known.content.of("data_resources")[resource].name.of(language())
    grown: dict[tuple[date, date | None, str], list[InstanceVariable]] = {}
    for one in columns:
        grown.setdefault((one.data_from, one.data_until, one.status), []).append(one)
    several = len(grown) > 1
    return [
        Span(f"{_names_of(some)}" if several else label, first, last, "planned" if status == "planned" else "data")
        for (first, last, status), some in grown.items()
    ]


def _names_of(columns: list[InstanceVariable]) -> str:
    first, last = columns[0].column_name, columns[-1].column_name
    return first if first == last else f"{first}–{last}"


def _elsewhere(known: Catalogue, variable: InstanceVariable) -> Elsewhere:
    return Elsewhere(known.get_register(variable.register_code).abbreviation, variable, variable.series or variable.column_name)
