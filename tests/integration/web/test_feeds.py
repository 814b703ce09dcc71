"""Feeds over HTTP: addresses from the configured base, pages walked to the end, 304, judgement in words, refusals."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from lxml import etree
from rdflib import Graph
from rdflib.namespace import RDF
from site_factory import Site, open_site

from exports.rdf import term
from web.views import feeds

PROFILES = ("dcat-ap-3.0.1", "dcat-ap-se-3.0.1", "healthdcat-ap-r8")


@pytest.fixture
def behind_a_proxy(site: Site, tmp_path) -> Site:
    """The same site, known to the world under another host and a path."""
    settings = site.settings.model_copy(update={"base_url": "https://data.example.se/register"})
    from web.app import create_app

    return replace(site, settings=settings, app=create_app(settings, site.engine, site.clock))


def test_every_profile_is_answered_in_every_syntax(site):
    client = site.app.test_client()
    for profile in PROFILES:
        for syntax, kind in (("ttl", "text/turtle"), ("rdf", "application/rdf+xml"), ("jsonld", "application/ld+json")):
            answer = client.get(f"/dcat/catalog.{syntax}?profile={profile}")
            assert (answer.status_code, answer.mimetype) == (200, kind)
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert "Set-Cookie" not in answer.headers
    assert client.get("/datasets/dcat").data == client.get("/dcat/catalog.rdf?profile=dcat-ap-se-3.0.1").data


def test_a_reader_who_has_it_is_told_so_at_once(site):
    client = site.app.test_client()
    first = client.get("/datasets/dcat")
    etag, at = first.headers["ETag"], first.headers["Last-Modified"]
    assert client.get("/datasets/dcat", headers={"If-Modified-Since": at}).status_code == 304
    times = []
    for _ in range(20):
        start = time.perf_counter()
        answer = client.get("/datasets/dcat", headers={"If-None-Match": etag})
        times.append(time.perf_counter() - start)
        assert (answer.status_code, answer.data) == (304, b"")
    assert min(times) < 0.005
    other = client.get("/dcat/catalog.rdf?profile=dcat-ap-3.0.1", headers={"If-None-Match": etag})
    assert other.status_code == 200
    assert client.head("/datasets/dcat").data == b""


def test_a_walk_behind_a_proxy_sees_every_data_set_once(behind_a_proxy, monkeypatch):
    monkeypatch.setattr(feeds, "SIZE", 3)
    feeds._catalogue_bytes.cache_clear()
    client = behind_a_proxy.app.test_client()
    address, seen, visited = "https://data.example.se/register/dcat/catalog.ttl?profile=dcat-ap-3.0.1&page=1", [], []
    while address:
        assert address.startswith("https://data.example.se/register/")
        visited.append(address)
        graph = Graph().parse(data=client.get(address.removeprefix("https://data.example.se/register")).data, format="turtle")
        seen += [str(one) for one in graph.subjects(RDF.type, term("dcat:Dataset"))]
        (collection,) = graph.subjects(RDF.type, term("hydra:PagedCollection"))
        total = int(graph.value(collection, term("hydra:totalItems")))
        address = str(graph.value(collection, term("hydra:next")) or "")
    feeds._catalogue_bytes.cache_clear()
    assert len(visited) > 1
    assert len(seen) == len(set(seen)) == total
    assert all(one.startswith("https://data.example.se/register/id/register/") for one in seen)


def test_links_come_from_the_configured_base_and_never_from_a_request(behind_a_proxy):
    answer = behind_a_proxy.app.test_client().get("/datasets/dcat", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert b"evil.example" not in answer.data
    assert b"https://data.example.se/register/id/catalog" in answer.data


def test_only_what_changed_since_is_given(site):
    client = site.app.test_client()
    later = client.get("/dcat/catalog.ttl?profile=dcat-ap-3.0.1&modified_since=2030-01-01").data
    assert not set(Graph().parse(data=later, format="turtle").subjects(RDF.type, term("dcat:Dataset")))
    since = client.get("/dcat/catalog.ttl?profile=dcat-ap-3.0.1&modified_since=2026-01-12").data
    assert set(Graph().parse(data=since, format="turtle").subjects(RDF.type, term("dcat:Dataset")))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/dcat/catalog.ttl?profile=latest", 400), ("/dcat/catalog.doc", 404), ("/dcat/catalog.ttl?page=0", 400), ("/dcat/catalog.ttl?page=x", 400),
        ("/dcat/catalog.ttl?modified_since=igår", 400), ("/dcat/dataset/hittepa.ttl", 404), ("/dcat/validate?profile=x", 400),
    ],
)
def test_what_is_asked_wrongly_is_answered_with_what_there_is(site, address, status):
    answer = site.app.test_client().get(address, headers={"Accept": "application/json"})
    assert answer.status_code == status
    if "profile=" in address:
        assert "healthdcat-ap-r8" in answer.get_data(as_text=True)


def test_one_register_by_key_and_by_identity(site):
    client = site.app.test_client()
    by_key = client.get("/dcat/dataset/lmed.ttl?profile=healthdcat-ap-r8").data
    graph = Graph().parse(data=by_key, format="turtle")
    identity = str(next(graph.objects(None, term("dcterms:identifier"))))
    assert client.get(f"/dcat/dataset/{identity}.ttl?profile=healthdcat-ap-r8").data == by_key


def test_the_judgement_is_told_in_words_and_as_json(site):
    client = site.app.test_client()
    for profile in PROFILES:
        found = client.get(f"/dcat/validate?profile={profile}", headers={"Accept": "application/json"}).get_json()
        assert (found["profile"], found["conforms"], found["findings"]) == (profile, True, [])
    page = client.get("/dcat/validate?profile=healthdcat-ap-r8&object=lmed").get_data(as_text=True)
    assert "Beskrivningen följer profilen" in page
    assert "follows the profile" in client.get("/en/dcat/validate").get_data(as_text=True)
    assert {one["profile"] for one in client.get("/dcat/shapes").get_json()} == set(PROFILES)


def test_official_shapes_are_run_where_their_folder_is_named(site, shared_data):
    pytest.importorskip("pyshacl")
    from web.app import create_app

    settings = site.settings.model_copy(update={"shapes": shared_data / "metadata"})
    client = create_app(settings, site.engine, site.clock).test_client()
    feeds._judged.cache_clear()
    found = client.get("/dcat/validate?profile=healthdcat-ap-r8", headers={"Accept": "application/json"}).get_json()
    feeds._judged.cache_clear()
    assert (found["shapes"], [one for one in found["findings"] if one["severity"] == "error"]) == (True, [])


def test_the_dump_is_well_formed_and_holds_every_register(site):
    root = etree.fromstring(site.app.test_client().get("/datasets/dcat").data)
    assert len(root.findall("{http://www.w3.org/ns/dcat#}Dataset")) >= 4


def test_a_site_can_be_opened_twice(site, tmp_path):
    assert open_site(site.engine, tmp_path, site.clock).app.test_client().get("/datasets/dcat").status_code == 200
