"""A described object of the house as an object of rut-gsim-se/1.0 (metadata-exchange.md 2.3–2.4); one function per type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from metadata.model.artefact import Artefact, kebab, mint
from metadata.model.code_system import CodeSystem
from metadata.model.register import Agent, DataResource, Population, Register, UnitType
from metadata.model.text import Text
from metadata.model.variable import (
    CodeList,
    CodeListItem,
    Concept,
    ConceptMapping,
    ConceptualVariable,
    InstanceVariable,
    RepresentedVariable,
    ValueDomain,
)

Refer = Callable[[type[Artefact], str], str]
"""Type and human key → citable reference `uri@version`; for an unknown key a reference that no object answers to."""


def to_object(artefact: Artefact, refer: Refer) -> dict[str, Any]:
    """The common fields, then the type's own; members without a value are left out, except those where null says something (dataUntil, licence)."""
    return _common(artefact) | _OWN[type(artefact)](artefact, refer)


def code_system_object(name: str, system: CodeSystem | None) -> dict[str, Any]:
    """A national classification as a code list without codes, labels not publishable; only its name when the system is not given."""
    uri = f"id/{kebab(CodeList.type_name)}/{mint(CodeList.type_name, name)}"
    return {
        "type": CodeList.type_name,
        "id": str(mint(CodeList.type_name, name)),
        "uri": uri,
        "localId": name,
        "version": "1.0.0",
        "name": _text(system.label) if system else {"sv": name, "en": name},
        "lifeCycleStatus": "valid",
        "administrativeStatus": "published",
        "publisher": system.owner.sv if system else name,
        "licence": system.licence_note.sv if system else None,
        "labelsPublishable": False,
        "codes": [],
    }


def is_exportable(artefact: Artefact) -> bool:
    """Whether the profile has a type for it."""
    return type(artefact) in _OWN


def _common(artefact: Artefact) -> dict[str, Any]:
    found = {
        "type": artefact.type_name,
        "id": str(artefact.uuid),
        "uri": artefact.uri,
        "localId": artefact.id,
        "version": artefact.version,
        "name": _text(artefact.name),
        "description": _text(artefact.description),
        "alias": [_drop_empty({"scheme": one.scheme, "validFrom": _day(one.valid_from), "validUntil": _after(one.valid_until)}) | {"value": one.value} for one in artefact.alias],
        "lifeCycleStatus": artefact.life_cycle,
        "administrativeStatus": artefact.administrative,
        "validFrom": _day(artefact.valid_from),
        "validUntil": _after(artefact.valid_until),
    }
    return _drop_empty(found)


def _drop_empty(found: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if value is not None and value != []}


def _text(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"sv": text.sv, "en": text.en}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _after(day: date | None) -> str | None:
    """Validity is half-open in the profile, closed in the house."""
    return (day + timedelta(days=1)).isoformat() if day else None


def _agent(one: Agent, refer: Refer) -> dict[str, Any]:
    return _drop_empty({"kind": one.kind, "orgNumber": one.org_number, "contact": one.contact, "url": [one.web] if one.web else []})


def _unit_type(one: UnitType, refer: Refer) -> dict[str, Any]:
    return {"definition": _text(one.definition)}


def _population(one: Population, refer: Refer) -> dict[str, Any]:
    own = {"spatial": _text(one.spatial), "inclusion": _text(one.inclusion), "exclusion": _text(one.exclusion)}
    return {"unitTypeRef": refer(UnitType, one.unit_type)} | _drop_empty(own)


def _register(one: Register, refer: Refer) -> dict[str, Any]:
    statutes = [_drop_empty({"number": law.number, "title": _text(law.title), "says": _text(law.says)}) for law in one.statutes]
    own = {
        "holder": refer(Agent, one.holder),
        "accessRights": one.access_rights,
        "dataFrom": _day(one.data_from),
        "updateFrequency": one.update_frequency,
        "legalBasis": statutes,
        "purpose": [_text(purpose) for purpose in one.purposes],
        "population": refer(Population, one.population),
        "landingPage": one.landing_page,
        "confidentiality": _text(one.secrecy),
        "keywords": [_text(word) for word in one.keywords],
        "abbreviation": one.abbreviation,
        "rowIs": _text(one.row_is),
        "lag": _text(one.usable_after),
        "quality": _text(one.quality),
        "howToOrder": _text(one.how_to_order),
        "notIncluded": [_text(each) for each in one.not_included],
        "family": one.family,
        "preliminaryMonths": one.preliminary_months or None,
    }
    return _drop_empty(own) | {"dataUntil": _day(one.data_until)}


