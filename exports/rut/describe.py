"""Which described objects a delivery needs: the variables its run read, and everything they refer to, so that no reference dangles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalog.lookup import Catalogue
from metadata.model.artefact import Artefact
from metadata.model.register import DataResource, Population, Register
from metadata.model.variable import Concept, ConceptualVariable, InstanceVariable, RepresentedVariable, ValueDomain

KINDS = (
    "holders", "unit_types", "populations", "registers", "data_resources", "concepts", "conceptual_variables", "represented_variables",
    "value_domains", "code_lists", "variables",
)
"""Kinds of content that the profile has a type for."""
POPULATION = "population"
_BREAKDOWN_COLUMNS = {"sex": "KON", "county": "LK", "municipality": "LK", "healthcare_region": "LK", "age_group": "FODDAT"}
_VARIABLES = {"main": ("HDIA",), "any": ("HDIA", "DIA"), "cause": ("EKOD",)}


def describe_delivery(catalogue: Catalogue, spec: Mapping[str, Any]) -> tuple[Artefact, ...]:
    """The objects behind a run, from the plain value of its JobSpec: code and date columns of every criterion, the columns its breakdowns rest on."""
    return describe(catalogue, tuple(_delivered(catalogue, spec)))


def describe_registers(catalogue: Catalogue, registers: Iterable[str] = ()) -> tuple[Artefact, ...]:
    """Registers with all their variables; every register when none is named. NotFound `catalogue.error.register` for an unknown one."""
    parts = [part for register in registers or catalogue.registers for part in catalogue.members(register)]
    for part in parts:
        catalogue.get_register(part)
    return describe(catalogue, tuple(variable for part in parts for variable in catalogue.variables(part)))


def describe(catalogue: Catalogue, variables: Iterable[InstanceVariable]) -> tuple[Artefact, ...]:
    """These variables and all they refer to, each once, by type and id."""
    index = {(one.type_name, one.id): one for kind in KINDS for one in catalogue.of(kind)}
    found: dict[tuple[str, str], Artefact] = {}
    waiting: list[Artefact] = list(variables)
    while waiting:
        one = waiting.pop()
        if (one.type_name, one.id) not in found:
            found[(one.type_name, one.id)] = one
            waiting.extend(index[reference] for reference in _references(one) if reference in index)
    return tuple(found[key] for key in sorted(found))


def _references(one: Artefact) -> Iterator[tuple[str, str]]:
    """Type and id of everything an object refers to."""
    match one:
        case InstanceVariable():
            yield from (("DataResource", one.data_resource), ("RepresentedVariable", one.represented_variable))
        case DataResource():
            yield from (("Register", one.register_code), ("UnitType", one.unit_type))
        case Register():
            yield from (("Agent", one.holder), ("UnitType", one.unit_type), ("Population", one.population))
        case RepresentedVariable():
            yield from (("ConceptualVariable", one.conceptual_variable), ("ValueDomain", one.value_domain))
        case ConceptualVariable():
            yield from (("Concept", one.concept), ("UnitType", one.unit_type))
        case Concept():
            yield from (("Concept", key) for key in one.broader)
        case ValueDomain():
            yield from (("CodeList", key) for key in (one.code_list,) if key)
        case Population():
            yield ("UnitType", one.unit_type)


def _delivered(catalogue: Catalogue, spec: Mapping[str, Any]) -> Iterator[InstanceVariable]:
    for cohort in spec.get("cohorts", ()):
        for criterion in _criteria(cohort["criteria"]):
            for register in criterion["registers"]:
                yield from _columns(catalogue, register, criterion)
    names = {_BREAKDOWN_COLUMNS.get(breakdown["id"]) for table in spec.get("tables", ()) for breakdown in table.get("breakdowns", ())}
    yield from (variable for variable in catalogue.variables(POPULATION) if variable.column_name in names)


def _criteria(group: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for member in group.get("members", ()):
        if "members" in member:
            yield from _criteria(member)
        else:
            yield member


def _columns(catalogue: Catalogue, register: str, criterion: Mapping[str, Any]) -> Iterator[InstanceVariable]:
    """Key date, person key, and the coded columns that the criterion's systems and position mean."""
    key_date = catalogue.registers[register].key_date if register in catalogue.registers else ""
    systems = {match["system"] for match in criterion.get("match", ())}
    position = criterion.get("position")
    for variable in catalogue.variables(register):
        coded = systems.intersection(binding.system for binding in catalogue.bindings(register, variable.column_name))
        if variable.status == "active" and (variable.join_key or variable.column_name == key_date or (coded and _is_meant(variable, position))):
            yield variable


def _is_meant(variable: InstanceVariable, position: str | None) -> bool:
    return position is None or (variable.series or variable.column_name) in _VARIABLES[position]
