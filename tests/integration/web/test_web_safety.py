"""Headers, CSRF, sign-in and errors of the site."""

from __future__ import annotations

import re

import pytest
from site_factory import PASSWORD, Site

from common.errors import Conflict, InputRefused
from web.accounts.actions import add_account, change_password, get_account


def test_every_answer_allows_only_our_own_files(site: Site) -> None:
    for address in ("/", "/finns-inte", "/static/theme.css", "/api/v1/openapi.json"):
        answer = site.visitor().get(address)
        headers = answer.headers
        answer.close()
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy and "data:" not in policy
        assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")


def test_no_page_has_inline_script_or_style(site: Site, draft: str) -> None:
    browser = site.person("beda")
    for address in ("/", "/logga-in", f"/bestall/{draft}/tabell/0/uppstallning", f"/bestall/{draft}/skicka"):
        page = browser.get(address).text
        assert "<style" not in page and " style=" not in page and not re.search(r"<script(?! src=)", page) and " onclick=" not in page


def test_a_form_without_token_is_refused(site: Site, draft: str) -> None:
    browser = site.person("beda")
    for address in (f"/bestall/{draft}/syfte", f"/bestall/{draft}/skicka", f"/mina/{draft}/aterkalla", "/bestall", "/logga-ut"):
        answer = browser.client.post(address, data={"title": "x"})
        assert answer.status_code == 400 and "web.error.csrf" in answer.text, address


def test_a_form_with_another_sessions_token_is_refused(site: Site, draft: str) -> None:
    import re

    stranger = site.visitor().get("/logga-in").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', stranger)
    assert token and site.person("beda").client.post(f"/bestall/{draft}/syfte", data={"csrf_token": token[1]}).status_code == 400


def test_sign_in_is_limited_and_says_when_to_come_back(site: Site) -> None:
    browser = site.visitor()
    answers = [browser.post("/logga-in", form_on="/logga-in", login="beda", password=f"wrong {at}") for at in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_an_unknown_login_fails_exactly_like_a_wrong_password(site: Site) -> None:
    browser = site.visitor()
    unknown = browser.post("/logga-in", form_on="/logga-in", login="nobody", password=PASSWORD)
    wrong = browser.post("/logga-in", form_on="/logga-in", login="beda", password="wrong password")
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.text.replace("nobody", "beda").split("csrf_token")[0] == wrong.text.split("csrf_token")[0]


def test_a_new_password_ends_every_session(site: Site) -> None:
    browser = site.person("beda")
    change_password(site.engine, get_account(site.engine, "ada").actor, site.clock, login="beda", password="another long password")
    assert browser.get("/mina").status_code == 303


def test_a_session_taken_to_another_browser_is_nobodys(site: Site) -> None:
    browser = site.person("beda")
    assert browser.client.get("/mina", headers={"User-Agent": "another"}).status_code == 303


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_sign_in_never_leads_to_another_site(site: Site, address: str) -> None:
    answer = site.visitor().post("/logga-in", form_on="/logga-in", login="beda", password=PASSWORD, next=address)
    assert answer.headers["Location"] == "/"


def test_an_account_is_refused_with_every_fault_at_once(site: Site) -> None:
    ada = get_account(site.engine, "ada").actor
    with pytest.raises(InputRefused) as refused:
        add_account(site.engine, ada, site.clock, login="X!", name="", roles=["emperor"], password="short")
    assert [finding.code for finding in refused.value.findings] == ["web.error.login_shape", "web.error.password_short", "web.error.role_unknown"]
    with pytest.raises(Conflict, match="web.error.login_taken"):
        add_account(site.engine, ada, site.clock, login="beda", name="", roles=["orderer"], password=PASSWORD)


def test_errors_are_pages_for_people_and_problems_for_programs(site: Site) -> None:
    browser = site.visitor()
    page, problem = browser.get("/register/nope"), browser.get("/api/v1/nope")
    assert page.status_code == 404 and page.mimetype == "text/html"
    assert problem.mimetype == "application/problem+json" and problem.json is not None
    assert {"type", "title", "status", "code", "errors"} <= problem.json.keys()
    assert browser.get(problem.json["type"].removeprefix("http://localhost")).status_code == 200


def test_a_wrong_method_says_which_are_right(site: Site) -> None:
    answer = site.visitor().get("/api/v1/orders/check")
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]


def test_an_oversize_form_is_refused(site: Site) -> None:
    big = "x" * (2 * site.settings.order_document_max_bytes + 1)
    assert site.visitor().client.post("/api/v1/orders/check", data=big).status_code == 413


def test_an_unexpected_error_shows_a_reference_and_no_trace(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.views.home.catalogue", lambda: 1 / 0)
    answer = site.visitor().get("/")
    assert answer.status_code == 500 and "Traceback" not in answer.text and "ZeroDivision" not in answer.text
