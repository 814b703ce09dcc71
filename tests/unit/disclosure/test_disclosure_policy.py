"""The policy model: thresholds, raises, and that whatever builds on a policy may only tighten it."""

from __future__ import annotations

from datetime import date

import disclosure_factory as factory
import pytest

from common.documents import read_document
from common.errors import InputRefused, NotFound
from common.settings import Settings
from metadata.model.policy import DisclosurePolicy
from metadata.model.tightening import compare, resolve

BASE = {"policy": "base", "version": "1", "valid_from": "2026-01-01", "persons": {"t": "5"}, "secondary": {"max_cells": "1000", "insider": "true"}}


def codes(caught: pytest.ExceptionInfo[InputRefused]) -> list[tuple[str, str]]:
    return [(finding.code, finding.path) for finding in caught.value.findings]


def test_one_to_t_minus_one_is_hidden_and_zero_is_not() -> None:
    policy = factory.policy(5)
    assert [policy.hides(persons) for persons in (0, 1, 4, 5)] == [False, True, True, False]


def test_zero_is_hidden_where_the_policy_says_so() -> None:
    assert factory.policy(5, zeros="hidden").hides(0)


def test_the_strictest_raise_wins() -> None:
    policy = factory.policy(5, raises=[{"when": {"breakdown": "municipality"}, "t": 10}, {"when": {"breakdown": ["care_unit"]}, "t": 20}])
    assert [policy.threshold(names) for names in ([], ["county"], ["municipality"], ["municipality", "care_unit"])] == [5, 5, 10, 20]
    assert policy.hides(7, ["municipality"]) and not policy.hides(7, ["county"])


def test_an_unknown_number_of_companies_is_too_few() -> None:
    policy = factory.policy(5, companies={"company_min": 3})
    assert [policy.hides_companies(count) for count in (None, 2, 3)] == [True, True, False]


def test_a_policy_survives_its_own_json_and_keeps_its_hash() -> None:
    policy = factory.policy(5, raises=[{"when": {"code_group": "sensitive"}, "t": 10}])
    again = DisclosurePolicy.model_validate_json(policy.model_dump_json(by_alias=True))
    assert again == policy and again.hash == policy.hash


def test_sensitive_codes_raise_the_threshold_when_resolved() -> None:
    document = {**BASE, "raise": [{"when": {"code_group": "sensitive"}, "t": "10"}]}
    assert (resolve([document], "base").t, resolve([document], "base", is_sensitive=True).t) == (5, 10)


def test_an_order_may_tighten() -> None:
    assert resolve([BASE], "base", changes={"persons": {"t": "7"}, "secondary": {"max_cells": "900"}}).t == 7


def test_an_order_may_not_loosen_and_hears_of_every_field() -> None:
    with pytest.raises(InputRefused) as caught:
        resolve([BASE], "base", changes={"persons": {"t": "3"}, "zeros": "hideable", "secondary": {"max_cells": "2000", "insider": "false"}})
    paths = ["/disclosure/persons/t", "/disclosure/secondary/insider", "/disclosure/secondary/max_cells", "/disclosure/zeros"]
    assert codes(caught) == [("policy.error.looser", path) for path in paths]


def test_a_policy_that_extends_another_must_be_tighter() -> None:
    child = {"policy": "child", "version": "1", "extends": "base@1", "valid_from": "2026-01-01", "persons": {"t": "10"}}
    assert resolve([BASE, child], "child").t == 10
    with pytest.raises(InputRefused):
        resolve([BASE, {**child, "persons": {"t": "4"}}], "child")


def test_policies_that_extend_each_other_are_refused() -> None:
    first = {**BASE, "extends": "other@1"}
    with pytest.raises(InputRefused) as caught:
        resolve([first, {**BASE, "policy": "other", "extends": "base@1"}], "base")
    assert codes(caught) == [("policy.error.circle", "/extends")]


def test_the_latest_version_valid_on_the_day_is_taken() -> None:
    later = {**BASE, "version": "2", "valid_from": "2027-01-01", "persons": {"t": "9"}}
    assert resolve([BASE, later], "base", on=date(2026, 6, 1)).version == 1
    assert resolve([BASE, later], "base", on=date(2027, 6, 1)).version == 2
    assert resolve([BASE, later], "base@1", on=date(2027, 6, 1)).version == 1


def test_an_unknown_policy_is_not_found() -> None:
    with pytest.raises(NotFound):
        resolve([BASE], "base@3")


def test_dropping_a_raise_is_looser() -> None:
    raised = factory.policy(5, raises=[{"when": {"breakdown": "municipality"}, "t": 10}])
    assert [finding.path for finding in compare(raised, factory.policy(5))] == ["/raise"]
    assert not compare(factory.policy(5), raised)


def test_a_document_with_nonsense_names_every_field() -> None:
    with pytest.raises(InputRefused) as caught:
        resolve([{**BASE, "persons": {"t": "many"}, "threshold": "5"}], "base")
    assert sorted(path for _code, path in codes(caught)) == ["/persons/t", "/threshold"]


def test_the_authored_policies_resolve_and_are_drafts_until_decided() -> None:
    documents = [read_document(path.read_bytes(), path.name).value for path in sorted((Settings().content / "policies").glob("*.yaml"))]
    found = {values["policy"]: resolve(documents, values["policy"]) for values in documents}
    assert (found["standard-report"].t, found["custom-statistics"].t) == (10, 5)
    assert found["custom-statistics"].threshold(["municipality"]) == 10
    assert all(one.is_draft and one.title is not None for one in found.values())
