"""The guide of a standard report: answers on one page, sheets on the next, and what is wrong where it is answered."""

from __future__ import annotations

import re

from site_factory import Browser, Site

from assistant.lookup import get_order
from common.actor import Actor


def started(beda: Browser) -> str:
    """The id of a blank standard report."""
    answer = beda.post("/bestall", form_on="/bestall", kind="standard_report")
    assert answer.status_code == 303
    return answer.headers["Location"].split("/")[2]


def send(beda: Browser, address: str, **form: object) -> int:
    """Sends a page of the guide with the version it shows."""
    version = re.search(r'name="version" value="(\d+)"', beda.get(address).text)
    assert version
    return beda.post(address, form_on=address, version=version[1], **form).status_code


def saved(site: Site, order_id: str) -> str:
    """The document as stored."""
    return get_order(site.engine, Actor("beda", "Region A", frozenset({"orderer"})), order_id).document


ANSWERS = {
    "atc": "N02CC, N02CD", "icd": "G43", "first": "2019", "last": "2023", "sexes": ["women", "men"], "ages": "own", "own_ages": "18–44, 45-64, 65+",
    "sub_reports": ["prevalent", "incident"], "incident_scope": "lmed",
}


def test_the_answers_become_the_document(site: Site) -> None:
    beda = site.person("beda")
    order_id = started(beda)
    assert send(beda, f"/bestall/{order_id}/rapport", **ANSWERS) == 303
    text = saved(site, order_id)
    assert "cohorts" not in text and "tables" not in text and "per_code" not in text
    for line in ("kind: standard_report", "ATC: N02CC, N02CD", "ICD-10-SE: G43", "period: 2019-01/2023-12", '- "18-44"'):
        assert line in text
    page = beda.get(f"/bestall/{order_id}/rapport").text
    assert 'value="18-44, 45-64, 65+"' in page and 'value="2019-01"' in page


def test_the_sheets_are_shown_empty_and_follow_the_answers(site: Site) -> None:
    beda = site.person("beda")
    order_id = started(beda)
    assert "1.1 " not in beda.get(f"/bestall/{order_id}/blad").text
    send(beda, f"/bestall/{order_id}/rapport", **ANSWERS)
    page = beda.get(f"/bestall/{order_id}/blad").text
    assert "1.6 Personer per kalenderår och län" in page and "2.4 Nya läkemedelsanvändare per kalenderår och län, obegränsad run-in" in page
    assert "18–44 år" in page


def test_a_fault_is_shown_at_its_answer_and_mended_by_a_click(site: Site) -> None:
    beda = site.person("beda")
    order_id = started(beda)
    send(beda, f"/bestall/{order_id}/rapport", **ANSWERS | {"ages": "own", "own_ages": "0-17, 20+"})
    page = beda.get(f"/bestall/{order_id}/rapport").text
    assert "DEM-01" in page
    address = f"/bestall/{order_id}/kontroll"
    assert send(beda, f"{address}?rule=DEM-01&path=/ages") == 303
    assert '- "0-19"' in saved(site, order_id)


def test_an_answer_of_the_wrong_shape_is_shown_again(site: Site) -> None:
    beda = site.person("beda")
    order_id = started(beda)
    before = saved(site, order_id)
    address = f"/bestall/{order_id}/rapport"
    answer = beda.post(address, form_on=address, version="1", **ANSWERS | {"first": "20x9"})
    assert answer.status_code == 422 and 'value="20x9"' in answer.text and 'role="alert"' in answer.text
    assert saved(site, order_id) == before


def test_the_way_through_is_the_kinds_own(site: Site) -> None:
    beda = site.person("beda")
    order_id = started(beda)
    page = beda.get(f"/bestall/{order_id}/syfte").text
    assert f"/bestall/{order_id}/rapport" in page and f"/bestall/{order_id}/grupper" not in page
    address = f"/bestall/{order_id}/syfte"
    token = beda.post(address, form_on=address, version="1", title="Rapport", legal="statistics", text="Underlag", do="on")
    assert token.headers["Location"].endswith("/rapport")


def test_both_blank_kinds_can_be_begun_within_a_minute(site: Site) -> None:
    beda = site.person("beda")
    other = beda.post("/bestall", form_on="/bestall", kind="statistics").headers["Location"]
    assert started(beda) not in other
