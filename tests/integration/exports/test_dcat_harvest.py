"""DCAT of others, and our own feeds, read at register level; what is bent, broken or would fetch something is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from rdflib import Graph

from catalog.exchange.dcat import read_dcat
from catalog.load import examine_content
from catalog.lookup import Catalogue
from common.errors import InputRefused
from exports.dcat.page import Page
from exports.dcat.portal import Portal
from exports.dcat.profiles import PROFILES
from exports.described import Described
from exports.rdf import write_graph
from exports.rut.describe import describe_registers
from exports.rut.document import rut_objects

ROOT = Path(__file__).resolve().parents[3]
PORTAL = Portal("https://m.example.se", "http://creativecommons.org/publicdomain/zero/1.0/")
OLD = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix schema: <http://schema.org/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
<https://a.se/1> a dcat:Dataset ; dct:title "Gammalt register" ; dct:publisher [ a foaf:Agent ; foaf:name "En region" ] ;
  dct:temporal [ schema:startDate "1998" ; schema:endDate "2010-06-30" ] ; dct:accrualPeriodicity <http://purl.org/cld/freq/monthly> ;
  dcat:contactPoint <https://a.se/saknas> ; dct:identifier "5e0ef2f6-9a5a-4d4f-9a0e-6b8c5b8c0001" .
<https://a.se/2> a dcat:Dataset ; dct:title "Samma igen"@sv ; dct:identifier "5e0ef2f6-9a5a-4d4f-9a0e-6b8c5b8c0001" .
"""


@pytest.fixture(scope="module")
def described() -> Described:
    read, _findings = examine_content(ROOT / "metadata" / "content")
    return Described(tuple(rut_objects(describe_registers(Catalogue("x", read.content)))), datetime(2026, 1, 12, 8, tzinfo=UTC))


@pytest.mark.parametrize("syntax", ["ttl", "rdf", "jsonld"])
@pytest.mark.parametrize("profile", list(PROFILES))
def test_our_own_feeds_read_back_with_identity_title_period_and_contact(described, profile, syntax):
    graph = PROFILES[profile].build_catalogue(described, PROFILES[profile].chosen(described.registers), PORTAL, Page()).graph
    harvest = read_dcat(write_graph(graph, syntax), f"a.{syntax}")
    assert harvest.errors == ()
    found = {one["id"]: one for one in harvest.objects if one["type"] == "Register"}
    chosen = PROFILES[profile].chosen(described.registers)
    assert set(found) == {one["id"] for one in chosen}
    for register in chosen:
        one = found[register["id"]]
        assert (one["name"], one["dataFrom"], one["accessRights"]) == (register["name"], register["dataFrom"], register["accessRights"])
        assert "@" in one["contact"]
        assert one["administrativeStatus"] == "draft"


def test_an_old_document_of_others_is_read_and_its_gaps_are_told():
    harvest = read_dcat(OLD.encode(), "gammal.ttl")
    (register,) = [one for one in harvest.objects if one["type"] == "Register"]
    assert (register["name"], register["dataFrom"], register["dataUntil"]) == ({"sv": "Gammalt register"}, "1998-01-01", "2010-06-30")
    assert (register["id"], register["updateFrequency"], register["lifeCycleStatus"]) == ("5e0ef2f6-9a5a-4d4f-9a0e-6b8c5b8c0001", "MONTHLY", "incomplete")
    assert {one["name"]["sv"] for one in harvest.objects if one["type"] == "Agent"} == {"En region"}
    assert {one.code.rpartition(".")[2] for one in harvest.findings} == {"assumed", "dataset_twice", "dangling"}


@pytest.mark.parametrize("path", ["dcat-ap-se-3.0.1/exempel_rekommenderat.ttl", "healthdcat-ap-r8/example-healthdcat-dataset.ttl", "controls/ckan-dataset_health.ttl", "samples/dataportal-dump.rdf"])
def test_official_examples_are_read(shared_data, path):
    data = (shared_data / "metadata" / path).read_bytes()
    harvest = read_dcat(data, path)
    assert harvest.errors == ()
    assert any(one["type"] == "Register" for one in harvest.objects)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&a;</rdf:RDF>', "xml_entity"),
        (b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">', "xml_syntax"), (b"@prefix x: <http://a> . x:a", "rdf_syntax"),
        (b'{"@context": "https://evil.example/context.json", "@id": "x"}', "remote_context"), (b'{"a": ', "rdf_syntax"), (b"", "empty"),
        (b'{"@graph": [{"@context": ["https://evil.example/c"]}]}', "remote_context"), (b"<http://a.se/1> <http://a.se/2> <http://a.se/3> .", "no_dataset"),
    ],
)
def test_what_is_bent_or_broken_is_refused_and_nothing_is_fetched(data, code):
    with pytest.raises(InputRefused) as refused:
        read_dcat(data, "fil")
    assert [one.code for one in refused.value.findings] == [f"exchange.error.{code}"]


def test_the_same_data_set_without_title_is_an_error():
    data = Graph().parse(data=OLD.replace('dct:title "Gammalt register" ;', ""), format="turtle").serialize(format="turtle").encode()
    assert [one.code for one in read_dcat(data, "a.ttl").errors] == ["exchange.error.no_title"]


NAMELESS = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<https://a.se/katalog> a dcat:Catalog ; dcat:dataset [ a dcat:Dataset ; dct:title "Cancer in Region A"@en ] , <https://a.se/borta> .
"""


def test_a_data_set_without_an_address_is_the_same_whenever_it_is_read():
    first, again = read_dcat(NAMELESS.encode(), "a.ttl"), read_dcat(NAMELESS.encode(), "a.ttl")
    assert first.sha256 == again.sha256
    (register,) = [one for one in first.objects if one["type"] == "Register"]
    assert register["localId"] == "cancer-in-region-a"


def test_everything_that_was_assumed_is_told():
    told = {(one.code.rpartition(".")[2], one.params.get("what") or one.params.get("target") or "") for one in read_dcat(NAMELESS.encode(), "a.ttl").findings}
    assert told == {("assumed", "accessRights"), ("assumed", "publisher"), ("no_swedish", ""), ("no_start", ""), ("dangling", "https://a.se/borta")}


def test_two_data_sets_without_address_and_with_one_title_are_told():
    twice = NAMELESS.replace("<https://a.se/borta>", '[ a dcat:Dataset ; dct:title "Cancer in Region A"@en ]')
    assert "exchange.warning.dataset_twice" in {one.code for one in read_dcat(twice.encode(), "a.ttl").findings}


def test_objects_name_the_file_they_came_from():
    assert {(one["source"]["file"], len(one["source"]["sha256"])) for one in read_dcat(OLD.encode(), "gammal.ttl").objects} == {("gammal.ttl", 64)}
