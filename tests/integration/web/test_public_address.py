"""Addresses survive a proxy: another host name, a path before everything, stripped or kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_factory import Site, open_site


@pytest.fixture
def behind_a_proxy(site: Site, tmp_path: Path) -> Site:
    return open_site(site.engine, tmp_path, site.clock, base_url="https://data.example.se/register")


@pytest.mark.parametrize("asked", ["/en/register/lmed", "/register/en/register/lmed"])
def test_links_begin_with_the_public_path_whether_the_proxy_strips_it_or_not(behind_a_proxy: Site, asked: str) -> None:
    page = behind_a_proxy.visitor().get(asked).text
    assert '<html lang="en">' in page and 'href="/register/en/katalog"' in page and 'href="/register/static/theme.css"' not in page.replace("/register/en/static", "")
    assert '<link rel="canonical" href="https://data.example.se/register/en/register/lmed">' in page
    assert 'hreflang="sv" href="https://data.example.se/register/register/lmed"' in page


def test_the_host_that_was_asked_never_enters_a_link(site: Site) -> None:
    answer = site.app.test_client().get("/api/v1/finns-inte", headers={"Host": "evil.example"})
    assert answer.json is not None and answer.json["type"].startswith("http://127.0.0.1:8000/fel/")
    assert "evil.example" not in answer.text
