"""DCAT of the whole content: our own rules, the official shapes, every mandatory property taken away once, four syntaxes, equal bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF

from catalog.importers.content import read_systems
from catalog.load import examine_content
from catalog.lookup import Catalogue
from common.errors import Severity
from exports.dcat.checks import check_document, rules_of
from exports.dcat.page import Page
from exports.dcat.portal import Portal
from exports.dcat.profiles import PROFILES, get_profile
from exports.described import Described
from exports.rdf import SYNTAXES, term, write_graph
from exports.rut.describe import describe_registers
from exports.rut.document import rut_objects
from exports.shapes import allow_list, judge, load_shapes

ROOT = Path(__file__).resolve().parents[3]
AT = datetime(2026, 1, 12, 8, tzinfo=UTC)
PORTAL = Portal("https://m.example.se/katalog", "http://creativecommons.org/publicdomain/zero/1.0/")
FORMATS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nt": "nt"}
NAMES = list(PROFILES)
HEALTH = "healthdcat-ap-r8"
R8_MANDATORY = (
    "dcterms:title", "dcterms:description", "dcterms:identifier", "dcterms:accessRights", "dcatap:applicableLegislation", "dcat:theme", "dcat:contactPoint",
    "dcat:keyword", "dcterms:type", "dcterms:provenance", "healthdcatap:hdab", "healthdcatap:healthCategory", "healthdcatap:hasStructuredData",
    "dcat:distribution", "healthdcatap:hasVariables",
)


@pytest.fixture(scope="module")
def described() -> Described:
    read, _findings = examine_content(ROOT / "metadata" / "content")
    return Described(tuple(rut_objects(describe_registers(Catalogue("x", read.content)), read_systems())), AT)


@pytest.fixture(scope="module")
def folder(shared_data) -> Path:
    pytest.importorskip("pyshacl")
    return shared_data / "metadata"


def catalogue(described: Described, name: str) -> Graph:
    return get_profile(name).build_catalogue(described, get_profile(name).chosen(described.registers), PORTAL, Page()).graph


def dataset(described: Described, name: str, register: str = "lmed") -> Graph:
    return get_profile(name).build_dataset(described, described.get_register(register), PORTAL).graph


def without(graph: Graph, path: str, kind: str = "dcat:Dataset") -> Graph:
    """The graph with one property taken from every node of a kind."""
    made = Graph()
    targets = set(graph.subjects(RDF.type, term(kind)))
    for triple in graph:
        if not (triple[0] in targets and triple[1] == term(path)):
            made.add(triple)
    return made


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_content_follows_our_rules_and_the_official_shapes(described, folder, name):
    graph = catalogue(described, name)
    assert check_document(graph, name) == []
    judgement = judge(graph, get_profile(name), folder)
    assert [(one.path, one.params) for one in judgement.findings if one.severity is Severity.error] == []
    assert sum(1 for _ in graph.subjects(RDF.type, term("dcat:Dataset"))) == len(get_profile(name).chosen(described.registers)) >= 4


@pytest.mark.parametrize("name", NAMES)
def test_every_register_alone_follows_the_official_shapes(described, folder, name):
    for register in ("lmed", "par_in", "dors"):
        judgement = judge(dataset(described, name, register), get_profile(name), folder)
        assert [one.params for one in judgement.findings if one.severity is Severity.error] == []


@pytest.mark.parametrize(("name", "rule"), [(name, rule) for name in NAMES for rule in rules_of(name) if rule.get("min")])
def test_every_mandatory_property_is_missed_when_it_is_taken_away(described, name, rule):
    graph = catalogue(described.only(["lmed"]), name)
    assert set(graph.subjects(RDF.type, term(rule["class"]))), f"nothing of {rule['class']} to take from"
    findings = check_document(without(graph, rule["path"], rule["class"]), name)
    assert any(one.code == "exports.dcat.missing" and one.params["property"] == rule["path"] for one in findings)


@pytest.mark.parametrize("path", R8_MANDATORY)
def test_the_official_shapes_and_ours_miss_the_same_properties(described, folder, path):
    graph = without(dataset(described, HEALTH), path)
    assert check_document(graph, HEALTH)
    judgement = judge(graph, get_profile(HEALTH), folder)
    assert any(one.severity is Severity.error for one in judgement.findings), path


def test_a_document_without_data_set_conforms_to_shapes_but_not_to_us(described, folder):
    graph = dataset(described, HEALTH)
    for node in list(graph.subjects(RDF.type, term("dcat:Dataset"))):
        graph.remove((node, RDF.type, term("dcat:Dataset")))
    assert "exports.dcat.no_dataset" in {one.code for one in check_document(graph, HEALTH)}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_wrong_in_other_ways_is_found(described, name):
    def broken(change) -> set[str]:
        graph = catalogue(described.only(["lmed"]), name)
        change(graph, next(graph.subjects(RDF.type, term("dcat:Dataset"))))
        return {one.code.rpartition(".")[2] for one in check_document(graph, name)}

    assert "blank_nodes" in broken(lambda graph, node: graph.add((node, term("dcterms:relation"), BNode())))
    assert "empty_text" in broken(lambda graph, node: graph.add((node, term("dcat:keyword"), Literal(" ", lang="sv"))))
    assert "address" in broken(lambda graph, node: graph.add((node, term("dcterms:relation"), URIRef("relativ/adress"))))
    assert "too_many" in broken(lambda graph, node: graph.add((node, term("dcterms:publisher"), URIRef("https://a.se/annan"))))
    assert "kind" in broken(lambda graph, node: graph.add((node, term("dcat:contactPoint"), Literal("ring oss"))))
    assert "value" in broken(lambda graph, node: graph.set((node, term("dcterms:accessRights"), URIRef("https://a.se/hemligt"))))
    assert "contact_is_publisher" in broken(
        lambda graph, node: graph.set((node, term("dcat:contactPoint"), graph.value(node, term("dcterms:publisher"))))
    )


def test_two_columns_of_one_name_in_a_table_are_found(described):
    graph = dataset(described, HEALTH)
    table = next(graph.subjects(RDF.type, term("csvw:Table")))
    columns = list(graph.objects(table, term("csvw:column")))[:2]
    graph.set((columns[0], term("csvw:name"), graph.value(columns[1], term("csvw:name"))))
    assert {one.code for one in check_document(graph, HEALTH)} == {"exports.dcat.column_twice"}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # the library's own JSON-LD reader
@pytest.mark.parametrize("name", NAMES)
def test_every_syntax_says_the_same_and_run_after_run(described, name):
    graph = catalogue(described.only(["lmed", "par_in"]), name)
    texts = {syntax: write_graph(graph, syntax) for syntax in SYNTAXES}
    assert all(isomorphic(graph, Graph().parse(data=text, format=FORMATS[syntax])) for syntax, text in texts.items())
    again = catalogue(described.only(["par_in", "lmed"]), name)
    assert {syntax: write_graph(again, syntax) for syntax in SYNTAXES} == texts


def test_the_swedish_dump_is_what_dataportal_takes(described):
    root = etree.fromstring(write_graph(catalogue(described, "dcat-ap-se-3.0.1"), "rdf"))
    about = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
    assert all(one.get(about, "").startswith("http") for one in root)
    assert [one.get(about) for one in root.iter("{http://www.w3.org/ns/dcat#}Catalog")] == [PORTAL.at("id/catalog")]
    assert "http://dataportal.se/organisation/SE2021000555" in {one.get(about) for one in root}
    assert b"nodeID" not in etree.tostring(root)


def test_data_that_are_not_public_have_an_order_page_and_no_file(described):
    for name in NAMES:
        graph = catalogue(described, name)
        assert not set(graph.subject_objects(term("dcat:downloadURL")))
        assert all("bestall" in str(address) for _node, address in graph.subject_objects(term("dcat:accessURL")))
        assert not set(graph.subject_objects(term("healthdcatap:numberOfRecords")))


def test_every_variable_stands_as_a_column(described):
    graph = dataset(described, HEALTH, "par_in")
    names = {str(name) for name in graph.objects(None, term("csvw:name"))}
    register = described.get_register("par_in")
    assert names == {one["columnName"] for resource in described.resources(register) for one in described.variables(resource)}


def test_the_controls_still_fail(folder):
    """If a control stops failing, the harness is broken."""
    control = Graph().parse(folder / "controls" / "ckan-dataset_health.ttl")
    findings = judge(control, get_profile(HEALTH), folder).findings
    assert sum(one.severity is Severity.error for one in findings) >= 9
    assert [one for one in judge(Graph().parse(folder / "samples" / "lmed-healthdcat-r8-full.ttl"), get_profile(HEALTH), folder).findings if one.severity is Severity.error] == []


def test_the_allow_list_is_honest(described, folder):
    """A known fault of official shapes that is never seen any more is no fault."""
    seen = {name: judge(catalogue(described, name), get_profile(name), folder).allowed for name in NAMES}
    assert {one["profile"] for one in allow_list()} == {name for name, count in seen.items() if count}
    assert load_shapes(folder / "dcat-ap-3.0.1" / "strict-dcat-ap-SHACL.ttl")[1] > 0


def test_a_health_document_needs_no_catalogue_and_ours_has_none(described):
    assert not set(catalogue(described, HEALTH).subjects(RDF.type, term("dcat:Catalog")))


def test_a_register_that_is_not_secret_is_in_no_feed_of_secret_ones(described):
    assert "population" not in {one["localId"] for one in get_profile(HEALTH).chosen(described.registers)}
    graph = dataset(described, HEALTH, "population")
    assert {one.params["property"] for one in check_document(graph, HEALTH)} == {"dcterms:accessRights"}
