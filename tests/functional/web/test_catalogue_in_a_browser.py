"""Finding one's way in a browser: search with and without script, from a word to a code to a variable to the list."""

from __future__ import annotations

from typing import Any

import pytest
from browsing import follow

pytestmark = pytest.mark.browser


def test_suggestions_are_chosen_with_the_keyboard(house: Any, chromium: Any) -> None:
    page = chromium.new_context().new_page()
    page.goto(f"{house.address}/katalog")
    box = page.get_by_role("combobox")
    box.focus()
    page.keyboard.type("citalop")
    page.get_by_role("option").first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert page.locator(f"#{box.get_attribute('aria-activedescendant')}").get_attribute("aria-selected") == "true"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/kod/ATC/N06AB04")


def test_escape_closes_the_suggestions_and_enter_searches(house: Any, chromium: Any) -> None:
    page = chromium.new_context().new_page()
    page.goto(f"{house.address}/en/sok")
    page.get_by_role("combobox").fill("depress")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Escape")
    assert page.get_by_role("option").count() == 0
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/en/sok?q=depress" in page.url and page.locator(".hits").count() > 0


def test_everything_is_reached_without_script(house: Any, chromium: Any) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{house.address}/")
    page.get_by_role("searchbox").fill("adhd-medicin")
    follow(page, page.get_by_role("button", name="Sök"))
    follow(page, page.locator(".hits a[href*='/kod/ATC/']").first)
    follow(page, page.get_by_role("link", name="LMED ATC"))
    assert page.locator("h1").inner_text() == "Läkemedel enligt ATC"
    follow(page, page.get_by_role("button", name="Lägg i min variabellista"))
    assert page.get_by_role("status").first.inner_text()


def test_a_timeline_is_a_picture_with_a_name_and_its_table(house: Any, chromium: Any) -> None:
    page = chromium.new_context().new_page()
    page.goto(f"{house.address}/register/par_in")
    assert page.get_by_role("img", name="Tidslinje för Patientregistret, sluten vård").count() == 1
    page.get_by_text("Tidslinjens staplar som tabell").click()
    assert page.get_by_role("row", name="HDIA: ICD-8").count() == 1
