"""One register as its page shows it: what hangs on it, its timeline, its variables with every series as one row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from assistant.variable_list.described import Described, describe
from catalog.lookup import Catalogue
from metadata.model.binding import Binding
from metadata.model.example import Example
from metadata.model.footnote import Break
from metadata.model.measure import Measure
from metadata.model.register import Agent, DataResource, Population, Register, UnitType
from web.language import language
from web.timeline import Event, Span, Timeline, timeline
from web.used import examples_with_register


@dataclass(frozen=True)
class TableOfVariables:
    """A data resource with its variables; a numbered series is one row."""

    resource: DataResource
    rows: tuple[Described, ...]


@dataclass(frozen=True)
class RegisterPage:
    """Everything a register page shows."""

    register: Register
    holder: Agent
    unit: UnitType
    population: Population
    beside: tuple[Register, ...]
    tables: tuple[TableOfVariables, ...]
    variable_count: int
    time: Timeline | None
    measures: tuple[Measure, ...]
    examples: tuple[Example, ...]


def register_page(known: Catalogue, register: Register, today: date) -> RegisterPage:
    """The page of a register. `variable_count` counts columns, not rows."""
    content = known.content
    family = known.families.get(register.family or "")
    resources = known.data_resources(register.id)
    return RegisterPage(
        register=register, holder=content.of("holders")[register.holder], unit=content.of("unit_types")[register.unit_type],
        population=content.of("populations")[register.population],
        beside=tuple(known.get_register(one) for one in (family.members if family else ()) if one != register.id),
        tables=tuple(TableOfVariables(one, tuple(_rows(known, register.id, one.id))) for one in resources),
        variable_count=len(known.variables(register.id)),
        time=timeline(_spans(known, register, resources), events_of(known.breaks_of(register.id), register.data_from), today),
        measures=tuple(one for one in known.measures.values() if one.orderable and any(register.id in known.members(name) for name in one.registers)),
        examples=tuple(examples_with_register(known, register.id)),
    )


def events_of(breaks: tuple[Break, ...], since: date) -> list[Event]:
    """Breaks in the reader's language, those before there were data left out; one that is repeated every year stands at its first."""
    touching = [one for one in breaks if (one.last or one.first) >= since]
    return [Event(one.title.of(language()), one.text.of(language()), one.first, one.last) for one in touching]


def coding_spans(bindings: tuple[Binding, ...]) -> list[Span]:
    """How something is coded over time, a bar for each system or edition; nothing where it never changed. Exceptions of single regions are left out."""
    whole = [one for one in bindings if not one.regions]
    if len(whole) < 2:
        return []
    return [Span(f"{one.variables[0]}: {one.system} {one.edition or ''}".strip(), one.first, one.last, "planned" if one.status == "planned" else "coding") for one in whole]


def _spans(known: Catalogue, register: Register, resources: tuple[DataResource, ...]) -> list[Span]:
    spans = [Span(one.name.of(language()), one.data_from, one.data_until, "planned" if one.status == "planned" else "data") for one in resources]
    if not spans and register.status != "planned":
        spans = [Span(register.name.of(language()), register.data_from, register.data_until)]
    bound = dict.fromkeys(one.variables[0] for one in known.content.of("bindings").values() if one.register_code == register.id)
    return spans + [span for variable in bound for span in coding_spans(known.bindings(register.id, variable))]


def _rows(known: Catalogue, register: str, resource: str) -> Iterator[Described]:
    seen: set[str] = set()
    for variable in known.variables(register):
        name = variable.series or variable.column_name
        if variable.data_resource == resource and name not in seen:
            seen.add(name)
            found = describe(known, register, name)
            yield replace(found, columns=tuple(one for one in found.columns if one.data_resource == resource))
