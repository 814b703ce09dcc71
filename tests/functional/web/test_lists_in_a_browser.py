"""The code-list builder by keyboard alone, with script and without, and the accessibility of lists in every state."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import follow
from site_factory import PASSWORD

pytestmark = pytest.mark.browser
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}


def violations(page: Any) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def enter(house: Any, chromium: Any, login: str, **options: Any) -> Any:
    page = chromium.new_context(viewport={"width": 1280, "height": 900}, **options).new_page()
    page.goto(f"{house.address}/logga-in")
    page.get_by_label("Användarnamn").fill(login)
    page.get_by_label("Lösenord").fill(PASSWORD)
    follow(page, page.locator("main").get_by_role("button", name="Logga in"))
    return page


def wait_for(page: Any, key: str, **attributes: str) -> None:
    tests = "".join(f'[{name.replace("_", "-")}="{value}"]' for name, value in attributes.items())
    page.wait_for_selector(f'.picker:not(.flat) [data-key="{key}"]{tests}')
    page.wait_for_function("key => document.activeElement.dataset.key === key", arg=key)


def test_a_list_is_built_by_keyboard_alone(house: Any, chromium: Any) -> None:
    page = enter(house, chromium, "beda")
    page.goto(f"{house.address}/kodlistor?system=ATC")
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role')") == "treeitem":
            break
    assert page.evaluate("document.activeElement.dataset.key") == "A"
    while page.evaluate("document.activeElement.dataset.key") != "N":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    wait_for(page, "N", aria_expanded="true")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.key") == "N01"
    while page.evaluate("document.activeElement.dataset.key") != "N06":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("+")
    wait_for(page, "N06", aria_checked="true")
    page.keyboard.press("ArrowRight")
    wait_for(page, "N06", aria_expanded="true")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("-")
    wait_for(page, "N06A", aria_checked="false")
    assert page.get_by_label("Koduttryck").input_value() == "N06 ! N06A"
    assert "utesluten" in page.locator("#live").text_content()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.key") == "N06"
    assert page.locator('.picker [data-key="N06"]').get_attribute("aria-checked") == "mixed"
    assert violations(page) == []
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "f-q"
    page.get_by_label("Namn").focus()
    page.keyboard.type("Nervsystemet utan antidepressiva")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    assert page.url.endswith("/kodlista/nervsystemet-utan-antidepressiva/1")
    assert violations(page) == []


def test_the_same_list_is_built_without_script(house: Any, chromium: Any) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{house.address}/kodlistor?system=ATC")
    for act in ("open:N", "include:N06", "open:N06", "exclude:N06A"):
        follow(page, page.locator(f'button[value="{act}"]').first)
    assert page.get_by_label("Koduttryck").input_value() == "N06 ! N06A"


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("query", ["system=ATC", "system=ATC&expr=N06A", "system=ATC&expr=N06A+%7C+N06AB04-06+%7C+Q9", "system=ICD-10-SE&expr=F32-F33+%21+F32.3&q=F3", "system=ICD-7&expr=420"])
def test_the_builder_is_accessible_in_every_state(house: Any, chromium: Any, prefix: str, query: str) -> None:
    page = chromium.new_context().new_page()
    page.goto(f"{house.address}{prefix}/kodlistor?{query}")
    assert violations(page) == []


def test_the_variable_list_is_accessible_from_empty_to_full(house: Any, chromium: Any) -> None:
    page = enter(house, chromium, "bo")
    page.goto(f"{house.address}/variabellista")
    assert violations(page) == []
    for variable in ("lmed/ATC", "par_in/HDIA", "lmed/lopnr"):
        page.goto(f"{house.address}/variabel/{variable}")
        follow(page, page.get_by_role("button", name="Lägg i min variabellista"))
        assert violations(page) == []
    page.goto(f"{house.address}/variabellista")
    assert page.locator(".chosen .panel").count() == 3 and violations(page) == []
    follow(page, page.get_by_role("link", name="Ändra ATC"))
    page.get_by_label("Från").fill("20x5")
    follow(page, page.get_by_role("button", name="Spara"))
    assert page.get_by_role("alert").count() == 1 and violations(page) == []


def test_lists_fit_a_narrow_screen(house: Any, chromium: Any) -> None:
    page = chromium.new_context(viewport={"width": 360, "height": 740}).new_page()
    for address in ("/kodlistor?system=ATC&expr=N06A", "/variabellista"):
        page.goto(house.address + address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_the_desks_and_the_appendix_are_accessible(house: Any, chromium: Any) -> None:
    for login, addresses in (
        ("beda", ("/variabellista/etikbilaga", "/en/variabellista/etikbilaga")), ("rut", ("/redaktion", "/en/redaktion", "/redaktion/ord", "/redaktion/andringar/ATC")),
        ("ada", ("/administration", "/en/administration", "/administration/logg")),
    ):
        page = enter(house, chromium, login)
        for address in addresses:
            page.goto(house.address + address)
            assert violations(page) == [], address


def test_a_keeper_tries_and_loads_a_file_without_script(house: Any, chromium: Any) -> None:
    page = enter(house, chromium, "rut", java_script_enabled=False)
    page.goto(f"{house.address}/redaktion")
    body = "key,value\n" + "".join(f"{code},Reason {code}\n" for code in ("101", "102", "103"))
    page.locator("#f-system").select_option("MVO")
    page.locator("#f-file").set_input_files({"name": "mvo.csv", "mimeType": "text/csv", "buffer": body.encode()})
    page.get_by_label("Utgåvans beteckning").fill("prov")
    follow(page, page.get_by_role("button", name="Prova filen").first)
    assert "Inget är inläst än" in page.locator("main").inner_text()
    follow(page, page.get_by_role("button", name="Läs in"))
    assert "MVO prov är inläst: 3 koder" in page.locator("main").inner_text()
