"""The keeper's and the administrator's desks: files tried before they are loaded, nothing by halves, roles that hold, every change logged."""

from __future__ import annotations

import html
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from site_factory import PASSWORD, Browser, Site
from werkzeug.test import TestResponse

from catalog.editions import find_editions
from common.audit.store import find_events, newest_events
from common.audit.verify import verify_chain
from common.database import reading
from common.documents import read_document

DESK, ADMIN = "/redaktion", "/administration"
SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "codes"
NEW = "key,value\n" + "".join(f"{code},Kod {code}\n" for code in ("A", "A01", "A01A", "N", "N06", "N06A", "N06AB", "N06AB04"))


def send(browser: Browser, body: bytes | str, name: str = "lista.csv", address: str = f"{DESK}/kodfil", **form: Any) -> TestResponse:
    data = body.encode() if isinstance(body, str) else body
    return browser.post(address, form_on=DESK, file=(io.BytesIO(data), name), **{"system": "ATC", "label": "prov", "valid_from": "2026-01-01", **form})


def key_of(page: TestResponse) -> str:
    found = re.search(r'action="/redaktion/kodfil/([0-9a-z]{20})"', page.text)
    assert found, page.text
    return found[1]


def editions(site: Site, system: str = "ATC") -> list[str]:
    with reading(site.engine) as session:
        return [head.label for head in find_editions(session, system)]


def load(browser: Browser, key: str, **form: Any) -> TestResponse:
    wish = {"system": "ATC", "label": "prov", "valid_from": "2026-01-01", "do": "load"}
    return browser.post(f"{DESK}/kodfil/{key}", form_on=DESK, **(wish | form))


def test_a_file_is_tried_first_and_loaded_when_confirmed(site: Site) -> None:
    rut, before = site.person("rut"), editions(site)
    trial = send(rut, NEW)
    assert trial.status_code == 200 and "Inget är inläst än" in trial.text and editions(site) == before
    assert load(rut, key_of(trial)).status_code == 303
    assert editions(site)[0] == "prov" and "prov" in rut.get(DESK).text
    with reading(site.engine) as session:
        assert [event.actor.id for event in find_events(session, "ATC/prov")] == ["rut"] and verify_chain(session)[1] == []
    assert "N06AB04" in rut.get("/kodlistor?system=ATC&expr=N06AB").text


def test_a_list_that_loses_many_codes_asks_again(site: Site) -> None:
    rut = site.person("rut")
    load(rut, key_of(send(rut, NEW)))
    shorter = key_of(send(rut, "key,value\nN,Nervsystemet\nN06,Psyko\n", label="kort", valid_from="2026-02-01"))
    refused = load(rut, shorter, label="kort", valid_from="2026-02-01")
    assert refused.status_code == 409 and 'name="confirmed"' in refused.text and "kort" not in editions(site)
    assert load(rut, shorter, label="kort", valid_from="2026-02-01", confirmed="1").status_code == 303
    assert editions(site)[0] == "kort"
    page = html.unescape(rut.get(f"{DESK}/utgavor/ATC?fran=prov&till=kort").text)
    assert "N06AB04" in page and "Psyko" in page


def test_a_file_thrown_away_is_gone(site: Site) -> None:
    rut = site.person("rut")
    key = key_of(send(rut, NEW))
    assert load(rut, key, do="drop").status_code == 303
    assert load(rut, key).status_code == 404 and "prov" not in editions(site)
    assert list((site.settings.data / "uploads").glob("*/*")) == []


def zip_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lista.csv", b"0" * 30_000_000)
    return buffer.getvalue()


