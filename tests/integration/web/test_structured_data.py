"""schema.org in the pages of registers, variables and code systems: data that parse, in the reader's language, with addresses of the public base."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from site_factory import Site

DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def structured(site: Site, address: str) -> dict[str, Any]:
    (found,) = DATA.findall(site.app.test_client().get(address).get_data(as_text=True))
    made: dict[str, Any] = json.loads(found)
    return made


def test_a_register_is_a_data_set_that_is_ordered(site):
    found = structured(site, "/register/lmed")
    assert (found["@type"], found["name"], found["isAccessibleForFree"]) == ("Dataset", "Läkemedelsregistret", False)
    assert found["url"] == f"{site.settings.base_url}/register/lmed"
    assert found["temporalCoverage"] == "2005-07-01/.."
    assert "ATC" in {one["name"] for one in found["variableMeasured"]}
    assert "bestall" in found["distribution"]["contentUrl"]
    assert structured(site, "/en/register/lmed")["name"] == "The National Prescribed Drug Register"


def test_a_variable_is_a_term_of_its_register(site):
    found = structured(site, "/variabel/lmed/ATC")
    assert (found["@type"], found["termCode"], found["inDefinedTermSet"]["name"]) == ("DefinedTerm", "ATC", "Läkemedelsregistret")


def test_a_code_system_says_who_publishes_it(site):
    found = structured(site, "/kodverk/ATC")
    assert found["@type"] == "DefinedTermSet"
    assert found["creator"]["name"]


@pytest.mark.parametrize("ending", ["ttl", "rdf", "jsonld"])
def test_a_register_page_names_its_other_forms(site, ending):
    page = site.app.test_client().get("/register/lmed").get_data(as_text=True)
    (address,) = re.findall(rf'rel="alternate" type="[^"]*" href="([^"]*lmed\.{ending})"', page)
    assert site.app.test_client().get(address).status_code == 200


def test_other_pages_carry_none(site):
    assert not DATA.findall(site.app.test_client().get("/").get_data(as_text=True))
