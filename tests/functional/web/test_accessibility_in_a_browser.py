"""No page breaks an accessibility rule, in either language, wide or narrow; a keyboard reaches the content at once."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from site_factory import DOCUMENT, PASSWORD

from assistant.actions import create_draft
from web.accounts.actions import get_account

pytestmark = pytest.mark.browser
OPEN = ("/", "/exempel/nya-anvandare-adhd", "/katalog", "/register/lmed", "/variabel/lmed/ATC", "/matt/prevalent_users", "/bestall", "/logga-in", "/finns-inte")
GUIDE = (
    "", "/syfte", "/grupper", "/villkor?place=/cohorts/0/criteria/0", "/tabeller", "/tabell/0/matt", "/tabell/0/uppstallning", "/kontroll", "/prova",
    "/leverans", "/skicka", "/dokument",
)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}


@pytest.fixture(scope="module")
def page(house: Any, chromium: Any) -> Any:
    """A signed-in page; script is on because the examination itself is one."""
    found = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    found.goto(f"{house.address}/logga-in")
    found.get_by_label("Användarnamn").fill("beda")
    found.get_by_label("Lösenord").fill(PASSWORD)
    found.locator("main").get_by_role("button", name="Logga in").click()
    return found


@pytest.fixture(scope="module")
def draft(house: Any) -> str:
    site = house.site
    return create_draft(site.engine, get_account(site.engine, "beda").actor, site.clock, document=DOCUMENT).id


def violations(page: Any) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("address", OPEN)
def test_open_pages_are_accessible(house: Any, page: Any, prefix: str, address: str) -> None:
    page.goto(house.address + prefix + address)
    assert violations(page) == []


@pytest.mark.parametrize("address", GUIDE)
def test_pages_of_the_guide_are_accessible(house: Any, page: Any, draft: str, address: str) -> None:
    page.goto(f"{house.address}/bestall/{draft}{address}")
    assert violations(page) == []


def test_a_page_with_an_error_summary_is_accessible(house: Any, page: Any, draft: str) -> None:
    page.goto(f"{house.address}/bestall/{draft}/villkor?place=/cohorts/0/criteria/0")
    page.get_by_label("Från").fill("20x8")
    page.get_by_role("button", name="Spara och fortsätt").click()
    assert page.get_by_role("alert").count() == 1
    assert violations(page) == []
    page.locator(".summary a").first.click()
    assert page.evaluate("document.activeElement.value") == "20x8"


@pytest.mark.parametrize("address", ["/", "/katalog", "/exempel/nya-anvandare-adhd"])
def test_a_narrow_page_never_scrolls_sideways(house: Any, chromium: Any, address: str) -> None:
    narrow = chromium.new_context(viewport={"width": 360, "height": 740}).new_page()
    narrow.goto(house.address + address)
    assert narrow.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_first_tab_leads_past_the_menu(house: Any, chromium: Any) -> None:
    page = chromium.new_context().new_page()
    page.goto(f"{house.address}/katalog")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
