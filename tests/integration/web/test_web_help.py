"""Every help page answers in both languages and leads on to pages that exist."""

from __future__ import annotations

import re

import pytest
from site_factory import Site


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_help_page_and_every_link_on_it_answers(site: Site, prefix: str) -> None:
    visitor = site.visitor()
    pages = sorted(set(re.findall(rf'href="({prefix}/hjalp/[a-z0-9-]+)"', visitor.get(f"{prefix}/hjalp").text)))
    assert len(pages) >= 15
    links = {link for page in pages for link in re.findall(r'<aside.*?</aside>', visitor.get(page).text, re.DOTALL) for link in re.findall(r'href="([^"]+)"', link)}
    assert {link: visitor.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_an_unknown_help_page_is_said_to_be_unknown(site: Site) -> None:
    answer = site.visitor().get("/hjalp/finns-inte")
    assert answer.status_code == 404 and "finns inte" in answer.text