def formula_book() -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    book.active.append(("Kod", "Kodtext"))
    book.active.append(("=A1", "x"))
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(("body", "name", "sentence"), [
    (b"", "tom.csv", "tom"), (zip_bomb(), "bomb.zip", "bomb.zip"), (formula_book(), "formel.xlsx", "formel.xlsx:Sheet:2"),
    ("key,value\nN06AB04,Citalopram\nN6X9,?\nN06AB04,Annat\n", "fel.csv", "fel.csv:3"),
    (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><ClaML>&b;</ClaML>', "x.xml", "x.xml"),
    ("<script>alert(1)</script>", "<script>.csv", "Att rätta"),
])
def test_bad_files_are_told_row_by_row_and_change_nothing(site: Site, body: bytes | str, name: str, sentence: str) -> None:
    rut, before = site.person("rut"), editions(site)
    page = send(rut, body, name)
    assert page.status_code == 422 and sentence in html.unescape(page.text) and "<script>alert" not in page.text and "root:" not in page.text
    assert editions(site) == before and list((site.settings.data / "uploads").glob("*/*")) == []


def test_an_official_sample_workbook_loads(site: Site) -> None:
    rut = site.person("rut")
    body = (SAMPLES / "icd10se_workbook_mini.xlsx").read_bytes()
    key = key_of(send(rut, body, "icd.xlsx", system="ICD-10-SE", label="mini"))
    assert load(rut, key, system="ICD-10-SE", label="mini", confirmed="1").status_code == 303
    assert editions(site, "ICD-10-SE")[0] == "mini"


def test_nobody_loads_the_file_of_another_and_no_address_leads_outside(site: Site) -> None:
    rut = site.person("rut")
    key = key_of(send(rut, NEW))
    ada = site.person("ada")
    ada.post(f"{ADMIN}/konton/gunnar", form_on=ADMIN, do="roles", roles=["reviewer", "keeper"])
    assert load(site.person("gunnar"), key).status_code == 404
    assert rut.post(f"{DESK}/kodfil/..%2F..%2Fsecret", form_on=DESK, do="load", system="ATC").status_code == 404
    assert rut.client.post(f"{DESK}/kodfil/{key}", data={"do": "load", "system": "ATC"}).status_code == 400, "without a token"
    assert "prov" not in editions(site)


def send_raw(browser: Browser, body: bytes) -> int:
    """Sent as one piece of bytes: the test client's own way leaves a temporary file open when the answer comes early."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/variabellista").text)
    assert token
    fields = {"csrf_token": token[1], "system": "ATC"}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    file = b'--x\r\nContent-Disposition: form-data; name="file"; filename="stor.csv"\r\n\r\n' + body + b"\r\n--x--\r\n"
    return browser.client.post(f"{DESK}/kodfil", data=b"".join(parts) + file, content_type="multipart/form-data; boundary=x").status_code


def test_only_a_keeper_sends_large_files(site: Site) -> None:
    large = b"key,value\n" + b"x" * 5_000_000
    assert send_raw(site.person("rut"), large) == 422
    assert send_raw(site.person("beda"), large) == 413


def test_the_content_is_loaded_again_from_the_desk(site: Site) -> None:
    rut = site.person("rut")
    assert rut.post(f"{DESK}/innehall", form_on=DESK).status_code == 303
    page = rut.get(DESK).text
    assert "i takt med innehållet" in page and "redan inläst" in page


def test_a_broken_register_workbook_is_told_and_changes_nothing(site: Site) -> None:
    rut = site.person("rut")
    page = send(rut, formula_book(), "bok.xlsx", f"{DESK}/registerbok")
    assert page.status_code == 422 and "Inget har ändrats" in page.text
    assert rut.post(f"{DESK}/registerbok", form_on=DESK).status_code == 422
    assert rut.get(f"{DESK}/registerbok/finns-inte").status_code == 404


@pytest.mark.parametrize("login", ["beda", "hanna", "gunnar", "ada", None])
def test_only_keepers_reach_the_desk(site: Site, login: str | None) -> None:
    browser = site.person(login) if login else site.visitor()
    assert browser.get(DESK).status_code == (403 if login else 303)
    assert browser.post(f"{DESK}/innehall", form_on="/variabellista").status_code in (303, 403, 400)


def account(site: Site, login: str) -> str:
    page = site.person("ada").get(ADMIN).text
    row = re.search(rf'<tr><th scope="row">(?:(?!</tr>).)*?>{login}<.*?</tr>', page, re.DOTALL)
    assert row
    return row[0]


def test_an_account_is_added_with_a_password_shown_once(site: Site) -> None:
    ada = site.person("ada")
    page = ada.post(f"{ADMIN}/konton", form_on=ADMIN, login="Nina", name="Nina <b>Ny</b>", organisation="Region C", roles=["orderer"])
    password = re.search(r"<code>([^<]{12,})</code>", page.text)
    assert password and password[1] not in ada.get(ADMIN).text and "<b>Ny" not in ada.get(ADMIN).text
    visitor = site.visitor()
    assert visitor.post("/logga-in", form_on="/logga-in", login="nina", password=html.unescape(password[1])).status_code == 303
    assert visitor.get("/mina").status_code == 200


@pytest.mark.parametrize("form", [{"login": "A B"}, {"login": "nina", "roles": ["king"]}, {"login": "beda", "roles": ["orderer"]}])
def test_wrong_accounts_are_refused_in_words(site: Site, form: dict[str, Any]) -> None:
    page = site.person("ada").post(f"{ADMIN}/konton", form_on=ADMIN, **form)
    assert page.status_code in (409, 422) and 'class="summary"' in page.text


def test_a_disabled_person_is_out_at_once_and_may_come_back(site: Site) -> None:
    beda, ada = site.person("beda"), site.person("ada")
    ada.post(f"{ADMIN}/konton/beda", form_on=ADMIN, do="disable")
    assert beda.get("/mina").status_code == 303
    assert site.visitor().post("/logga-in", form_on="/logga-in", login="beda", password=PASSWORD).status_code == 401
    ada.post(f"{ADMIN}/konton/beda", form_on=ADMIN, do="enable")
    assert site.person("beda").get("/mina").status_code == 200


def test_a_new_password_ends_every_session(site: Site) -> None:
    beda = site.person("beda")
    page = site.person("ada").post(f"{ADMIN}/konton/beda", form_on=ADMIN, do="reset")
    assert page.status_code == 200 and beda.get("/mina").status_code == 303


def test_roles_count_from_the_next_request(site: Site) -> None:
    beda = site.person("beda")
    assert beda.get(DESK).status_code == 403
    site.person("ada").post(f"{ADMIN}/konton/beda", form_on=ADMIN, do="roles", roles=["orderer", "keeper"])
    assert beda.get(DESK).status_code == 200


def test_an_administrator_is_always_left(site: Site) -> None:
    ada = site.person("ada")
    assert ada.post(f"{ADMIN}/konton/ada", form_on=ADMIN, do="disable").status_code == 403
    assert ada.post(f"{ADMIN}/konton/ada", form_on=ADMIN, do="roles", roles=["orderer"]).status_code == 403
    assert "admin" in str(ada.get(ADMIN).status_code == 200 and account(site, "ada"))


@pytest.mark.parametrize("login", ["beda", "hanna", "gunnar", "rut"])
def test_only_administrators_change_accounts(site: Site, login: str) -> None:
    person = site.person(login)
    assert person.get(ADMIN).status_code == 403
    assert person.post(f"{ADMIN}/konton/{login}", form_on="/variabellista", do="roles", roles=["admin"]).status_code in (400, 403)
    assert site.person("ada").client.post(f"{ADMIN}/konton/beda", data={"do": "disable"}).status_code == 400, "without a token"


def test_the_log_shows_events_and_that_it_holds(site: Site) -> None:
    ada = site.person("ada")
    ada.post(f"{ADMIN}/konton/beda", form_on=ADMIN, do="disable")
    page = ada.get(f"{ADMIN}/logg").text
    assert "account.disabled" in page and "Hela loggen hänger ihop" in page
    with reading(site.engine) as session:
        assert newest_events(session, 1)[0][1].what == "account.disabled"


def with_moves(site: Site) -> Browser:
    """A keeper on a site where a code of the list moves between two editions."""
    rut = site.person("rut")
    load(rut, key_of(send(rut, NEW)))
    younger = NEW.replace("N06AB04,Kod N06AB04", "N06AB99,Kod N06AB04")
    load(rut, key_of(send(rut, younger, label="ny", valid_from="2026-06-01")), label="ny", valid_from="2026-06-01", confirmed="1")
    return rut


def test_a_younger_edition_says_what_it_touches(site: Site, draft: str) -> None:
    beda = site.person("beda")
    beda.post("/kodlistor/spara", form_on="/kodlistor", system="ATC", expr="N06AB", name="SSRI-preparat")
    rut = with_moves(site)
    page = html.unescape(rut.get(f"{DESK}/utgavor/ATC?fran=prov&till=ny").text)
    assert "SSRI-preparat" in page and "Nya koder: 1, borta: 1" in page and "N06AB99" in page
    assert "Nya användare av ADHD-läkemedel" not in re.sub("<a [^>]*exempel.*?</a>", "", page), "a keeper reads no title of an order"


def test_a_move_is_offered_only_when_a_keeper_has_approved_it(site: Site) -> None:
    rut = with_moves(site)
    address = f"{DESK}/andringar/ATC"
    assert 'value="N06AB04>N06AB99"' in html.unescape(rut.get(address).text) and "andringar/ATC" in rut.get(DESK).text
    builder = "/kodlistor?system=ATC&expr=N06AB04"
    assert "Lägg till N06AB99" not in rut.get(builder).text
    assert rut.post(address, form_on=DESK, move=["N06AB04>N06AB99"]).status_code == 303
    assert "Lägg till N06AB99" in rut.get(builder).text and "N06AB04>N06AB99" not in html.unescape(rut.get(address).text)
    with reading(site.engine) as session:
        assert [event.actor.id for event in find_events(session, "ATC/N06AB04") if event.what == "codes.change_approved"] == ["rut"]
    assert rut.post(address, form_on=DESK, move=["A01>Z99"]).status_code == 404
    assert site.person("beda").get(address).status_code == 403


def test_own_words_are_tried_and_handed_out_as_content(site: Site) -> None:
    rut, address = site.person("rut"), f"{DESK}/ord"
    bad = "lyckopiller; ATC; N06AB QQ99; lay\nx\nhuvudvärkspiller; ATX; N02B; lay\nSSRI; ATC; N06AB; kungligt\nSSRI; ATC; N06AB; class"
    page = html.unescape(rut.post(address, form_on=address, words=bad, do="file").text)
    for sentence in ("Rad 1: koden QQ99", "Rad 2: skriv", "Rad 3: kodverket ATX", "Rad 4: sorten kungligt", "Rad 5: SSRI har redan"):
        assert sentence in page
    good = "kissepiller\tATC\tC03\tlay\n=cmd(); ATC; n06ab04; brand"
    answer = rut.post(address, form_on=address, words=good, do="file")
    assert answer.mimetype == "application/yaml"
    value = read_document(answer.data, "own_words.yaml").value
    assert [(one["word"], one["codes"], one["author"]) for one in value] == [("kissepiller", ["C03"], "Rut"), ("=cmd()", ["N06AB04"], "Rut")]
    assert "Ord utan fel: 2" in rut.post(address, form_on=address, words=good, do="try").text
    assert site.person("beda").get(address).status_code == 403
