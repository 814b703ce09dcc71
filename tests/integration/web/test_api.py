"""The JSON API as a program meets it: every operation, languages, days, pages, caches, errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from site_factory import DOCUMENT, Browser, Site, open_site

from catalog.search.refresh import refresh_index
from common.database import reading

API = "/api/v1"
LISTS = (
    "registers", "data-resources", "variables", "concepts", "value-domains", "code-systems", "code-systems/ATC/editions", "code-systems/ATC/codes",
    "code-systems/ATC/codes/N06/children", "measures", "breakdowns", "examples", "help",
)
ONE = (
    "registers/lmed", "data-resources/PAR_SV", "variables/LMED/ATC", "concepts/sex", "code-systems/ATC", "code-systems/ATC/codes/N06A",
    "code-systems/ATC/expand?expr=N06A", "measures/ddd", "breakdowns/sex", "examples/nya-anvandare-adhd", "help/run-in",
)


@pytest.fixture
def visitor(site: Site) -> Browser:
    return site.visitor()


@pytest.mark.parametrize("address", [*LISTS, *ONE, "openapi.json", "schema/order.json"])
def test_every_address_answers_in_both_languages_and_to_head(visitor: Browser, address: str) -> None:
    for prefix in ("", "/en"):
        assert visitor.get(f"{prefix}{API}/{address}").status_code == 200
    head = visitor.client.head(f"{API}/{address}")
    assert (head.status_code, head.data) == (200, b"") and head.headers["ETag"]


@pytest.mark.parametrize("address", [one for one in LISTS if one != "code-systems/ATC/codes"])
def test_every_item_of_a_list_leads_to_itself(visitor: Browser, address: str) -> None:
    found = visitor.get(f"{API}/{address}?limit=200").json
    assert found and found["total"] >= len(found["items"]) > 0
    for item in found["items"][:25]:
        if "href" in item:
            assert visitor.get(item["href"].removeprefix("http://127.0.0.1:8000")).status_code == 200, item["href"]


def test_following_next_reads_the_whole_list_once(visitor: Browser) -> None:
    address, seen, total = f"{API}/code-systems/ATC/codes?limit=90&lang=en", [], 0
    while address:
        page = visitor.get(address).json
        assert page is not None
        seen += [item["stored"] for item in page["items"]]
        total, address = page["total"], (page["links"]["next"] or "").removeprefix("http://127.0.0.1:8000")
    assert len(seen) == len(set(seen)) == total > 180 and seen == sorted(seen)


def test_links_are_built_from_the_public_address(site: Site, tmp_path: Path) -> None:
    proxied = open_site(site.engine, tmp_path, site.clock, base_url="https://data.example.se/register")
    answer = proxied.app.test_client().get("/en/api/v1/variables?limit=1&register=lmed", headers={"Host": "evil.example"})
    assert answer.json is not None and "evil.example" not in answer.text
    assert answer.json["links"]["next"].startswith("https://data.example.se/register/en/api/v1/variables?limit=1&register=lmed&cursor=")
    assert proxied.app.test_client().get("/register/en/api/v1/registers/lmed").json["page"] == "https://data.example.se/register/en/register/lmed"


def test_the_language_is_the_address_or_the_parameter(visitor: Browser) -> None:
    names = {address: visitor.get(f"{address}/registers/lmed{query}").json["name"] for address, query in ((API, ""), (f"/en{API}", ""))}
    assert names[API] == "Läkemedelsregistret" != names[f"/en{API}"]
    assert visitor.get(f"{API}/registers/lmed?lang=en").json["name"] == names[f"/en{API}"]


def test_a_day_chooses_what_held_then(visitor: Browser) -> None:
    def columns(day: str) -> set[str]:
        return {item["column"] for item in visitor.get(f"{API}/variables?register=par_in&limit=200&on={day}").json["items"]}

    assert "slutrapporterad" in columns("2022-01-01") - columns("2015-01-01")
    coding = {day: [one["system"] for one in visitor.get(f"{API}/variables/PAR_SV/HDIA?on={day}").json["coding"]] for day in ("1980-01-01", "2015-01-01")}
    assert coding == {"1980-01-01": ["ICD-8"], "2015-01-01": ["ICD-10-SE"]}


def test_an_answer_known_already_is_not_sent_again(visitor: Browser) -> None:
    first = visitor.get(f"{API}/registers/lmed")
    same = visitor.client.get(f"{API}/registers/lmed", headers={"If-None-Match": first.headers["ETag"]})
    since = visitor.client.get(f"{API}/registers/lmed", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert [(answer.status_code, answer.data) for answer in (same, since)] == [(304, b"")] * 2
    assert visitor.get(f"{API}/registers/lmed?lang=en").headers["ETag"] != first.headers["ETag"]
    assert first.headers["Access-Control-Allow-Origin"] == "*" and "Set-Cookie" not in first.headers


@pytest.mark.parametrize(("address", "code"), [
    ("registers?nonsense=1", "api.error.unknown_parameter"), ("registers?limit=0", "api.error.parameter"), ("registers?limit=ten", "api.error.parameter"),
    ("registers?limit=1&limit=2", "api.error.repeated_parameter"), ("registers?on=2019-02-30", "api.error.parameter"), ("registers?on=1", "api.error.parameter"),
    ("registers?lang=de", "api.error.parameter"),
    ("code-systems/ATC/expand", "api.error.parameter"), ("code-systems/ATC/expand?expr=N06&years=20-10", "api.error.parameter"),
])
def test_a_wrong_question_is_refused_with_every_fault(visitor: Browser, address: str, code: str) -> None:
    answer = visitor.get(f"{API}/{address}")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert code in [one["code"] for one in answer.json["errors"]] and all(one["title"] != one["code"] for one in answer.json["errors"])


@pytest.mark.parametrize("address", ["registers/x", "variables/LMED/x", "concepts/x", "value-domains/x", "code-systems/x", "code-systems/ATC/codes/ZZZ", "measures/x",
                                     "breakdowns/x", "examples/x", "help/x", "data-resources/x", "code-systems/ICD-7/codes", "registers?cursor=AAAA", "registers?cursor=WyJub3BlIl0", "nothing"])
def test_what_is_missing_is_a_problem_in_the_readers_language(visitor: Browser, address: str) -> None:
    swedish, english = visitor.get(f"{API}/{address}"), visitor.get(f"/en{API}/{address}")
    assert swedish.status_code == english.status_code == 404 and swedish.mimetype == "application/problem+json"
    assert swedish.json["title"] != english.json["title"] and visitor.get(swedish.json["type"].removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_a_wrong_method_says_which_are_right(visitor: Browser) -> None:
    answer = visitor.client.post(f"{API}/registers")
    assert answer.status_code == 405 and {"GET", "HEAD"} <= set(answer.headers["Allow"].split(", "))


def test_an_expression_answers_as_the_command_line_does(visitor: Browser) -> None:
    found = visitor.get(f"{API}/code-systems/ICD-10-SE/expand?expr=F32-F33%20exkl%20F32.3").json
    assert found["normal"] == "F32-F33 ! F32.3" and found["count"] == len(found["codes"]) and "F323" not in found["codes"]
    wrong = visitor.get(f"{API}/code-systems/ATC/expand?expr=XYZ").json
    assert wrong["codes"] == [] and {"sv", "en", "severity", "id"} <= set(wrong["messages"][0])


@pytest.mark.parametrize("media", ["application/yaml", "application/json", "text/plain"])
def test_a_document_is_judged_whatever_it_comes_as(visitor: Browser, media: str) -> None:
    answer = visitor.client.post(f"{API}/orders/check", data=DOCUMENT, content_type=media)
    assert answer.status_code == 200 and answer.json["has_errors"] is False and "ETag" not in answer.headers
    assert "specification" in visitor.client.post(f"{API}/orders/explain?lang=en", data=DOCUMENT, content_type=media).json
    assert visitor.client.post(f"{API}/orders/shells", data=DOCUMENT, content_type=media).json[0]["id"] == "t1"


@pytest.mark.parametrize("body", ["[false]", "{", "order: [1", json.dumps({"order": True}), "\udcff".encode("utf-8", "surrogateescape"), "a: &b [*b]", "kind: {}\norder: 1\n", "order: {}\nkind: statistics\n", "kind: [a]\norder: [1]\n"])
def test_a_document_that_is_none_is_refused_and_never_fails(visitor: Browser, body: Any) -> None:
    for address in ("check", "explain", "shells"):
        answer = visitor.client.post(f"{API}/orders/{address}", data=body, content_type="application/json")
        assert answer.status_code in (200, 422)
        assert answer.json.get("has_errors") or answer.json.get("errors")


def test_no_document_is_refused(visitor: Browser) -> None:
    assert visitor.client.post(f"{API}/orders/check").json["errors"][0]["code"] == "api.error.no_document"


def test_a_form_or_a_file_is_no_document(visitor: Browser) -> None:
    assert visitor.client.post(f"{API}/orders/check", data={"a": "b"}).status_code == 415


def test_search_finds_what_the_page_finds(site: Site) -> None:
    with reading(site.engine) as session:
        refresh_index(session, site.settings.index_folder)
    found = site.visitor().get(f"{API}/search?q=depression&in=codes&lang=en").json
    assert found["hits"][0]["code"] == "F32" and found["hits"][0]["page"] == "http://127.0.0.1:8000/en/kod/ICD-10-SE/F32"
