"""Searching as a visitor does: groups, reasons, narrowing, nothing found, suggestions."""

from __future__ import annotations

import re

import pytest
from site_factory import Site

from catalog.search.refresh import refresh_index
from common.database import reading


@pytest.fixture
def searched(site: Site) -> Site:
    """The site with its index built."""
    with reading(site.engine) as session:
        refresh_index(session, site.settings.index_folder)
    return site


def test_hits_stand_in_groups_with_their_reason(searched: Site) -> None:
    page = searched.visitor().get("/sok?q=depression").text
    assert re.search(r"<h2[^>]*>ICD-10-SE <span", page)
    assert 'href="/kod/ICD-10-SE/F32"' in page and "vardagsord: depression" in page


def test_a_kind_narrows_and_is_marked(searched: Site) -> None:
    page = searched.visitor().get("/sok?q=run-in&in=help").text
    assert 'href="/hjalp/run-in"' in page and "/kod/" not in page
    assert len(re.findall(r'aria-current="true"', page)) == 1


def test_an_unknown_kind_narrows_nothing(searched: Site) -> None:
    assert "/kod/ICD-10-SE/F32" in searched.visitor().get("/sok?q=depression&in=nonsense&system=nonsense").text


@pytest.mark.parametrize(("prefix", "words"), [("", "Inget hittades"), ("/en", "Nothing was found")])
def test_nothing_found_says_what_to_try(searched: Site, prefix: str, words: str) -> None:
    page = searched.visitor().get(f"{prefix}/sok?q=xyzzyqq").text
    assert words in page and "vad-registren-inte-har" in page


def test_markup_in_a_question_stays_text(searched: Site) -> None:
    page = searched.visitor().get("/sok?q=<script>alert(1)</script>").text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_suggestions_are_the_first_hits(searched: Site) -> None:
    answer = searched.visitor().get("/en/sok/forslag?q=citalopram")
    assert answer.json and answer.json[0]["mark"] == "N06AB04" and answer.json[0]["href"] == "/en/kod/ATC/N06AB04"
    assert searched.visitor().get("/sok/forslag?q=c").json == []


def test_a_question_of_any_length_is_answered(searched: Site) -> None:
    assert searched.visitor().get("/sok?q=" + "lång " * 400).status_code == 200


def test_without_an_index_the_page_says_what_to_do(site: Site) -> None:
    answer = site.visitor().get("/sok?q=depression")
    assert answer.status_code == 404 and "catalogue load" in answer.text


def test_an_answer_is_kept_only_as_long_as_the_index_it_came_from(searched: Site) -> None:
    from catalog.search.index import build_parts

    visitor = searched.visitor()
    assert "/kod/ICD-10-SE/F32" in visitor.get("/sok?q=depression").text
    build_parts(searched.settings.index_folder, [], [])
    assert "/kod/ICD-10-SE/F32" not in visitor.get("/sok?q=depression").text
