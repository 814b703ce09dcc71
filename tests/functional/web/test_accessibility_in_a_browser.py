"""No page breaks an accessibility rule, in either language, wide or narrow; a keyboard reaches the content at once."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import follow
from site_factory import DOCUMENT, PASSWORD

from assistant.actions import create_draft, submit
from assistant.document import read_order, specification_hash
from assistant.linter import check_order
from assistant.store import Answer
from catalog.lookup import open_catalogue
from common.audit.store import find_events
from common.clock import today
from common.database import reading
from jobs.counter import approve_and_queue, context_for, run_of_order
from web.accounts.actions import get_account

pytestmark = pytest.mark.browser
OPEN = (
    "/", "/exempel/nya-anvandare-adhd", "/katalog", "/register/lmed", "/register/par_in", "/register/population", "/variabel/lmed/ATC", "/variabel/par_in/DIA",
    "/variabel/par_in/KON", "/begrepp/sex", "/kodverk/ATC", "/kodverk/ICD-7", "/kod/ATC/N06A", "/kod/ATC/N02BF01", "/kod/ICD-10-SE/F30-F39", "/sok?q=depression",
    "/sok?q=xyzzyqq", "/hjalp", "/hjalp/kryss", "/matt/prevalent_users", "/bestall", "/logga-in", "/finns-inte",
)
GUIDE = (
    "", "/syfte", "/grupper", "/villkor?place=/cohorts/0/criteria/0", "/tabeller", "/tabell/0/matt", "/tabell/0/uppstallning", "/kontroll", "/prova",
    "/leverans", "/skicka", "/dokument",
)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}


@pytest.fixture(scope="module")
def page(house: Any, chromium: Any) -> Any:
    """A signed-in page; script is on because the examination itself is one."""
    return enter(house, chromium, "beda")


@pytest.fixture(scope="module")
def draft(house: Any) -> str:
    site = house.site
    return create_draft(site.engine, get_account(site.engine, "beda").actor, site.clock, document=DOCUMENT).id


@pytest.fixture(scope="module")
def waiting_run(house: Any) -> tuple[str, str]:
    """Order and run that wait for a reviewer."""
    site = house.site
    beda, hanna = (get_account(site.engine, login).actor for login in ("beda", "hanna"))
    order, _findings = read_order(DOCUMENT)
    assert order is not None
    case = create_draft(site.engine, beda, site.clock, document=DOCUMENT)
    with reading(site.engine) as session:
        known = open_catalogue(session)
    context = context_for(site.engine, known, today(site.clock), order=order)
    answers = [Answer(one.code, one.path, "Vi har övervägt det.") for one in check_order(order, known, context) if one.severity == "warning"]
    submit(
        site.engine, beda, site.clock, order_id=case.id, version=1, catalogue=known, context=context, answers=answers, confirms=specification_hash(order)
    )
    approve_and_queue(site.engine, hanna, site.clock, order_id=case.id)
    house.work()
    run = run_of_order(site.engine, case.id)
    assert run is not None and run.state == "in_review"
    return case.id, run.run_id


def enter(house: Any, chromium: Any, login: str) -> Any:
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{house.address}/logga-in")
    page.get_by_label("Användarnamn").fill(login)
    page.get_by_label("Lösenord").fill(PASSWORD)
    follow(page, page.locator("main").get_by_role("button", name="Logga in"))
    return page


def violations(page: Any) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("address", OPEN)
def test_open_pages_are_accessible(house: Any, page: Any, prefix: str, address: str) -> None:
    page.goto(house.address + prefix + address)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert violations(page) == []


@pytest.mark.parametrize("address", GUIDE)
def test_pages_of_the_guide_are_accessible(house: Any, page: Any, draft: str, address: str) -> None:
    page.goto(f"{house.address}/bestall/{draft}{address}")
    assert violations(page) == []


def test_a_page_with_an_error_summary_is_accessible(house: Any, page: Any, draft: str) -> None:
    page.goto(f"{house.address}/bestall/{draft}/villkor?place=/cohorts/0/criteria/0")
    page.get_by_label("Från").fill("20x8")
    follow(page, page.get_by_role("button", name="Spara och fortsätt"))
    assert page.get_by_role("alert").count() == 1
    assert violations(page) == []
    page.locator(".summary a").first.click()
    assert page.evaluate("document.activeElement.value") == "20x8"


def test_a_narrow_page_never_scrolls_sideways(house: Any, chromium: Any) -> None:
    narrow = chromium.new_context(viewport={"width": 360, "height": 740}).new_page()
    for address in OPEN:
        narrow.goto(house.address + address)
        assert narrow.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_the_first_tab_leads_past_the_menu(house: Any, chromium: Any) -> None:
    page = chromium.new_context().new_page()
    page.goto(f"{house.address}/katalog")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_pages_of_orderer_officer_and_reviewer_are_accessible(house: Any, chromium: Any, page: Any, waiting_run: tuple[str, str]) -> None:
    order, run = waiting_run
    for address in ("/mina", f"/mina/{order}", f"/en/mina/{order}"):
        page.goto(house.address + address)
        assert violations(page) == []
    officer, reviewer = enter(house, chromium, "hanna"), enter(house, chromium, "gunnar")
    for address in ("/handlaggning", f"/handlaggning/{order}"):
        officer.goto(house.address + address)
        assert violations(officer) == []
    for address in ("/granskning", f"/granskning/{run}"):
        reviewer.goto(house.address + address)
        assert violations(reviewer) == []
    follow(reviewer, reviewer.get_by_role("button", name="Visa de verkliga talen bredvid"))
    assert violations(reviewer) == []


def test_every_view_of_true_numbers_is_logged(house: Any, chromium: Any, waiting_run: tuple[str, str]) -> None:
    def views() -> int:
        with reading(house.site.engine) as session:
            return sum(event.what == "run.unprotected_seen" for event in find_events(session, waiting_run[1]))

    reviewer, before = enter(house, chromium, "gunnar"), views()
    reviewer.goto(f"{house.address}/granskning/{waiting_run[1]}")
    assert views() == before and reviewer.locator(".beside").count() == 0
    follow(reviewer, reviewer.get_by_role("button", name="Visa de verkliga talen bredvid"))
    assert views() == before + 1
