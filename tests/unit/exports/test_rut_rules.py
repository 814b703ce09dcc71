"""The rules between the objects of a rut-gsim-se/1.0 document, each broken once."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime
from typing import Any

import jsonschema
import pytest

from catalog.exchange.rules import check_rut
from catalog.exchange.schema import rut_schema
from exports.rut.document import rut_envelope, rut_objects
from metadata.model.artefact import Artefact
from metadata.model.register import Agent, DataResource, Population, Register, Statute, UnitType
from metadata.model.text import Text
from metadata.model.variable import (
    CodeList,
    CodeListItem,
    Concept,
    ConceptualVariable,
    InstanceVariable,
    RepresentedVariable,
    Sentinel,
    ValueDomain,
)

NAME = Text(sv="Namn", en="Name")
FIRST = date(2005, 7, 1)
CODES = (CodeListItem(code="1", category=NAME, valid_until=date(2019, 12, 31)), CodeListItem(code="1", category=NAME, valid_from=date(2020, 1, 1)))


def described() -> list[Artefact]:
    return [
        Agent(id="sos", name=NAME),
        UnitType(id="row", name=NAME, definition=NAME),
        Population(id="all", name=NAME, unit_type="row", inclusion=NAME),
        Register(
            id="r", name=NAME, abbreviation="R", holder="sos", statutes=(Statute(number="2005:363", title=NAME),), purposes=(NAME,), secrecy=NAME,
            unit_type="row", population="all", row_is=NAME, data_from=FIRST, key_date="DATUM", update_frequency="MONTHLY", usable_after=NAME,
            usable_after_days=30,
        ),
        DataResource(id="R", name=NAME, register_code="r", unit_type="row", aggregation_level=NAME, data_from=FIRST, update_frequency="MONTHLY"),
        Concept(id="c", name=NAME, definition=NAME),
        ConceptualVariable(id="cv", name=NAME, concept="c", unit_type="row"),
        CodeList(id="list", name=NAME, publisher="x", codes=CODES),
        ValueDomain(
            id="vd", name=NAME, kind="enumerated", data_type="code", code_list="list", sentinels=(Sentinel(code="-", meaning=NAME, kind="missing"),)
        ),
        RepresentedVariable(id="rv", name=NAME, conceptual_variable="cv", value_domain="vd", sensitivity="health"),
        InstanceVariable(id="R/KOD", name=NAME, register_code="r", column_name="KOD", data_resource="R", represented_variable="rv", data_from=FIRST),
    ]


def made(objects: list[Artefact] | None = None) -> dict[str, Any]:
    created = datetime(2026, 1, 12, 8, tzinfo=UTC)
    return rut_envelope(rut_objects(described() if objects is None else objects), base="https://m.example.se", created=created)


def change(document: dict[str, Any], type_name: str, **values: Any) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    for one in changed["objects"]:
        if one["type"] == type_name:
            one.update(values)
    return changed


def found(document: dict[str, Any]) -> set[str]:
    return {finding.code for finding in check_rut(document)}


def test_a_whole_description_breaks_no_rule_and_follows_the_schema():
    assert check_rut(made()) == []
    jsonschema.validate(made(), rut_schema(), jsonschema.Draft202012Validator)


def test_objects_are_sorted_and_the_order_they_came_in_plays_no_part():
    assert json.dumps(made()) == json.dumps(made(described()[::-1]))


def test_an_object_given_twice_stands_once():
    assert made(described() * 2) == made()


def test_an_unpublished_object_does_not_go_out_and_is_missed():
    objects = [one.model_copy(update={"administrative": "draft"}) if one.id == "c" else one for one in described()]
    document = made(objects)
    assert "Concept" not in {one["type"] for one in document["objects"]}
    assert found(document) == {"exports.error.reference"}


def test_validity_is_half_open_in_the_profile():
    codes = next(one for one in made()["objects"] if one["type"] == "CodeList")["codes"]
    assert [(code["validFrom"], code["validUntil"]) for code in codes] == [(None, "2020-01-01"), ("2020-01-01", None)]


def test_labels_that_may_not_be_published_stay_at_home():
    objects = [one.model_copy(update={"labels_publishable": False}) if one.id == "list" else one for one in described()]
    codes = next(one for one in made(objects)["objects"] if one["type"] == "CodeList")["codes"]
    assert all("category" not in code for code in codes)


def test_a_national_classification_stands_as_a_list_without_codes():
    objects = [one.model_copy(update={"code_list": None, "code_system": "ATC"}) if one.id == "vd" else one for one in described()]
    document = made(objects)
    classification = next(one for one in document["objects"] if one["localId"] == "ATC")
    assert (classification["codes"], classification["labelsPublishable"]) == ([], False)
    assert check_rut(document) == []


@pytest.mark.parametrize(
    ("type_name", "values", "code"),
    [
        ("InstanceVariable", {"representedVariableRef": "id/x/1@1.0.0"}, "exports.error.reference"),
        ("InstanceVariable", {"dataFrom": "2005-06-30"}, "exports.error.rut_period"),
        ("DataResource", {"dataFrom": "2004-01-01"}, "exports.error.rut_period"),
        ("Concept", {"administrativeStatus": "draft"}, "exports.error.rut_unpublished"),
        ("ValueDomain", {"sentinels": [{"code": "1", "meaning": {"sv": "x"}, "kind": "missing"}]}, "exports.error.rut_sentinel"),
        ("CodeList", {"codes": [{"code": "1"}, {"code": "1"}]}, "exports.error.rut_code_overlap"),
    ],
)
def test_each_broken_rule_is_found(type_name, values, code):
    assert found(change(made(), type_name, **values)) == {code}


def test_a_column_described_twice_for_the_same_time_is_found():
    twin = described()[-1].model_copy(update={"id": "R/KOD2"})
    assert found(made([*described(), twin])) == {"exports.error.rut_column_overlap"}
    later = twin.model_copy(update={"data_from": date(2020, 1, 1)})
    earlier = described()[-1].model_copy(update={"data_until": date(2019, 12, 31)})
    assert found(made([*described()[:-1], earlier, later])) == set()


@pytest.mark.parametrize(
    ("type_name", "values"),
    [
        ("ValueDomain", {"kind": "described"}),
        ("InstanceVariable", {"sdcRole": "secret"}),
        ("Concept", {"name": {"en": "only English"}}),
        ("Register", {"uri": "https://elsewhere"}),
    ],
)
def test_the_schema_refuses_what_the_profile_does_not_know(type_name, values):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(change(made(), type_name, **values), rut_schema(), jsonschema.Draft202012Validator)


def test_unknown_members_survive_the_schema():
    jsonschema.validate(change(made(), "Concept", x={"later": 1}), rut_schema(), jsonschema.Draft202012Validator)
