"""Groups without members, and cohorts and criteria that go in a circle, are errors at their place."""

from __future__ import annotations

from typing import Any

import pytest
from orders import changed, lint

from common.errors import Severity

DRUG = {"register": "lmed", "codes": {"system": "ATC", "expr": "N06BA"}, "period": "2016-01/2020-12"}
PLACES = {"order.error.empty_group", "order.error.circular_base", "order.error.circular_relation"}


def said(changes: dict[str, Any]) -> set[tuple[str, str]]:
    """The findings of these rules with their places."""
    found = [one for one in lint(changed(changes)) if one.code in PLACES]
    assert all(one.severity is Severity.error for one in found)
    return {(one.code.removeprefix("order.error."), one.path) for one in found}


def after(other: str) -> dict[str, Any]:
    """A relation to another criterion."""
    return {"to": other, "within_days": "90", "order": "after"}


@pytest.mark.parametrize("word", ["all_of", "any_of", "none_of"])
def test_an_empty_group_is_an_error_however_deep(word: str):
    assert said({"/cohorts/0/criteria": [DRUG, {word: []}]}) == {("empty_group", f"/cohorts/0/criteria/1/{word}")}
    assert said({"/cohorts/0/criteria": [DRUG, {"any_of": [DRUG, {word: []}]}]}) == {("empty_group", f"/cohorts/0/criteria/1/any_of/1/{word}")}
    assert said({"/cohorts/0/criteria": [DRUG, {word: [DRUG]}]}) == set()


def test_cohorts_that_start_from_each_other_are_errors():
    circle = [{"id": "a", "base": "b", "criteria": [DRUG]}, {"id": "b", "base": "a", "criteria": [DRUG]}, {"id": "users", "base": "a", "criteria": [DRUG]}]
    assert said({"/cohorts": circle}) == {("circular_base", "/cohorts/0/base"), ("circular_base", "/cohorts/1/base")}
    line = [{"id": "a", "base": "b", "criteria": [DRUG]}, {"id": "b", "criteria": [DRUG]}, {"id": "users", "base": "a", "criteria": [DRUG]}]
    assert said({"/cohorts": line}) == set()


def test_criteria_that_wait_for_each_other_are_errors():
    circle = [DRUG | {"id": "x", "relation": after("y")}, DRUG | {"id": "y", "relation": after("z")}, DRUG | {"id": "z", "relation": after("x")}]
    assert said({"/cohorts/0/criteria": circle}) == {("circular_relation", f"/cohorts/0/criteria/{at}/relation/to") for at in range(3)}
    line = [DRUG | {"id": "x", "relation": after("y")}, DRUG | {"id": "y", "relation": after("z")}, DRUG | {"id": "z"}]
    assert said({"/cohorts/0/criteria": line}) == set()


def test_a_cohort_that_starts_from_itself_is_told_so():
    found = [one for one in lint(changed({"/cohorts": [{"id": "users", "base": "users", "criteria": [DRUG]}]})) if one.path == "/cohorts/0/base"]
    assert [(one.code, one.fix and one.fix.arguments["value"]) for one in found] == [("order.error.own_base", "population")]
