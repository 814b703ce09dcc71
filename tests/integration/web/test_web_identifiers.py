"""Lasting addresses, the change feed, and what robots ask for first."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import etree
from site_factory import Site

from catalog.changes import describe_objects, record_changes
from catalog.store.changes import newest_cursor
from common.database import reading, transaction

REGISTER = "ee06e533-065e-592b-80de-1625ce73ab3f"
"""The identity of the drug register, minted from its type and key: equal on every installation."""


def get(site: Site, address: str, **headers: str) -> Any:
    return site.visitor().client.get(address, headers=headers)


def test_a_person_is_sent_to_the_page_and_a_program_to_the_data(site: Site) -> None:
    person, program = get(site, f"/id/register/{REGISTER}", Accept="text/html"), get(site, f"/id/register/{REGISTER}", Accept="application/json")
    assert (person.status_code, person.headers["Location"]) == (303, "/register/lmed")
    assert (program.status_code, program.headers["Location"]) == (303, f"/doc/register/{REGISTER}.json")
    assert "Accept" in person.headers["Vary"]
    turtle = get(site, f"/id/register/{REGISTER}", Accept="text/turtle")
    assert turtle.headers["Location"] == f"/doc/register/{REGISTER}.ttl" and get(site, turtle.headers["Location"]).status_code == 200
    assert get(site, f"/en/id/register/{REGISTER}").headers["Location"] == "/en/register/lmed"


def test_a_key_is_sent_to_its_identity_first_and_a_version_is_kept(site: Site) -> None:
    assert get(site, "/id/register/LMED").headers["Location"] == f"/id/register/{REGISTER}"
    assert get(site, "/id/instance-variable/LMED/ATC").status_code == 303
    assert get(site, f"/id/register/{REGISTER}/v/1.0.0").headers["Location"] == "/register/lmed"
    other = get(site, f"/id/register/{REGISTER}/v/9.9.9")
    assert other.status_code == 404 and "1.0.0" in other.text
    assert get(site, "/id/register/nothing").status_code == get(site, "/id/nonsense/lmed").status_code == 404


def test_the_data_is_a_document_of_the_profile_and_is_kept(site: Site) -> None:
    answer = get(site, f"/doc/register/{REGISTER}.json")
    document = json.loads(answer.data)
    assert document["profile"] == "rut-gsim-se/1.0" and REGISTER in {one["id"] for one in document["objects"]}
    assert answer.headers["Access-Control-Allow-Origin"] == "*" and answer.last_modified is not None
    assert get(site, f"/doc/register/{REGISTER}.json", **{"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_kind_of_object_leads_to_a_page(site: Site, language: str) -> None:
    document = json.loads(get(site, f"/doc/register/{REGISTER}.json").data)
    kinds = {}
    for one in document["objects"]:
        kinds.setdefault(one["type"], one)
    assert {"Register", "InstanceVariable", "ValueDomain", "CodeList", "Agent", "Population", "UnitType", "Concept"} <= kinds.keys()
    for one in kinds.values():
        sent = get(site, f"{language}/{one['uri']}", Accept="text/html")
        page = site.visitor().client.get(sent.headers["Location"], follow_redirects=True)
        assert page.status_code == 200, one["type"]
        assert one["name"]["en" if language and one["name"].get("en") else "sv"].split(",")[0][:12].lower() in page.text.lower(), one["type"]


def test_a_withdrawn_object_has_a_tombstone(site: Site) -> None:
    gone = {
        "type": "Register", "id": "00000000-0000-4000-8000-00000000000a", "localId": "gone", "version": "1.0.0", "name": {"sv": "Borta", "en": "Gone"},
        "administrativeStatus": "published",
    }
    with transaction(site.engine) as session:
        record_changes(session, {}, describe_objects([gone]), site.clock.now(), origin="x")
        record_changes(session, {}, {}, site.clock.now(), origin="x")
    page, data = get(site, f"/id/register/{gone['id']}"), get(site, f"/doc/register/{gone['id']}.json")
    assert page.status_code == data.status_code == 410
    assert "Borta" in page.text and json.loads(data.data)["label"]["en"] == "Gone"
    with reading(site.engine) as session:
        before_last = newest_cursor(session) - 1
    (event,) = json.loads(get(site, f"/api/v1/changes?since={before_last}").data)["changes"]
    assert event["action"] == "withdrawn" and event["tombstone"]["label"]["sv"] == "Borta"


def test_the_feed_is_read_in_pages_to_its_end(site: Site) -> None:
    cursor, seen = 0, []
    while True:
        answer = json.loads(get(site, f"/api/v1/changes?since={cursor}&limit=700").data)
        if not answer["changes"]:
            break
        seen += [one["seq"] for one in answer["changes"]]
        cursor = answer["next"]
    assert seen == sorted(set(seen)) and len(seen) > 700
    assert answer["next"] == cursor
    beyond = get(site, f"/api/v1/changes?since={cursor + 1}")
    assert beyond.status_code == 410 and json.loads(beyond.data)["code"] == "catalogue.error.cursor"


def test_a_lasting_address_is_the_same_in_every_language(site: Site) -> None:
    swedish, english = (json.loads(get(site, f"{prefix}/api/v1/changes?limit=1000").data)["changes"] for prefix in ("", "/en"))
    assert swedish and swedish == english
    assert all(one["uri"].startswith(f"{site.settings.base_url}/id/") for one in swedish)
    concept = next(one for one in swedish if one["type"] == "Concept")
    pages = [get(site, f"{prefix}/doc/concept/{concept['uuid']}") for prefix in ("", "/en")]
    assert [page.status_code for page in pages] == [200, 200]
    assert all(f"<code>{concept['uri']}</code>" in page.text for page in pages)


def test_the_site_map_holds_every_page_in_both_languages_and_they_answer(site: Site) -> None:
    root = etree.fromstring(get(site, "/sitemap.xml").data)
    base = site.settings.base_url
    addresses = [one.text for one in root.iter("{*}loc")]
    assert len(addresses) == len(set(addresses)) and f"{base}/register/lmed" in addresses and f"{base}/en/register/lmed" in addresses
    for address in addresses[:: max(1, len(addresses) // 40)]:
        assert get(site, address.removeprefix(base)).status_code == 200, address
    assert etree.fromstring(get(site, "/en/sitemap.xml").data).find("{*}url/{*}loc").text == addresses[0]


def test_robots_are_told_what_is_closed(site: Site) -> None:
    text = get(site, "/robots.txt").text
    assert "Disallow: /mina" in text and f"Sitemap: {site.settings.base_url}/sitemap.xml" in text
