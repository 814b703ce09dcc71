"""Answering the guide changes the document, and only as answered."""

from __future__ import annotations

import re

from site_factory import Browser, Site

from assistant.lookup import get_order
from web.accounts.actions import get_account


def saved(site: Site, draft: str) -> str:
    return get_order(site.engine, get_account(site.engine, "beda").actor, draft).document


def send(browser: Browser, address: str, **form: object) -> int:
    version = re.search(r'name="version" value="(\d+)"', browser.get(address).text)
    assert version
    return browser.post(address, form_on=address, version=version[1], **form).status_code


def test_new_codes_and_years_are_read_back(site: Site, draft: str) -> None:
    beda, address = site.person("beda"), f"/bestall/{draft}/villkor?place=/cohorts/0/criteria/0"
    answers = {"register": "lmed", "system_0": "ATC", "expr_0": "C10AA", "first": "2018", "last": "2020", "run_in": "12", "look_back_group": "group"}
    assert send(beda, address, **answers) == 303
    assert "C10AA" in saved(site, draft) and "2018-01/2020-12" in saved(site, draft)
    page = beda.get(f"/bestall/{draft}/tabeller").text
    assert ">2020<" in page and ">2021<" not in page


def test_a_wrong_year_keeps_what_was_typed_and_saves_nothing(site: Site, draft: str) -> None:
    beda, address = site.person("beda"), f"/bestall/{draft}/villkor?place=/cohorts/0/criteria/0"
    before = saved(site, draft)
    token = re.search(r'name="csrf_token" value="([^"]+)"', beda.get(address).text)
    assert token
    form = {"csrf_token": token[1], "version": "1", "register": "lmed", "system_0": "ATC", "expr_0": "C10AA", "first": "20x8", "last": "2020"}
    answer = beda.client.post(address, data=form)
    assert answer.status_code == 422 and 'value="20x8"' in answer.text and 'value="C10AA"' in answer.text
    assert 'role="alert"' in answer.text and saved(site, draft) == before


def test_the_layout_changes_the_empty_table(site: Site, draft: str) -> None:
    beda, address = site.person("beda"), f"/bestall/{draft}/tabell/0/uppstallning"
    assert send(beda, address, row_0="county", column_0="sex", totals=["sex", "age_group"], rates="", do="stay") == 303
    page = beda.get(address).text
    assert "Gotlands län" in page
    assert "age_group" not in saved(site, draft), "a margin of a breakdown that is gone goes with it"


def test_a_group_and_a_table_can_be_added_and_removed(site: Site, draft: str) -> None:
    beda = site.person("beda")
    assert send(beda, f"/bestall/{draft}/grupper", add_group="1") == 303
    assert saved(site, draft).count("criteria:") == 2
    assert send(beda, f"/bestall/{draft}/grupper", remove="/cohorts/1") == 303
    assert saved(site, draft).count("criteria:") == 1
    assert send(beda, f"/bestall/{draft}/tabeller", add="1") == 303
    assert send(beda, f"/bestall/{draft}/tabeller", remove="1") == 303
    assert saved(site, draft).count("measure:") == 1


def test_a_document_with_faults_names_them_all_and_keeps_the_text(site: Site, draft: str) -> None:
    beda, address = site.person("beda"), f"/bestall/{draft}/dokument"
    text = "order: '1'\nkind: statistics\ncohort: []\ntables: [{measur: x}]\n"
    answer = beda.post(address, form_on=address, version="1", text=text)
    assert answer.status_code == 422 and answer.text.count('class="finding error"') == 2 and "measur: x" in answer.text


def test_two_windows_do_not_overwrite_each_other(site: Site, draft: str) -> None:
    beda, address = site.person("beda"), f"/bestall/{draft}/syfte"
    assert beda.post(address, form_on=address, version="1", title="Ett", legal="research").status_code == 303
    assert beda.post(address, form_on=address, version="1", title="Två", legal="research").status_code == 409
    assert "Ett" in saved(site, draft) and "Två" not in saved(site, draft)


def test_starting_twice_from_an_example_gives_one_draft(site: Site) -> None:
    beda = site.person("beda")
    key = re.findall(r'href="(/exempel/[a-z0-9-]+)"', beda.get("/").text)[0]
    first, second = beda.post(key, form_on=key), beda.post(key, form_on=key)
    assert first.status_code == 303 and first.headers["Location"] == second.headers["Location"]


def test_a_warning_is_set_aside_only_with_a_reason(site: Site, draft: str) -> None:
    beda, address = site.person("beda"), f"/bestall/{draft}/kontroll"
    page = beda.get(address).text
    found = re.search(r'name="path" value="([^"]*)"><input type="hidden" name="rule" value="([^"]+)"', page)
    if found is None:
        send(beda, f"/bestall/{draft}/tabell/0/uppstallning", row_0="year", row_1='{"municipality":"06"}', column_0="sex", column_1='{"age_group":"five_year"}')
        page = beda.get(address).text
        found = re.search(r'name="path" value="([^"]*)"><input type="hidden" name="rule" value="([^"]+)"', page)
    assert found
    form = {"form_on": address, "version": "1", "path": found[1], "rule": found[2]}
    assert beda.post(f"{address}/svar", reason="x", **form).status_code == 422
    assert beda.post(f"{address}/svar", reason="Vi behöver se varje månad.", **form).status_code == 303
    assert "Vi behöver se varje månad." in beda.get(address).text
