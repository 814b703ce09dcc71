"""Every description is judged as it was written: whole ones pass, and each thing taken away or bent is told."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.importers.content import read_systems
from catalog.load import examine_content
from catalog.lookup import Catalogue
from exports import validation
from exports.dcat.portal import Portal
from exports.ddi.codebook import write_codebook
from exports.ddi.lifecycle import write_lifecycle
from exports.described import Described
from exports.plain_files import write_json
from exports.rdf import Literal, iri, term
from exports.rut.describe import describe_registers
from exports.rut.document import rut_envelope, rut_objects
from exports.schema_org import catalogue_json
from exports.skos import code_list_graph
from exports.workbook.register import write_register_workbook

ROOT = Path(__file__).resolve().parents[3]
BASE = "https://m.example.se"
AT = datetime(2026, 1, 12, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def described() -> Described:
    read, _findings = examine_content(ROOT / "metadata" / "content")
    return Described(tuple(rut_objects(describe_registers(Catalogue("x", read.content)), read_systems())), AT).only(["lmed"])


def codes(findings) -> set[str]:
    return {one.code for one in findings}


def test_the_profile_is_judged_by_its_schema_and_its_rules(described):
    document = rut_envelope(described.objects, base=BASE, created=AT, agency="se.socialstyrelsen")
    assert validation.check_profile(write_json(document), "a.json") == []
    for member in ("name", "version", "lifeCycleStatus"):
        bent = copy.deepcopy(document)
        del bent["objects"][0][member]
        assert validation.check_profile(write_json(bent), "a.json"), member
    lost = copy.deepcopy(document)
    lost["objects"] = [one for one in lost["objects"] if one["type"] != "ValueDomain"]
    assert codes(validation.check_profile(write_json(lost), "a.json")) == {"exports.error.reference"}


def test_a_workbook_is_judged_by_its_reader(described):
    register = described.get_register("lmed")
    assert validation.check_workbook(write_register_workbook(described, register), "a.xlsx") == []
    assert codes(validation.check_workbook(b"PK\x03\x04nothing", "a.xlsx")) == {"exchange.error.suspicious_workbook"}


@pytest.mark.parametrize("field", ["titl", "IDNo", "holdings", "distrbtr", "abstract"])
def test_a_codebook_that_lacks_a_field_is_told(described, field):
    data = write_codebook(described, described.get_register("lmed"), BASE)
    assert validation.check_codebook(data, "a.xml", None) == []
    bent = data.replace(f"<{field}".encode(), b"<other").replace(f"</{field}>".encode(), b"</other>")
    assert codes(validation.check_codebook(bent, "a.xml", None)) & {"exports.schema.missing", "exchange.error.no_title"}


def test_the_official_schema_judges_a_codebook_where_its_folder_is_named(described, shared_data):
    data = write_codebook(described, described.get_register("lmed"), BASE)
    assert validation.check_codebook(data, "a.xml", shared_data / "metadata") == []
    bent = data.replace(b"<dataAccs", b"<oddity/><dataAccs")
    (found,) = validation.check_codebook(bent, "a.xml", shared_data / "metadata")
    assert (found.code, found.params["schema"]) == ("exports.schema.says", "ddi_codebook_2_5.xsd")


def test_a_lifecycle_document_is_judged_by_the_schema_of_the_extra(described):
    pytest.importorskip("ddi_l")
    data = write_lifecycle(described)
    assert validation.check_lifecycle(data, "a.xml", None) == []
    bent = data.replace(b"</i:DDIInstance>", b"<x/></i:DDIInstance>")
    assert "exports.schema.says" in codes(validation.check_lifecycle(bent, "a.xml", None))


def test_code_lists_are_judged_with_their_hierarchy(described):
    graph = code_list_graph(described, BASE).graph
    assert validation.check_skos(graph, None) == []
    concept, other = sorted(graph.subjects(term("skos:notation"), None), key=str)[:2]
    for one, two in ((concept, other), (other, concept)):
        graph.add((one, term("skos:broader"), two))
    graph.add((other, term("skos:broader"), iri(f"{BASE}/borta")))
    scheme = next(iter(graph.objects(None, term("skos:inScheme"))))
    graph.add((scheme, term("skos:prefLabel"), Literal("Another", lang="en")))
    graph.remove((scheme, term("dcterms:issued"), None))
    assert codes(validation.check_skos(graph, None)) == {"exports.skos.circle", "exports.skos.broader_missing", "exports.skos.english_name", "exports.dcat.missing"}


def test_every_data_set_of_schema_org_has_what_readers_demand(described):
    document = catalogue_json(described, Portal(BASE, "http://creativecommons.org/publicdomain/zero/1.0/"))
    assert validation.check_schema_org(document) == []
    bent = json.loads(json.dumps(document))
    del bent["dataset"][0]["license"]
    bent["dataset"].append(bent["dataset"][0])
    assert codes(validation.check_schema_org(bent)) == {"exports.schema.missing", "exports.schema.twice"}
