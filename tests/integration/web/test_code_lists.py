"""The code-list builder and the saved lists over HTTP, without script: one expression, versions that stay, signatures, files, and strangers kept out."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from site_factory import Browser, Site
from werkzeug.test import TestResponse

from common.audit.store import find_events
from common.audit.verify import verify_chain
from common.database import reading

BUILDER = "/kodlistor"


def step(browser: Browser, do: str = "check", **form: Any) -> TestResponse:
    return browser.post(BUILDER, form_on=BUILDER, do=do, **{"system": "ATC", **form})


def text_of(page: TestResponse) -> str:
    found = re.search(r"<textarea[^>]*>([^<]*)</textarea>", page.text)
    assert found
    return html.unescape(found[1])


def save(browser: Browser, expr: str = "N06A", name: str = "Antidepressiva", **form: Any) -> TestResponse:
    return browser.post("/kodlistor/spara", form_on=BUILDER, **{"system": "ATC", "expr": expr, "name": name, **form})


def test_the_builder_is_open_to_all_and_echoes_what_is_typed(site: Site) -> None:
    page = step(site.visitor(), expr="n06a, n05b exkl n05ba")
    assert page.status_code == 200 and "N05B | N06A ! N05BA" in html.unescape(page.text) and "Logga in för att spara" in page.text


def test_a_branch_opens_and_a_node_is_ticked_without_script(site: Site) -> None:
    browser = site.visitor()
    opened = step(browser, "open:N")
    assert 'data-key="N06"' in opened.text and 'name="open" value="N"' in opened.text
    ticked = step(browser, "include:N06A", open=["N", "N06"])
    assert text_of(ticked) == "N06A" and re.search(r'data-key="N06A"[^>]*data-state="included"', ticked.text)
    assert re.search(r'data-key="N06"[^>]*data-state="partly"', ticked.text)
    less = step(browser, "exclude:N06AB", expr="N06A", open=["N", "N06", "N06A"])
    assert text_of(less) == "N06A ! N06AB" and re.search(r'data-key="N06AB"[^>]*data-state="excluded"', less.text)


def test_a_search_finds_codes_in_the_tree_with_their_badges(site: Site) -> None:
    from catalog.search.refresh import refresh_index

    with reading(site.engine) as session:
        refresh_index(session, site.settings.index_folder)
    page = step(site.visitor(), "search", expr="N06A", q="antidepressiva")
    assert re.search(r'id="h-N06A"[^>]*data-state="included"', page.text)


def test_pasted_rows_of_a_spreadsheet_are_mended_by_one_click(site: Site) -> None:
    browser = site.visitor()
    pasted = "N06AB04\tCitalopram\r\nN06AB05\tParoxetin"
    assert 'value="columns"' in step(browser, expr=pasted).text
    assert text_of(step(browser, "columns", expr=pasted)).split() == ["N06AB04", "N06AB05"]
    page = step(browser, expr="N06AB04-06")
    fix = re.search(r'value="(fix:[\d.]+)">([^<]+)', page.text)
    assert fix and "N06AB06" in fix[2]
    assert text_of(step(browser, fix[1], expr="N06AB04-06")) == "N06AB04-N06AB06"


def test_a_text_with_errors_is_never_changed_by_the_tree(site: Site) -> None:
    page = step(site.visitor(), "include:N06A", expr="N06A | QQQQQ9")
    assert text_of(page) == "N06A | QQQQQ9" and "Rätta felen i texten" in page.text


@pytest.mark.parametrize("act", ["include:XXXX", "exclude:../../etc", "fix:99.99", "fix:x", "open:<script>", "nonsense"])
def test_an_act_on_something_that_is_not_there_harms_nothing(site: Site, act: str) -> None:
    page = step(site.visitor(), act, expr="N06A")
    assert page.status_code in (200, 404) and "<script>alert" not in page.text and 'value="<script>"' not in page.text


def test_huge_texts_are_refused_in_words_and_fast(site: Site) -> None:
    page = step(site.visitor(), expr="N06AB04\n" * 5000)
    assert page.status_code == 200 and "Dela upp den" in page.text
    assert step(site.visitor(), expr="x" * 5_000_000).status_code == 413


def test_a_saved_list_has_versions_that_never_change(site: Site) -> None:
    beda = site.person("beda")
    first = save(beda)
    assert first.headers["Location"] == "/kodlista/antidepressiva/1"
    before = site.visitor().get("/kodlista/antidepressiva/1.csv").data
    again = save(beda, "N06A", saved="antidepressiva", seen="1")
    assert again.headers["Location"].endswith("/1"), "the same content is no new version"
    assert save(beda, "N06A ! N06AB", saved="antidepressiva", seen="1").headers["Location"].endswith("/2")
    assert site.visitor().get("/kodlista/antidepressiva/1.csv").data == before
    assert site.visitor().get("/kodlista/antidepressiva/2.csv").data != before
    difference = html.unescape(site.visitor().get("/kodlista/antidepressiva/jamfor?fran=1&till=2").text)
    assert "! N06AB" in difference and "N06AB04" in difference


def test_two_windows_never_save_over_each_other(site: Site) -> None:
    beda = site.person("beda")
    save(beda)
    save(beda, "N06A ! N06AB", saved="antidepressiva", seen="1")
    late = save(beda, "N06A ! N06AA", saved="antidepressiva", seen="1")
    assert late.status_code == 409 and "Version 2 har sparats" in late.text and text_of(late) == "N06A ! N06AA"


def test_two_lists_of_one_name_have_two_addresses(site: Site) -> None:
    assert save(site.person("beda")).headers["Location"] == "/kodlista/antidepressiva/1"
    assert save(site.person("bo")).headers["Location"] == "/kodlista/antidepressiva-2/1"


def test_the_address_by_content_leads_to_the_version(site: Site) -> None:
    save(site.person("beda"))
    content = re.search(r'/kodlista/([0-9a-f]{64})"', site.visitor().get("/kodlista/antidepressiva").text)
    assert content and "Antidepressiva" in site.visitor().get(f"/kodlista/{content[1]}").text
    assert site.visitor().get(f"/kodlista/{'0' * 64}").status_code == 404


def test_a_stranger_saves_no_version_of_another_and_forgery_saves_nothing(site: Site) -> None:
    save(site.person("beda"))
    assert save(site.person("bo"), "N06A ! N06AB", saved="antidepressiva", seen="1").status_code == 403
    assert save(site.visitor(), "N06A ! N06AB").headers["Location"].startswith("/logga-in")
    beda = site.person("beda")
    assert beda.client.post("/kodlistor/spara", data={"system": "ATC", "expr": "N05B", "name": "X"}).status_code == 400
    assert site.visitor().get("/kodlista/antidepressiva/2").status_code == 404


def sign(browser: Browser, number: int = 1, title: str = "Specialist i psykiatri", content: str | None = None) -> TestResponse:
    address = f"/kodlista/antidepressiva/{number}"
    found = re.search(r'name="content" value="([^"]+)"', browser.get(address).text)
    return browser.post(f"{address}/signera", form_on=BUILDER, title=title, content=content or (found[1] if found else ""))


def test_another_person_signs_and_a_change_needs_a_new_signature(site: Site) -> None:
    beda, rut = site.person("beda"), site.person("rut")
    save(beda)
    assert sign(beda, content="x").status_code == 403, "nobody signs what they saved"
    assert sign(rut, title=" ").status_code == 422
    assert sign(rut, content="0" * 64).status_code == 409
    assert sign(rut).status_code == 303
    page = site.visitor().get("/kodlista/antidepressiva").text
    assert "Rut, Specialist i psykiatri" in page and "Inte signerad" not in page
    assert sign(site.person("gunnar"), content="x").status_code == 403, "a signature is not replaced"
    save(beda, "N06A ! N06AB", saved="antidepressiva", seen="1")
    assert "Inte signerad" in site.visitor().get("/kodlista/antidepressiva").text
    assert "Rut, Specialist i psykiatri" in site.visitor().get("/kodlista/antidepressiva/1").text
    with reading(site.engine) as session:
        assert [event.what for event in find_events(session, "antidepressiva")] == ["code_list.saved", "code_list.signed", "code_list.saved"]
        assert verify_chain(session)[1] == []


def test_names_that_attack_are_shown_as_text_and_written_as_text(site: Site) -> None:
    beda = site.person("beda")
    answer = save(beda, name='=cmd|"/c calc"!A1 <script>alert(1)</script>', note="@SUM(A1)")
    address = answer.headers["Location"].rpartition("/")[0]
    page = site.visitor().get(address).text
    assert "<script>alert" not in page and "&lt;script&gt;" in page
    value = json.loads(site.visitor().get(f"{address}/1.fhir").data)
    assert re.fullmatch(r"[A-Z][A-Za-z0-9_]{0,254}", value["name"]) and re.fullmatch(r"[A-Za-z0-9.-]{1,64}", value["id"])


def empty_parts(value: Any) -> list[Any]:
    """What FHIR's JSON forbids: empty texts, lists and objects, and nulls."""
    if isinstance(value, dict):
        return [part for child in value.values() for part in empty_parts(child)] + ([value] if not value else [])
    if isinstance(value, list):
        return [part for child in value for part in empty_parts(child)] + ([value] if not value else [])
    return [value] if value in ("", None) else []


