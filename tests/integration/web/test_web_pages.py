"""Every page once, by every role, in both languages; nothing but the expected answers."""

from __future__ import annotations

import re
from pkgutil import iter_modules

import pytest
from site_factory import PEOPLE, Site

from web import views

OPEN = {"home", "examples", "catalog", "codes", "search", "help", "oai", "identifiers", "site_map", "feeds", "descriptions", "editions", "variable_list", "code_lists", "saved_lists", "ethics", "accounts", "api", "delivered", "static"}
ROLE_OF = {"guide": "orderer", "orders": "orderer", "desk": "officer", "review": "reviewer", "keeper": "keeper", "admin": "admin"}
PUBLIC = ("/", "/katalog", "/register/lmed", "/variabel/lmed/ATC", "/matt/prevalent_users", "/bestall", "/logga-in", "/health", "/fel/web.error.not_found")
GUIDE = (
    "", "/syfte", "/grupper", "/villkor?place=/cohorts/0/criteria/0", "/grupp/0", "/tabeller", "/tabell/0/matt", "/tabell/0/uppstallning", "/kontroll",
    "/prova", "/leverans", "/skicka", "/dokument",
)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("address", PUBLIC)
def test_open_pages_answer_everyone(site: Site, prefix: str, address: str) -> None:
    assert site.visitor().get(prefix + address).status_code == 200


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_of_the_guide_answers_its_orderer(site: Site, draft: str, prefix: str) -> None:
    browser = site.person("beda")
    answers = {page: browser.get(f"{prefix}/bestall/{draft}{page}").status_code for page in GUIDE}
    assert answers == dict.fromkeys(GUIDE, 200)


def test_every_example_answers(site: Site) -> None:
    links = re.findall(r'href="(/exempel/[a-z0-9-]+)"', site.visitor().get("/").text)
    assert links
    assert {link: site.visitor().get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("login", [*PEOPLE, None])
def test_each_role_sees_its_own_pages_and_no_others(site: Site, login: str | None) -> None:
    browser = site.person(login) if login else site.visitor()
    for address, role in {"/mina": "orderer", "/handlaggning": "officer", "/granskning": "reviewer"}.items():
        expected = 303 if login is None else 200 if PEOPLE[login][0] == role else 403
        assert browser.get(address).status_code == expected, (login, address)


def test_every_page_family_is_on_the_site() -> None:
    on_the_site = {blueprint.import_name.split(".")[2] for blueprint in views.BLUEPRINTS}
    absent = {module.name for module in iter_modules(views.__path__)} - on_the_site
    assert not absent, f"add to _FAMILIES in web/views/__init__.py: {absent}"


def test_every_page_that_is_not_open_asks_for_sign_in(site: Site) -> None:
    closed = []
    for rule in site.app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in OPEN or rule.endpoint in ("guide.start", "static"):
            continue
        address = re.sub(r"<any\(([^,)]+)[^>]*>", r"\1", rule.rule)
        address = re.sub(r"<(?:int:)?number>", "0", address)
        address = re.sub(r"<[^>]+>", "x", address)
        if "GET" in (rule.methods or ()):
            answer = site.visitor().get(address)
            closed.append(address)
            assert (answer.status_code, "/logga-in" in answer.headers.get("Location", "")) == (303, True), address
    assert len(closed) > 15


@pytest.mark.parametrize("page", GUIDE)
def test_another_organisations_draft_does_not_exist(site: Site, draft: str, page: str) -> None:
    assert site.person("bo").get(f"/bestall/{draft}{page}").status_code == 404


def test_another_organisations_order_cannot_be_seen_changed_or_fetched(site: Site, draft: str) -> None:
    bo = site.person("bo")
    assert bo.get(f"/mina/{draft}").status_code == 404
    assert bo.get(f"/mina/{draft}/leverans.zip").status_code == 404
    assert bo.post(f"/bestall/{draft}/syfte", form_on="/mina", version="1", title="x").status_code == 404
    assert bo.post(f"/bestall/{draft}/skicka", form_on="/mina", version="1").status_code == 404


def test_an_officer_does_not_see_a_draft(site: Site, draft: str) -> None:
    assert site.person("hanna").get(f"/handlaggning/{draft}").status_code == 404


def test_reading_a_page_writes_nothing(site: Site, draft: str) -> None:
    from common.audit.store import head_of
    from common.database import reading

    browser = site.person("beda")
    with reading(site.engine) as session:
        before = head_of(session)
    for page in GUIDE:
        browser.get(f"/bestall/{draft}{page}")
    with reading(site.engine) as session:
        assert head_of(session) == before


def test_both_languages_have_the_same_addresses(site: Site, draft: str) -> None:
    browser = site.person("beda")
    for page in ("/", "/katalog", f"/bestall/{draft}/tabeller"):
        swedish, english = browser.get(page).text, browser.get(f"/en{page}").text
        assert set(re.findall(r'(?:href|action)="(/[^"?]*)"', swedish)) - {_other(page)} == {
            address.removeprefix("/en") or "/" for address in re.findall(r'(?:href|action)="(/[^"?]*)"', english)
        } - {_other(page)}


def _other(page: str) -> str:
    return f"/en{page}"


def test_the_browsers_language_does_not_choose(site: Site) -> None:
    page = site.app.test_client().get("/katalog", headers={"Accept-Language": "en"})
    assert '<html lang="sv">' in page.text
