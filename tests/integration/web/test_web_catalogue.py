"""The catalogue's pages: every register, variable, concept, code system and some codes, in both languages; what is missing is said helpfully."""

from __future__ import annotations

import re

import pytest
from site_factory import Site

from catalog.lookup import open_catalogue
from common.database import reading


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_register_variable_and_concept_has_a_page(site: Site, prefix: str) -> None:
    visitor = site.visitor()
    with reading(site.engine) as session:
        known = open_catalogue(session)
    pages = [f"{prefix}/register/{one}" for one in known.registers] + [f"{prefix}/begrepp/{one.id}" for one in known.of("concepts")]
    pages += [f"{prefix}/variabel/{one.register_code}/{one.series or one.column_name}" for one in known.of("variables") if one.number in (None, 1)]
    answers = {page: visitor.get(page) for page in pages}
    assert {page: answer.status_code for page, answer in answers.items()} == dict.fromkeys(pages, 200)
    words = re.compile(r"\bweb\.[a-z_]+\.[a-z_.]+")
    assert not [(page, words.findall(answer.text)) for page, answer in answers.items() if words.search(answer.text)]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("address", ["/kodverk/ATC", "/kodverk/ICD-7", "/kod/ICD-10-SE/F32", "/kod/ICD-10-SE/F30-F39", "/kod/ICD-10-SE/05", "/kod/KVA/A", "/kod/LKF/0331"])
def test_systems_codes_blocks_and_chapters_have_pages(site: Site, prefix: str, address: str) -> None:
    answer = site.visitor().get(prefix + address)
    assert answer.status_code == 200 and not re.search(r"\bweb\.[a-z_]+\.[a-z_.]+", answer.text)


@pytest.mark.parametrize(("asked", "given"), [
    ("/variabel/LMED/ATC", "/variabel/lmed/ATC"), ("/variabel/lmed/atc", "/variabel/lmed/ATC"), ("/variabel/PAR_SV/HDIA", "/variabel/par_in/HDIA"),
    ("/register/par", "/register/par_in"), ("/register/LMED", "/register/lmed"), ("/kod/icd-10-se/f32.0", "/kod/ICD-10-SE/f32.0"),
    ("/kod/ICD-10-SE/f32.0", "/kod/ICD-10-SE/F320"), ("/kodverk/KVÅ", "/kodverk/KVA"),
])
def test_another_writing_leads_to_the_one_address(site: Site, asked: str, given: str) -> None:
    answer = site.visitor().get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (301, given)


@pytest.mark.parametrize(("address", "words"), [
    ("/register/finns-inte", "finns-inte"), ("/variabel/lmed/FINNS", "FINNS"), ("/begrepp/finns-inte", "Begreppet"), ("/kodverk/XYZ", "Kodverket XYZ"),
    ("/kod/ATC/ZZZZZ", "ZZZZZ"), ("/kod/XYZ/A", "XYZ"),
])
def test_what_is_missing_is_named_with_a_way_forward(site: Site, address: str, words: str) -> None:
    for prefix in ("", "/en"):
        answer = site.visitor().get(prefix + address)
        assert answer.status_code == 404 and 'href="' + prefix + '/sok"' in answer.text
    assert words in site.visitor().get(address).text


def test_a_register_shows_its_breaks_as_picture_and_as_table(site: Site) -> None:
    page = site.visitor().get("/register/par_in").text
    assert '<svg class="time"' in page and 'role="img"' in page
    drawn, listed = re.findall(r'<text class="number"[^>]*>(\d+)<', page), re.findall(r'class="break-number">(\d+)<', page)
    assert len(listed) > 5 and set(drawn) <= set(listed)


def test_a_series_is_one_row_and_one_page(site: Site) -> None:
    assert "DIA1–DIA30" in site.visitor().get("/register/par_in").text
    assert "Bidiagnos 1–30" in site.visitor().get("/variabel/par_in/DIA").text


def test_a_code_shows_what_became_of_it(site: Site) -> None:
    page = site.visitor().get("/kod/ATC/N02BF01").text
    assert "N03AX12" in page and "→" in page


def test_a_code_names_the_examples_and_variables_that_use_it(site: Site) -> None:
    page = site.visitor().get("/kod/ATC/N06BA").text
    assert 'href="/exempel/nya-anvandare-adhd"' in page and 'href="/variabel/lmed/ATC"' in page


def test_the_same_concept_is_found_elsewhere(site: Site) -> None:
    assert 'href="/variabel/par_in/KON"' in site.visitor().get("/variabel/lmed/KON").text or 'href="/variabel/par_in/ALDER"' in site.visitor().get("/variabel/lmed/ALDER").text


@pytest.mark.parametrize("address", ["/register/lmed", "/variabel/lmed/ATC", "/en/variabel/par_in/DIA"])
def test_every_form_of_the_metadata_can_be_fetched(site: Site, address: str) -> None:
    visitor = site.visitor()
    page = visitor.get(address).text
    links = re.findall(r'href="([^"]+)"', page[page.index('id="metadata"'):page.index("</main>")])
    assert len(links) >= 2 and {link: visitor.get(link.replace("&amp;", "&")).status_code for link in links} == dict.fromkeys(links, 200)
    lasting = re.search(r"<code>http://127.0.0.1:8000(/id/[^<]+)</code>", page)
    assert lasting and visitor.get(lasting[1]).status_code == 303
