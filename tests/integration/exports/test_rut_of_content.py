"""The authored content as rut-gsim-se/1.0, the smallest example of the profile, and the command that writes the file."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from catalog.exchange.rules import check_rut
from catalog.exchange.schema import rut_schema
from catalog.load import examine_content
from catalog.lookup import Catalogue
from exports.plain_files import write_json
from exports.rut.describe import describe_delivery, describe_registers
from exports.rut.document import rut_envelope, rut_objects

ROOT = Path(__file__).resolve().parents[3]
CREATED = datetime(2026, 1, 12, 8, tzinfo=UTC)
SPEC = {
    "cohorts": [{"criteria": {"operator": "all", "members": [
        {"registers": ["lmed"], "match": [{"system": "ATC"}]},
        {"operator": "none", "members": [{"registers": ["par_in", "par_out"], "match": [{"system": "ICD-10-SE"}], "position": "main"}]},
    ]}}],
    "tables": [{"shell": {"measure": "packages"}, "breakdowns": [{"id": "year"}, {"id": "sex"}, {"id": "county"}]}],
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    reading, _findings = examine_content(ROOT / "metadata" / "content")
    return Catalogue("content", reading.content)


def test_every_register_follows_the_schema_and_the_rules(catalogue):
    document = rut_envelope(rut_objects(describe_registers(catalogue)), base="https://m.example.se", created=CREATED)
    assert [error.message for error in jsonschema.Draft202012Validator(rut_schema()).iter_errors(document)] == []
    assert check_rut(document) == []
    assert {"lmed", "par_in", "par_out", "population"} <= {one["localId"] for one in document["objects"] if one["type"] == "Register"}


def test_the_description_is_equal_on_every_run(catalogue):
    first, second = (write_json(rut_envelope(rut_objects(describe_registers(catalogue)), base="https://m.example.se", created=CREATED)) for _ in range(2))
    assert first == second


def test_a_delivery_describes_the_columns_its_run_read_and_what_they_refer_to(catalogue):
    described = describe_delivery(catalogue, SPEC)
    columns = {(one.register_code, one.column_name) for one in described if one.type_name == "InstanceVariable"}
    assert {("lmed", "ATC"), ("lmed", "EDATUM"), ("lmed", "ANTAL"), ("par_in", "HDIA"), ("par_out", "HDIA"), ("population", "KON"), ("population", "LK")} <= columns
    assert not {name for _register, name in columns} & {"DIA1", "EKOD1", "TKOST", "ALDER"}
    document = rut_envelope(rut_objects(described), base="https://m.example.se", created=CREATED)
    assert check_rut(document) == []


def test_the_smallest_published_example_follows_our_schema_and_rules(shared_data):
    document = json.loads((shared_data / "metadata" / "samples" / "rut-gsim-se-example.json").read_text(encoding="utf-8"))
    assert [error.message for error in jsonschema.Draft202012Validator(rut_schema()).iter_errors(document)] == []
    assert check_rut(document) == []


def test_our_objects_have_the_members_of_the_published_example(catalogue, shared_data):
    example = json.loads((shared_data / "metadata" / "samples" / "rut-gsim-se-example.json").read_text(encoding="utf-8"))
    document = rut_envelope(rut_objects(describe_registers(catalogue, ["lmed"])), base="https://m.example.se", created=CREATED)
    assert set(example) <= set(document)
    ours = {one["type"]: {name for other in document["objects"] if other["type"] == one["type"] for name in other} for one in document["objects"]}
    optional = {"source", "unitOfMeasure"}
    for one in example["objects"]:
        assert set(one) - optional <= ours[one["type"]], one["type"]
