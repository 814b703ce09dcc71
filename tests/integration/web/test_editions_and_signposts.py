"""Loaded code lists at lasting addresses, and what landing pages and well-known addresses tell programs."""

from __future__ import annotations

import csv
import io
import re

import pytest
from rdflib import Graph
from rdflib.namespace import RDF
from sqlalchemy import text

from exports.rdf import term

LISTS = ("/codes/ATC/sample-2026", "/codes/ICD-10-SE/sample-2021", "/codes/KVA/sample-2021")


def _rows(client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"{address}.csv").data.decode("utf-8-sig"))))


@pytest.mark.parametrize("address", LISTS)
def test_every_form_of_an_edition_tells_the_same_codes(site, address):
    client = site.app.test_client()
    rows, told = _rows(client, address), client.get(f"{address}.json").get_json()
    graph = Graph().parse(data=client.get(f"{address}.ttl").data, format="turtle")
    notations = {str(graph.value(one, term("skos:notation"))) for one in graph.subjects(RDF.type, term("skos:Concept"))}
    assert list(rows[0]) == ["code", "parent", "level", "label_sv", "label_en", "validFrom", "validUntil", "observedOnly"]
    assert [one["code"] for one in rows] == [one["code"] for one in told["codes"]]
    assert notations == {one["code"] for one in rows}
    assert {one["parent"] for one in rows} - {""} <= notations
    assert all(one["label_sv"] for one in rows)
    assert {str(one) for one in graph.objects(None, term("skos:broader"))} <= {str(one) for one in graph.subjects(RDF.type, term("skos:Concept"))}


def test_labels_of_an_authoritys_list_are_not_given_out(site, tmp_path):
    with site.engine.begin() as connection:
        connection.execute(text("UPDATE code_edition SET is_sample = false, label = '2026', source_sha256 = 'other' WHERE system = 'ATC'"))
    client = site.app.test_client()
    told = client.get("/codes/ATC/2026.json").get_json()
    assert (told["labelsPublished"], {one["label_sv"] + one["label_en"] for one in told["codes"]}) == (False, {""})
    assert "metylfenidat" not in client.get("/codes/ATC/2026.ttl").get_data(as_text=True).lower()
    assert {one["parent"] for one in told["codes"]} > {"", "A", "N06B"}


def test_an_edition_is_answered_once_and_its_addresses_lead_on(site):
    client = site.app.test_client()
    first = client.get("/codes/ATC/sample-2026.csv")
    assert client.get("/codes/ATC/sample-2026.csv", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    for accept, target in (("text/html", "/kod/ATC/N06BA04"), ("text/turtle", "/codes/ATC/sample-2026.ttl"), ("application/json", "/codes/ATC/sample-2026.json")):
        answer = client.get("/codes/ATC/sample-2026/N06BA04", headers={"Accept": accept})
        assert (answer.status_code, answer.headers["Location"], answer.headers["Vary"].startswith("Accept")) == (303, target, True)
    for missing in ("/codes/ATC/1899.ttl", "/codes/XYZ/1.csv", "/codes/ATC/sample-2026.doc", "/codes/ATC/sample-2026/N99ZZ99"):
        assert client.get(missing).status_code == 404


def test_every_signpost_of_a_landing_page_leads_somewhere(site):
    client, root = site.app.test_client(), site.settings.base_url
    for page in ("/register/lmed", "/en/register/lmed", "/variabel/lmed/ATC"):
        links = re.findall(r'<([^>]+)>; rel="([a-z-]+)"(?:; type="([^"]+)")?', client.get(page).headers["Link"])
        assert {"cite-as", "describedby", "type", "license"} <= {relation for _address, relation, _kind in links}
        assert [relation for _address, relation, _kind in links].count("cite-as") == 1
        for address, relation, mimetype in links:
            if relation in ("cite-as", "author"):
                assert client.get(address.removeprefix(root)).status_code == 303
            if relation == "describedby":
                answer = client.get(address.removeprefix(root))
                assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert "author" in client.get("/register/lmed").headers["Link"]


def test_the_dumps_are_told_at_the_well_known_address(site):
    client, root = site.app.test_client(), site.settings.base_url
    graph = Graph().parse(data=client.get("/.well-known/void").data, format="turtle")
    dumps = [str(one) for one in graph.objects(None, term("void:dataDump"))]
    assert len(dumps) == 3
    for address in dumps:
        assert client.get(address.removeprefix(root)).status_code == 200
        assert f"# Dump: {address}" in client.get("/robots.txt").get_data(as_text=True)


def test_an_explicit_form_of_a_register_is_its_data_set(site):
    client = site.app.test_client()
    for syntax in ("ttl", "rdf", "jsonld"):
        known = client.get(f"/dcat/dataset/lmed.{syntax}?profile=healthdcat-ap-r8").data
        assert client.get(f"/doc/register/lmed.{syntax}?profile=healthdcat-ap-r8").data == known