def test_the_value_set_keeps_the_rules_of_fhir(site: Site) -> None:
    save(site.person("beda"), "N06A ! N06AB")
    answer = site.visitor().get("/kodlista/antidepressiva/1.fhir")
    assert answer.mimetype == "application/fhir+json"
    value = json.loads(answer.data)
    known = {
        "resourceType", "id", "language", "url", "identifier", "version", "name", "title", "status", "experimental", "date", "publisher", "description",
        "immutable", "compose", "expansion",
    }
    assert value["resourceType"] == "ValueSet" and set(value) <= known and empty_parts(value) == []
    assert value["status"] in ("draft", "active", "retired", "unknown") and re.fullmatch(r"[A-Z][A-Za-z0-9_]{0,254}", value["name"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", value["date"])
    (include,) = value["compose"]["include"]
    assert include["system"] == "http://www.whocc.no/atc" and "filter" not in include, "concept and filter never together (vsd-3)"
    assert value["expansion"]["total"] == len(value["expansion"]["contains"]) == len(include["concept"]) > 3
    assert [one["code"] for one in include["concept"]] == [one["code"] for one in value["expansion"]["contains"]]
    assert all(one["system"] and one["code"] for one in value["expansion"]["contains"])
    assert "N06AB04" not in [one["code"] for one in include["concept"]]
    assert answer.data == site.visitor().get("/kodlista/antidepressiva/1.fhir").data


def test_plain_files_hold_every_code_with_its_titles(site: Site) -> None:
    save(site.person("beda"), "N06AB")
    rows = site.visitor().get("/kodlista/antidepressiva/1.tsv").text.splitlines()
    assert rows[0] == "code\tshown\ttitle_sv\ttitle_en" and rows[1].startswith("N06AB\tN06AB\t")
    value = site.visitor().get("/kodlista/antidepressiva/1.json").json
    assert value["n_codes"] == len(value["codes"]) == len(rows) - 1 and value["normal_form"] == "N06AB"
    assert site.visitor().get("/kodlistor/koder.csv?system=ATC&expr=N06AB").text.count("\n") == len(rows)
    assert site.visitor().get("/kodlistor/koder.csv?system=ATC&expr=QQ").status_code == 404


def test_a_list_becomes_an_order_and_a_criterion_and_a_filter(site: Site, draft: str) -> None:
    beda = site.person("beda")
    new = beda.post("/kodlistor/anvand", form_on=BUILDER, system="ATC", expr="N06A ! N06AB")
    assert "N06A ! N06AB" in html.unescape(beda.get(new.headers["Location"]).text)
    place = "/cohorts/0/criteria/0"
    there = beda.post("/kodlistor/anvand", form_on=BUILDER, system="ATC", expr="N05B", order=draft, place=place)
    page = beda.get(there.headers["Location"]).text
    assert 'value="N05B"' in page and 'value="N06BA"' not in page
    beda.post("/variabellista/lagg-till", form_on=BUILDER, variable="LMED/ATC")
    back = beda.post("/kodlistor/anvand", form_on=BUILDER, system="ATC", expr="N05B", variable="1")
    assert back.headers["Location"] == "/variabellista/1" and 'value="N05B"' in beda.get("/variabellista/1").text


def test_a_list_goes_into_no_order_of_another(site: Site, draft: str) -> None:
    stranger = site.person("bo")
    answer = stranger.post("/kodlistor/anvand", form_on=BUILDER, system="ATC", expr="N05B", order=draft, place="/cohorts/0/criteria/0")
    assert answer.status_code in (403, 404)
    assert "N06BA" in site.person("beda").get(f"/bestall/{draft}/villkor?place=/cohorts/0/criteria/0").text


def test_the_guide_takes_a_saved_list_into_its_criterion(site: Site, draft: str) -> None:
    beda, page = site.person("beda"), f"/bestall/{draft}/villkor?place=/cohorts/0/criteria/0"
    save(beda, "N05B ! N05BA", name="Lugnande")
    shown = beda.get(page).text
    version = re.search(r'name="version" value="(\d+)"', shown)
    assert version and 'value="lugnande/1"' in shown and "order=" + draft in shown
    form = {"version": version[1], "place": "/cohorts/0/criteria/0", "register": "lmed", "system_0": "ATC", "expr_0": "N06BA", "first": "2015", "last": "2020"}
    answer = beda.post(page, form_on=page, do="take", saved="lugnande/1", **form)
    assert answer.status_code == 303 and "/villkor" in answer.headers["Location"]
    assert 'value="N05B ! N05BA"' in html.unescape(beda.get(page).text)


def test_a_code_page_leads_to_the_tree_opened_at_the_code(site: Site) -> None:
    visitor = site.visitor()
    link = re.search(r'href="(/kodlistor\?[^"]+)"', visitor.get("/kod/ATC/N06AB").text)
    assert link
    page = visitor.get(html.unescape(link[1]))
    assert text_of(page) == "N06AB" and re.search(r'data-key="N06AB"[^>]*data-open="true"[^>]*data-state="included"', page.text)
    assert visitor.get("/kodlistor?system=ATC&oppna=../x").status_code == 200
