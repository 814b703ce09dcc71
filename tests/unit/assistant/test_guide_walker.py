"""The guide walks its pages: conditions, next and previous, progress, answers written and hidden ones dropped."""

from __future__ import annotations

from orders import catalogue, lint

from assistant.document import order_from
from assistant.guide.walker import answer, drop_hidden, next_page, pages_of, previous_page, progress, put_answers, shown_pages
from assistant.order.order import Order

PAGES = pages_of("statistics", catalogue())
BY_ID = {page.id: page for page in PAGES}


def walked() -> dict:
    """A document written by the guide alone."""
    answers = {
        "purpose": {"title_sv": "Rubrik", "purpose_text": "Underlag för den årliga uppföljningen i regionen.", "legal": "follow_up"},
        "register": {"register": "par"},
        "codes": {"system": "ICD-10-SE", "expression": "F90"},
        "position": {"position": "any"},
        "period": {"period": "2016-01/2020-12"},
        "table": {"measure": "prevalent_diagnosis", "rows": ["year"], "columns": ["sex"]},
    }
    document: dict = {"order": 1, "kind": "statistics", "cohorts": [{"id": "g1"}], "tables": [{"id": "t1", "of": "g1"}]}
    for page, given in answers.items():
        document = put_answers(document, BY_ID[page], given)
    return document


def test_the_guide_alone_writes_an_order_without_errors() -> None:
    order, findings = order_from(walked())
    assert isinstance(order, Order), findings
    assert lint(order) == []


def test_a_page_is_shown_when_its_condition_holds() -> None:
    assert "position" not in {page.id for page in shown_pages(PAGES, {})}
    assert "position" in {page.id for page in shown_pages(PAGES, walked())}
    assert "look_back" not in {page.id for page in shown_pages(PAGES, walked())}


def test_one_walks_past_hidden_pages() -> None:
    assert next_page(PAGES, {}, "codes") == BY_ID["period"]
    assert next_page(PAGES, walked(), "codes") == BY_ID["position"]
    assert previous_page(PAGES, {}, "period") == BY_ID["codes"]
    assert previous_page(PAGES, {}, PAGES[0].id) is None
    assert next_page(PAGES, {}, PAGES[-1].id) is None
    assert next_page(PAGES, {}, "nowhere") is None


def test_progress_tells_which_pages_are_done() -> None:
    done = {one.page.id: one.is_done for one in progress(PAGES, walked(), "codes")}
    assert all(done.values())
    assert [one.page.id for one in progress(PAGES, walked(), "codes") if one.is_current] == ["codes"]
    assert not {one.page.id: one.is_done for one in progress(PAGES, {})}["codes"]


def test_answers_of_hidden_pages_are_dropped() -> None:
    document = put_answers(walked(), BY_ID["codes"], {"system": "ATC", "expression": "N06BA"})
    assert "position" in document["cohorts"][0]["criteria"][0]
    assert "position" not in drop_hidden(PAGES, document)["cohorts"][0]["criteria"][0]
    assert drop_hidden(PAGES, walked()) == walked()


def test_an_empty_answer_takes_the_value_away_and_unknown_names_are_ignored() -> None:
    document = put_answers(walked(), BY_ID["purpose"], {"title_sv": "", "evil": "x"})
    assert document["title"] == {}
    assert answer(document, BY_ID["purpose"].fields[0]) is None
    assert walked()["title"] == {"sv": "Rubrik"}


def test_every_field_points_into_the_order_document() -> None:
    for page in PAGES:
        for field in page.fields:
            document = put_answers({"kind": "statistics"}, page, {field.id: ["year"] if field.widget in ("breakdowns", "checkboxes") else "x"})
            _order, findings = order_from(document)
            assert "order.error.unknown_key" not in {one.code for one in findings}, field.path