def _data_resource(one: DataResource, refer: Refer) -> dict[str, Any]:
    return {
        "registerRef": refer(Register, one.register_code),
        "aggregationLevel": _text(one.aggregation_level),
        "unitTypeRef": refer(UnitType, one.unit_type),
        "dataFrom": _day(one.data_from),
        "dataUntil": _day(one.data_until),
        "updateFrequency": one.update_frequency,
    }


def _concept(one: Concept, refer: Refer) -> dict[str, Any]:
    return {"definition": _text(one.definition), "broader": [refer(Concept, key) for key in one.broader], "mappings": [_mapping(each) for each in one.mappings]}


def _mapping(one: ConceptMapping) -> dict[str, Any]:
    return {"relation": one.relation, "target": one.target, "targetSystem": one.target_system, "by": one.by, "date": _day(one.date)}


def _conceptual_variable(one: ConceptualVariable, refer: Refer) -> dict[str, Any]:
    return {"conceptRef": refer(Concept, one.concept), "unitTypeRef": refer(UnitType, one.unit_type)}


def _represented_variable(one: RepresentedVariable, refer: Refer) -> dict[str, Any]:
    own = {
        "conceptualVariableRef": refer(ConceptualVariable, one.conceptual_variable),
        "valueDomainRef": refer(ValueDomain, one.value_domain),
        "unitOfMeasure": _text(one.unit_of_measure),
        "sensitivity": one.sensitivity,
    }
    return own | _drop_empty({"personalDataCategory": one.personal_data_category})


def _value_domain(one: ValueDomain, refer: Refer) -> dict[str, Any]:
    code_list = one.code_list or one.code_system
    own = {
        "kind": one.kind,
        "dataType": one.data_type,
        "codeListRef": refer(CodeList, code_list) if code_list else None,
        "min": one.minimum,
        "max": one.maximum,
        "pattern": one.pattern,
        "length": one.length,
        "decimals": one.decimals,
        "sentinels": [{"code": sign.code, "meaning": _text(sign.meaning), "kind": sign.kind} for sign in one.sentinels],
    }
    return _drop_empty(own)


def _code_list(one: CodeList, refer: Refer) -> dict[str, Any]:
    """Labels of a list that may not be published are left out; its codes stay."""
    return {
        "publisher": one.publisher,
        "licence": one.licence,
        "labelsPublishable": one.labels_publishable,
        "codes": [_code(item, with_label=one.labels_publishable) for item in one.codes],
    }


def _code(item: CodeListItem, *, with_label: bool) -> dict[str, Any]:
    found = {
        "code": item.code,
        "parent": item.parent,
        "level": item.level,
        "validFrom": _day(item.valid_from),
        "validUntil": _after(item.valid_until),
        "observedOnly": item.observed_only,
    }
    return found | ({"category": _text(item.category)} if with_label else {})


def _instance_variable(one: InstanceVariable, refer: Refer) -> dict[str, Any]:
    own = {
        "columnName": one.column_name,
        "dataResourceRef": refer(DataResource, one.data_resource),
        "representedVariableRef": refer(RepresentedVariable, one.represented_variable),
        "position": one.position,
        "dataFrom": _day(one.data_from),
        "origin": one.origin,
        "derivation": _text(one.derivation),
        "qualityNote": _text(one.quality_note),
        "joinKey": one.join_key,
        "orderable": {"statistics": one.orderable.statistics, "microdata": one.orderable.microdata},
        "sdcRole": one.sdc_role,
    }
    return _drop_empty(own) | {"dataUntil": _day(one.data_until)}


_OWN: dict[type[Artefact], Callable[[Any, Refer], dict[str, Any]]] = {
    Agent: _agent,
    UnitType: _unit_type,
    Population: _population,
    Register: _register,
    DataResource: _data_resource,
    Concept: _concept,
    ConceptualVariable: _conceptual_variable,
    RepresentedVariable: _represented_variable,
    ValueDomain: _value_domain,
    CodeList: _code_list,
    InstanceVariable: _instance_variable,
}
