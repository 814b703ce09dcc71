"""Answers into the document and back, without a site."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from web.forms import cohort, criterion, purpose, table
from web.forms.pointer import value_at, with_value, without
from web.views.guide.way import endpoint_of

CRITERION = {"id": "c", "register": "lmed", "codes": {"system": "ATC", "expr": "N06BA", "version_policy": "locked"}, "period": "2015-01/2023-12"}


def test_a_pointer_reads_sets_and_removes_one_place() -> None:
    document = {"cohorts": [{"criteria": [{"period": "2015"}]}]}
    assert value_at(document, "/cohorts/0/criteria/0/period") == "2015"
    assert value_at(document, "/cohorts/3/criteria") is None
    changed = with_value(document, "/cohorts/0/criteria/0/period", "2016")
    assert (value_at(changed, "/cohorts/0/criteria/0/period"), value_at(document, "/cohorts/0/criteria/0/period")) == ("2016", "2015")
    assert without(document, "/cohorts/0/criteria/0") == {"cohorts": [{"criteria": []}]}


def test_a_shown_criterion_sent_back_unchanged_is_the_same() -> None:
    shown = criterion.show(CRITERION)
    form = {key: shown[key] for key in ("register", "first", "last", "position", "at_least", "look_back_group")} | {"run_in": shown["run_in"]}
    form |= {f"system_{at}": one["system"] for at, one in enumerate(shown["lists"])} | {f"expr_{at}": one["expr"] for at, one in enumerate(shown["lists"])}
    assert criterion.answer(CRITERION, form) == CRITERION


def test_an_empty_answer_leaves_no_trace() -> None:
    answered = criterion.answer(CRITERION, {"register": "par", "first": "2020"})
    assert answered == {"id": "c", "register": "par", "period": "2020/2020"}


def test_codes_in_two_systems_become_a_list() -> None:
    form = {"register": "par", "system_0": "ICD-10-SE", "expr_0": "F90", "system_1": "ICD-9-SE", "expr_1": "314"}
    assert [one["expr"] for one in criterion.answer({}, form)["codes"]] == ["F90", "314"]


def test_an_age_without_limits_is_no_age() -> None:
    assert "age" not in cohort.answer({"id": "g", "age": {"from": "6"}}, {"at": "index"}, "sv")
    assert cohort.answer({"id": "g"}, {"at": "index", "to": "17"}, "sv")["age"] == {"at": "index", "to": "17"}


def test_a_title_in_one_language_leaves_the_other() -> None:
    assert purpose.answer({"title": {"sv": "A", "en": "B"}}, {"title": "C"}, "en")["title"] == {"sv": "A", "en": "C"}


@pytest.mark.parametrize(
    ("value", "ages", "choice"),
    [
        ("year", "", "year"), ("", "", None), ('{"municipality":"06"}', "", {"municipality": "06"}), ("own_ages", "0–6, 7-19,20+", {"age_group": ["0-6", "7-19", "20+"]}),
        ('{"a":1,"b":2}', "", None), ("{broken", "", None),
    ],
)
def test_a_form_value_is_one_breakdown_choice_or_none(value: str, ages: str, choice: object) -> None:
    assert table.decode(value, ages) == choice


def test_a_layout_sent_back_unchanged_is_the_same() -> None:
    ordered = {"rows": ["year", {"municipality": "06"}], "columns": ["sex", {"age_group": ["0-17", "18+"]}], "totals": ["sex", {"code": "distinct"}, "county"], "rates": "per_1000"}
    shown = table.show_layout(ordered)
    sent = [(f"row_{at}", one) for at, one in enumerate(shown["rows"])] + [(f"column_{at}", one) for at, one in enumerate(shown["columns"])]
    form = MultiDict([*sent, ("totals", "sex"), ("totals", "county"), ("rates", "per_1000"), ("ages", shown["ages"])])
    assert table.answer_layout(ordered, form) == ordered | {"totals": ["sex", "county"]}


def test_the_same_breakdown_is_not_taken_twice() -> None:
    assert table.answer_layout({}, MultiDict([("row_0", "sex"), ("column_0", "sex")]))["rows"] == ["sex"]


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("/cohorts/0/criteria/0/period", "guide.criterion"), ("/cohorts/0/criteria/1/any_of/0/codes/expr", "guide.criterion"), ("/cohorts", "guide.whom"),
        ("/cohorts/0/criteria", "guide.whom"), ("/cohorts/0/age/from", "guide.cohort"), ("/tables/0/rows/1", "guide.layout"),
        ("/tables/0/measure", "guide.counted"), ("/tables", "guide.tables"), ("/purpose/legal", "guide.purpose"), ("", "guide.document"), ("/delivery/contact", "guide.delivery"),
    ],
)
def test_every_place_of_the_document_has_its_page(path: str, endpoint: str) -> None:
    assert endpoint_of(path) == endpoint
