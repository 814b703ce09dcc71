"""The whole way in a browser without script: from an example to a downloaded delivery, by four people."""

from __future__ import annotations

import re
import zipfile
from typing import Any

import pytest
from browsing import follow
from site_factory import PASSWORD

pytestmark = pytest.mark.browser
REASON = "Vi har övervägt det och behåller det."


def enter(page: Any, house: Any, login: str, address: str = "/logga-in") -> None:
    page.goto(house.address + address)
    page.get_by_label("Användarnamn").fill(login)
    page.get_by_label("Lösenord").fill(PASSWORD)
    follow(page, page.locator("main").get_by_role("button", name="Logga in"))


def settle_warnings(page: Any, draft: str) -> None:
    page.goto(f"{draft}/kontroll")
    while page.locator("li.finding.warning").count():
        first = page.locator("li.finding.warning").first
        first.locator("summary").click()
        first.locator("textarea").fill(REASON)
        follow(page, first.get_by_role("button", name="Spara motiveringen"))


def test_an_example_becomes_an_order_and_a_delivery_without_script(house: Any, chromium: Any) -> None:
    page = chromium.new_context(java_script_enabled=False, accept_downloads=True).new_page()

    page.goto(f"{house.address}/")
    follow(page, page.get_by_role("link", name=re.compile("Läs hela exemplet.*ADHD")))
    follow(page, page.get_by_role("link", name="Logga in och utgå från denna"))
    page.get_by_label("Användarnamn").fill("beda")
    page.get_by_label("Lösenord").fill(PASSWORD)
    follow(page, page.locator("main").get_by_role("button", name="Logga in"))
    follow(page, page.get_by_role("button", name="Utgå från denna beställning"))
    draft = page.url

    follow(page, page.locator("main").get_by_role("link", name="Vilka som räknas").first)
    follow(page, page.get_by_role("link", name=re.compile("Ändra.*Läkemedelsregistret")))
    page.get_by_label("Koduttryck").first.fill("N06BA04")
    page.get_by_label("Från").fill("2016")
    page.get_by_label("Till").fill("2022")
    follow(page, page.get_by_role("button", name="Kontrollera koderna"))
    assert page.get_by_label("Koduttryck").first.input_value() == "N06BA04"
    follow(page, page.get_by_role("button", name="Spara och fortsätt"))
    assert "N06BA04" in page.locator("main").inner_text()

    page.goto(f"{draft}/tabell/0/uppstallning")
    page.locator("#row-1").select_option("")
    follow(page, page.get_by_role("button", name="Spara och visa tabellen"))
    table = page.locator("table.cross").inner_text()
    assert "2022" in table and "2023" not in table and "Gotlands län" not in table

    settle_warnings(page, draft)
    page.goto(f"{draft}/prova")
    follow(page, page.get_by_role("button", name="Kör på syntetiska data"))
    house.work()
    page.reload()
    assert page.locator("table.cross td.number").count() > 5

    page.goto(f"{draft}/skicka")
    assert "N06BA04" in page.locator(".readback").inner_text()
    follow(page, page.get_by_role("button", name="Bekräfta och skicka beställningen"))
    assert page.locator(".tag", has_text="Inkommen").count() == 1
    order = page.url

    officer = chromium.new_context(java_script_enabled=False).new_page()
    enter(officer, house, "hanna")
    officer.goto(f"{house.address}/handlaggning")
    follow(officer, officer.locator("table.listing a").first)
    follow(officer, officer.get_by_role("button", name="Godkänn och köa beräkningen"))
    assert officer.locator(".tag", has_text="I kö").count() == 1
    house.work()

    reviewer = chromium.new_context(java_script_enabled=False).new_page()
    enter(reviewer, house, "gunnar")
    reviewer.goto(f"{house.address}/granskning")
    follow(reviewer, reviewer.locator("table.listing a").first)
    follow(reviewer, reviewer.get_by_role("button", name="Visa de verkliga talen bredvid"))
    assert reviewer.locator(".beside table").count() >= 2 and reviewer.locator(".beside td.primary").count() > 0
    reviewer.get_by_label("Motivering").fill("Tabellerna är genomgångna mot underlaget.")
    follow(reviewer, reviewer.get_by_role("button", name="Godkänn utlämnande"))
    assert "klar att hämta" in reviewer.get_by_role("status").first.inner_text()

    page.goto(order)
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta leveransen").click()
    names = zipfile.ZipFile(download.value.path()).namelist()
    assert any(name.endswith("delivery.xlsx") for name in names) and any(name.endswith("certificate.json") for name in names)
    assert not any("evidence" in name for name in names)


def test_a_second_click_on_submit_sends_once(house: Any, chromium: Any) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    enter(page, house, "bo")
    page.goto(f"{house.address}/exempel/nya-anvandare-adhd")
    follow(page, page.get_by_role("button", name="Utgå från denna beställning"))
    draft = page.url
    settle_warnings(page, draft)
    page.goto(f"{draft}/skicka")
    form = {name: page.locator(f"main form input[name={name}]").last.get_attribute("value") for name in ("csrf_token", "version", "specification")}
    answers = [page.request.post(f"{draft}/skicka", form=form, max_redirects=0) for _ in range(2)]
    assert [answer.status for answer in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    page.goto(f"{house.address}/mina")
    assert page.locator("table.listing .tag", has_text="Inkommen").count() == 1
