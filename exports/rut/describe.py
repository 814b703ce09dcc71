"""Which described objects a delivery needs: the variables its run read, and everything they refer to, so that no reference dangles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.order.order import Order
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
_POSITIONS = {"main": ("HDIA",), "any": ("HDIA", "DIA"), "cause": ("EKOD",)}


@dataclass(frozen=True)
class Use:
    """A condition that reads a register (or a family): the code systems it names and the position of its diagnoses."""

    register_code: str
    systems: frozenset[str] = frozenset()
    position: str | None = None


def describe_delivery(catalogue: Catalogue, spec: Mapping[str, Any]) -> tuple[Artefact, ...]:
    """The objects behind a run, from the plain value of its JobSpec."""
    criteria = [criterion for cohort in spec.get("cohorts", ()) for criterion in _criteria(cohort["criteria"])]
    uses = [
        Use(register, frozenset(match["system"] for match in criterion.get("match", ())), criterion.get("position"))
        for criterion in criteria
        for register in criterion["registers"]
    ]
    tables = spec.get("tables", ())
    breakdowns = (one["id"] for table in tables for one in table.get("breakdowns", ()))
    return describe_uses(catalogue, uses, breakdowns, (table["shell"]["measure"] for table in tables))


def registers_of(spec: Mapping[str, Any]) -> tuple[str, ...]:
    """Ids of the registers that the criteria of a JobSpec read, each once, in the order they are named."""
    criteria = (criterion for cohort in spec.get("cohorts", ()) for criterion in _criteria(cohort["criteria"]))
    return tuple(dict.fromkeys(register for criterion in criteria for register in criterion["registers"]))


def describe_order(catalogue: Catalogue, order: Order) -> tuple[Artefact, ...]:
    """The objects an order will read, from its document; criteria that do not yet name a register are left out."""
    uses = [
        Use(criterion.register_code, frozenset(codes.system for codes in criterion.codes), criterion.position)
        for _path, _cohort, criterion in order.criteria()
        if criterion.register_code
    ]
    tables = [table for _path, table in order.each_table()]
    return describe_uses(catalogue, uses, (one.id for table in tables for one in (*table.rows, *table.columns)), (table.measure for table in tables))


def describe_uses(
    catalogue: Catalogue, uses: Iterable[Use], breakdowns: Iterable[str], measures: Iterable[str]
) -> tuple[Artefact, ...]:
    """Key date, person key and coded columns of every register used, the columns that measures and breakdowns rest on, and all these refer to."""
    used = tuple(uses)
    names = {_BREAKDOWN_COLUMNS.get(breakdown) for breakdown in breakdowns}
    counted = {column for key in measures if key in catalogue.measures for column in catalogue.measures[key].columns}
    columns = [variable for use in used for variable in _columns(catalogue, use)]
    columns += [one for use in used for one in catalogue.variables(use.register_code) if one.column_name in counted and one.status == "active"]
    return describe(catalogue, [*columns, *(one for one in catalogue.variables(POPULATION) if one.column_name in names)])


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


def _criteria(group: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for member in group.get("members", ()):
        if "members" in member:
            yield from _criteria(member)
        else:
            yield member


def _columns(catalogue: Catalogue, use: Use) -> Iterator[InstanceVariable]:
    for register in catalogue.members(use.register_code):
        key_date = catalogue.registers[register].key_date if register in catalogue.registers else ""
        for variable in catalogue.variables(register):
            is_key = variable.join_key or variable.column_name == key_date
            if variable.status == "active" and (is_key or _is_coded(catalogue, variable, use)):
                yield variable


def _is_coded(catalogue: Catalogue, variable: InstanceVariable, use: Use) -> bool:
    """Whether the column holds codes of the systems, in the position meant."""
    coded = {binding.system for binding in catalogue.bindings(variable.register_code, variable.column_name)}
    name = variable.series or variable.column_name
    return bool(coded & use.systems) and (use.position is None or name in _POSITIONS[use.position])
