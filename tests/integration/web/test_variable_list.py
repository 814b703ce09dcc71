"""The variable list: gathered by visitors and persons, judged, never lost by a second window or a sign-in, out to a file and back."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import Workbook, load_workbook
from site_factory import Browser, Site

from assistant.variable_list.actions import VISITOR_LIFETIME, get_list, person
from assistant.variable_list.rows import COLUMNS
from common.audit.store import find_events
from common.audit.verify import verify_chain
from common.clock import FixedClock
from common.database import reading
from web.accounts.actions import get_account

ATC, HDIA = "LMED/ATC", "par_in/HDIA"


def choose(browser: Browser, key: str = ATC, **form: str) -> None:
    assert browser.post("/variabellista/lagg-till", form_on="/variabellista", variable=key, **form).status_code == 303


def save(browser: Browser, number: int = 1, **form: str) -> int:
    seen = re.search(r'name="seen" value="([^"]+)"', browser.get(f"/variabellista/{number}").text)
    assert seen
    return browser.post(f"/variabellista/{number}", form_on="/variabellista", seen=seen[1], **form).status_code


def upload(browser: Browser, body: bytes, name: str = "lista.xlsx", **form: str) -> tuple[int, str]:
    answer = browser.post("/variabellista/las-in", form_on="/variabellista", file=(io.BytesIO(body), name), **form)
    return answer.status_code, answer.text


def sheet(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_variable_page_puts_its_variable_on_a_visitors_list(site: Site) -> None:
    visitor = site.visitor()
    choose(visitor, next="/variabel/lmed/ATC")
    page = visitor.get("/variabellista").text
    assert "Läkemedel enligt ATC" in page and "Känslig uppgift om hälsa" in page
    assert "sparas i den här webbläsaren till och med 11 februari 2026" in page


def test_choosing_twice_gives_one_row_and_says_so(site: Site) -> None:
    visitor = site.visitor()
    choose(visitor)
    choose(visitor)
    page = visitor.get("/variabellista").text
    assert "låg redan" in page and page.count('aria-labelledby="v') == 1
    choose(visitor, again="1")
    assert visitor.get("/variabellista").text.count('aria-labelledby="v') == 2


def test_a_series_of_columns_is_one_row(site: Site) -> None:
    visitor = site.visitor()
    choose(visitor, "par_in/DIA")
    assert "1–30" in visitor.get("/variabellista").text


def test_what_a_visitor_chose_follows_the_sign_in_and_joins_what_was_there(site: Site) -> None:
    before = site.person("beda")
    choose(before, HDIA)
    visitor = site.visitor()
    choose(visitor, ATC)
    answer = visitor.post("/logga-in", form_on="/logga-in", login="beda", password="a long enough password")
    assert answer.status_code == 303 and "registerlots_list=;" in " ".join(answer.headers.getlist("Set-Cookie"))
    page = visitor.get("/variabellista").text
    assert "HDIA" in page and "LMED · ATC" in page and "till och med" not in page
    assert site.visitor().get("/variabellista").text.count('aria-labelledby="v') == 0


def test_a_second_window_never_overwrites_the_first(site: Site) -> None:
    browser = site.person("beda")
    choose(browser)
    seen = re.search(r'name="seen" value="([^"]+)"', browser.get("/variabellista/1").text)
    assert seen
    choose(browser, HDIA)  # the other window adds a variable: nothing of this one is touched
    assert browser.post("/variabellista/1", form_on="/variabellista", seen=seen[1], why="Första fönstret.").status_code == 303
    late = browser.post("/variabellista/1", form_on="/variabellista", seen=seen[1], why="Andra fönstret.")
    assert late.status_code == 409 and "Andra fönstret." in late.text and "ändrats i ett annat fönster" in late.text
    page = browser.get("/variabellista").text
    assert "Första fönstret." in page and "HDIA" in page


def test_a_visitors_list_is_gone_after_its_day_and_not_before(site: Site, clock: FixedClock) -> None:
    visitor = site.visitor()
    choose(visitor)
    clock.at += VISITOR_LIFETIME / 2
    assert "LMED · ATC" in visitor.get("/variabellista").text
    clock.at += VISITOR_LIFETIME
    assert "LMED · ATC" not in visitor.get("/variabellista").text


def test_nobody_sees_or_changes_the_list_of_another(site: Site) -> None:
    choose(site.person("beda"))
    for stranger in (site.person("bo"), site.person("rut"), site.visitor()):
        assert "LMED · ATC" not in stranger.get("/variabellista").text
        assert stranger.get("/variabellista/1").status_code == 404
        assert stranger.post("/variabellista/1/ta-bort", form_on="/variabellista").status_code == 303
    assert len(get_list(site.engine, person(get_account(site.engine, "beda").actor), site.clock).listed.entries) == 1


def test_a_forged_post_changes_nothing(site: Site) -> None:
    browser = site.person("beda")
    assert browser.client.post("/variabellista/lagg-till", data={"variable": ATC}).status_code == 400
    assert "LMED · ATC" not in browser.get("/variabellista").text


@pytest.mark.parametrize(("form", "sentence"), [
    ({"first_year": "1990", "last_year": "1995"}, "har inga uppgifter för 1990–1995"),
    ({"first_year": "2001", "last_year": "2010"}, "inte för hela 2001–2010"),
    ({"first_year": "2015", "last_year": "2010"}, "fel ordning"),
    ({"first_year": "2010", "last_year": "2015", "system": "ATC", "expr": "N06XX"}, "N06XX"),
    ({"first_year": "2010", "last_year": "2015", "system": "ICD-10-SE", "expr": "F32"}, "inte kodad i ICD-10-SE"),
    ({"first_year": "2010", "last_year": "2015"}, "Ange vilka koder"),
    ({"first_year": "2010", "last_year": "2015", "system": "ATC", "expr": "N06A"}, "känslig personuppgift"),
])
def test_what_is_wrong_with_a_row_is_said(site: Site, form: dict[str, str], sentence: str) -> None:
    browser = site.person("beda")
    choose(browser)
    assert save(browser, **form) == 303
    assert sentence in browser.get("/variabellista").text


def test_a_fix_mends_the_years(site: Site) -> None:
    browser = site.person("beda")
    choose(browser)
    save(browser, first_year="2001", last_year="2010")
    form = {"rule": "assistant.variables.warning.years_partly", "path": "/entries/1/years"}
    assert browser.post("/variabellista/ratta", form_on="/variabellista", **form).status_code == 303
    page = browser.get("/variabellista").text
    assert "2005–2010" in page and "inte för hela" not in page
    assert browser.post("/variabellista/ratta", form_on="/variabellista", **form).status_code == 404


def test_wrong_answers_are_told_and_nothing_is_saved(site: Site) -> None:
    browser = site.person("beda")
    choose(browser)
    seen = re.search(r'name="seen" value="([^"]+)"', browser.get("/variabellista/1").text)
    assert seen
    answer = browser.post("/variabellista/1", form_on="/variabellista", seen=seen[1], first_year="<b>", last_year="20155", why="x" * 3000)
    assert answer.status_code == 422 and answer.text.count("inget årtal") == 4 and "<b>" not in answer.text


def test_registers_are_linked_by_keys_that_a_click_adds(site: Site) -> None:
    browser = site.person("beda")
    choose(browser)
    choose(browser, HDIA)
    assert "saknar personnyckeln lopnr från LMED" in browser.get("/variabellista").text
    browser.post("/variabellista/ratta", form_on="/variabellista", rule="assistant.variables.warning.no_key", path="/entries")
    assert "saknar personnyckeln lopnr från LMED" not in browser.get("/variabellista").text


def test_the_workbook_comes_back_as_the_same_list(site: Site) -> None:
    browser = site.person("beda")
    for key in (ATC, HDIA, "lmed/lopnr"):
        choose(browser, key)
    save(browser, 1, first_year="2010", last_year="2015", system="ATC", expr="N06A | N05B ! N05BA", role="exposure", why="=SUMMA(A1) är ingen formel")
    save(browser, 2, first_year="2010", last_year="2015", all_codes="1", role="outcome", why="@utfall")
    for ending in ("xlsx", "csv"):
        body = browser.get(f"/variabellista/variabellista.{ending}").data
        if ending == "xlsx":
            book = load_workbook(io.BytesIO(body))
            assert book.sheetnames == ["Variabellista"]
            assert tuple(cell.value for cell in book.active[1]) == COLUMNS
            assert book.active["J2"].data_type == "s" and book.active["J2"].value == "=SUMMA(A1) är ingen formel"
        other = site.visitor()
        status, page = upload(other, body, f"lista.{ending}")
        assert status == 303, page
        assert other.get(f"/variabellista/variabellista.{ending}").data == body
        assert other.get("/variabellista/variabellista.json").json["variables"] == browser.get("/variabellista/variabellista.json").json["variables"]


def test_every_bad_row_of_a_foreign_workbook_is_told_and_nothing_is_read(site: Site) -> None:
    browser = site.person("beda")
    choose(browser)
    body = sheet(
        ("Beställning 2026",), ("Register", "Variabel", "Från år", "Till år", "Kodverk", "Kodfilter", "Roll"), ("LMED", "ATC", 2010, 2015, "atc", "N06A", "exponering"),
        ("Finnsinte", "ATC"), ("PAR_SV", "XYZ"), ("lmed", "ATC", "20l0", 2015, "SNOMEDX", "", "huvudroll"),
    )
    status, page = upload(browser, body)
    assert status == 422
    for place, word in (("Sheet:4", "Finnsinte"), ("Sheet:5", "XYZ"), ("Sheet:6", "20l0"), ("Sheet:6", "SNOMEDX"), ("Sheet:6", "huvudroll")):
        assert re.search(rf"{place}: [^<]*{word}", page), (place, word)
    assert browser.get("/variabellista").text.count('aria-labelledby="v') == 1


@pytest.mark.parametrize(("body", "name"), [
    (b"", "tom.xlsx"), (b"\xd0\xcf\x11\xe0 old", "gammal.xls"), (b"PK\x03\x04 broken xl/workbook.xml", "trasig.xlsx"), (b"a;b\n1;2\n", "fel.csv"), (b"\0\0\0", "x.csv"),
    (sheet(("register", "variabel"), ("LMED", '=HYPERLINK("http://example.org")')), "formel.xlsx"),
    (b"register;variabel\n" + b"LMED;ATC\n" * 6000, "lang.csv"),
])
def test_files_that_are_no_list_are_refused_in_words(site: Site, body: bytes, name: str) -> None:
    browser = site.person("beda")
    status, page = upload(browser, body, name)
    assert status == 422 and 'class="summary"' in page


def test_the_selection_becomes_the_criteria_of_an_order(site: Site) -> None:
    browser = site.person("beda")
    for key in (ATC, HDIA):
        choose(browser, key)
    save(browser, 1, first_year="2010", last_year="2015", system="ATC", expr="N06A", role="selection", why="Urval.")
    answer = browser.post("/variabellista/bestall", form_on="/variabellista")
    page = browser.get(answer.headers["Location"]).text
    assert "N06A" in page and "2010" in page and "ger tabeller och inte kolumner: 1" in page


def test_only_an_orderer_begins_an_order(site: Site) -> None:
    visitor = site.visitor()
    choose(visitor)
    answer = visitor.post("/variabellista/bestall", form_on="/variabellista")
    assert answer.status_code == 303 and "/logga-in" in answer.headers["Location"]
    keeper = site.person("rut")
    assert keeper.post("/variabellista/bestall", form_on="/variabellista").status_code == 403


def test_every_change_is_in_the_audit_log_without_any_text(site: Site) -> None:
    browser = site.person("beda")
    choose(browser)
    save(browser, why="Ett hemligt skäl.")
    with reading(site.engine) as session:
        events = find_events(session, "person:beda")
        assert verify_chain(session)[1] == []
    assert [event.what for event in events] == ["variable_list.added", "variable_list.entry_saved"]
    assert "hemligt" not in str(events)


def test_the_ethics_appendix_is_one_file_with_one_hash(site: Site) -> None:
    browser = site.person("beda")
    choose(browser)
    save(browser, first_year="2010", last_year="2015", system="ATC", expr="N06BA", role="exposure", why="Uthämtade läkemedel.")
    answers = {"title": "ADHD och hjärtat #let x", "purpose": "Vi undersöker *samband*."}
    assert browser.post("/variabellista/etikbilaga", form_on="/variabellista/etikbilaga", **answers).status_code == 303
    page = browser.get("/variabellista/etikbilaga").text
    digest = re.search(r"<code>([0-9a-f]{16})…", page)
    assert digest and "ADHD och hjärtat #let x" in page
    first, second = (browser.get("/variabellista/etikbilaga.pdf") for _ in range(2))
    assert first.mimetype == "application/pdf" and first.data[:5] == b"%PDF-" and first.data == second.data
    assert browser.get("/en/variabellista/etikbilaga.pdf").data != first.data
    save(browser, first_year="2011", last_year="2015", system="ATC", expr="N06BA", role="exposure", why="Uthämtade läkemedel.")
    assert digest[1] not in browser.get("/variabellista/etikbilaga").text
    assert "Uthämtade" not in site.person("bo").get("/variabellista/etikbilaga").text


def test_an_identity_number_or_a_flood_of_text_is_refused_in_the_appendix(site: Site) -> None:
    browser = site.person("beda")
    page = browser.post("/variabellista/etikbilaga", form_on="/variabellista/etikbilaga", population="Person 19121212-1212", purpose="Kort.")
    assert page.status_code == 422 and "personnummer" in page.text and "Kort." in page.text
    assert browser.post("/variabellista/etikbilaga", form_on="/variabellista/etikbilaga", purpose="x" * 3000).status_code == 422


def test_an_empty_list_still_gives_an_appendix(site: Site) -> None:
    assert site.visitor().get("/variabellista/etikbilaga.pdf").data[:5] == b"%PDF-"
