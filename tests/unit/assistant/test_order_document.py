"""The order document: every fault at once, with pointer and line; ids in any case; hash of the specification; schema."""

from __future__ import annotations

import json
from datetime import date

import pytest
from jsonschema import Draft202012Validator
from orders import CRITERION, PLAIN, TABLE, changed

from assistant.document import json_schema, order_from, plain, read_order, specification_hash, write_order
from assistant.order.criterion import AnyOf, NoneOf
from common.documents import write_yaml
from common.translate import translate

TEXT = write_yaml(PLAIN)


def findings(text: str) -> list[tuple[str, str]]:
    order, found = read_order(text)
    assert order is None
    return [(one.code, one.path) for one in found]


def test_a_written_order_reads_back_the_same() -> None:
    order = changed({f"{TABLE}/columns": ["sex", {"age_group": ["0-6", "7+"]}], f"{TABLE}/totals": ["sex", {"year": "distinct"}]})
    assert read_order(write_order(order))[0] == order


def test_ids_are_taken_in_any_case_and_written_canonical() -> None:
    order = changed({f"{CRITERION}/register": "LMED", f"{CRITERION}/codes/system": "atc", f"{TABLE}/measure": "Prevalent_Users", f"{TABLE}/rows": ["YEAR"]})
    assert order == changed()


def test_a_list_of_code_lists_and_a_single_one_are_both_read() -> None:
    one, many = {"system": "ATC", "expr": "N06BA"}, [{"system": "ATC", "expr": "N06BA"}]
    assert changed({f"{CRITERION}/codes": one}) == changed({f"{CRITERION}/codes": many})
    assert plain(changed())["cohorts"][0]["criteria"][0]["codes"] == one


def test_groups_of_criteria_nest() -> None:
    inner = {"register": "par", "codes": {"system": "ICD-10-SE", "expr": "F90"}, "position": "main", "period": "2016/2020"}
    order = changed({"/cohorts/0/criteria/1": {"any_of": [inner, {"none_of": [inner]}]}})
    group = order.cohorts[0].criteria[1]
    assert isinstance(group, AnyOf)
    assert isinstance(group.any_of[1], NoneOf)
    assert [path for path, _cohort, _one in order.criteria()] == [CRITERION, "/cohorts/0/criteria/1/any_of/0", "/cohorts/0/criteria/1/any_of/1/none_of/0"]


def test_every_fault_is_found_at_once_with_its_line() -> None:
    text = TEXT.replace("register: lmed", "regster: lmed").replace("period: 2016-01/2020-12", "period: 2016-13").replace("measure:", "rates: per_10\n  measure:")
    order, found = read_order(text, "order.yaml")
    assert order is None
    assert {(one.code, one.path) for one in found} == {
        ("order.error.unknown_key", f"{CRITERION}/regster"), ("order.error.period_shape", f"{CRITERION}/period"), ("order.error.not_allowed", f"{TABLE}/rates"),
    }
    lines = {one.path: one.params["place"] for one in found}
    assert lines[f"{CRITERION}/regster"] == f"order.yaml:{text[: text.index('regster')].count(chr(10)) + 1}"
    assert next(one for one in found if one.path.endswith("regster")).params["near"] == "register"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("order: 2\nkind: statistics\n", "order.error.unknown_version"),
        ("title: {sv: x}\n", "order.error.no_kind"),
        ("kind: magic\n", "order.error.unknown_kind"),
        ("- 1\n- 2\n", "order.error.not_a_mapping"),
        ("kind: statistics\nkind: statistics\n", "document.error.duplicate_key"),
        ("a: &a [x, x]\nb: [*a, *a]\nkind: statistics\n", "document.error.alias"),
        ("kind: [statistics\n", "document.error.syntax"),
        ("kind: statistics\ncohorts: {id: x}\n", "order.error.wrong_type"),
        ("kind: statistics\ntables: [{columns: [{age_group: {from: 1}}]}]\n", "order.error.breakdown_shape"),
        ("kind: statistics\ntables: [{totals: [{code: sum}]}]\n", "order.error.total_shape"),
        ("kind: statistics\ncohorts: [{criteria: [{register: par, at_least: 0}]}]\n", "order.error.too_small"),
        ("kind: statistics\ncohorts: [{criteria: [{register: lmed, run_in_months: 0}]}]\n", "order.error.run_in_range"),
        ("kind: statistics\ncohorts: [{criteria: [{register: lmed, run_in_months: -1}]}]\n", "order.error.run_in_range"),
        ("kind: statistics\ncohorts: [{criteria: [{register: lmed, run_in_months: 1000000000}]}]\n", "order.error.run_in_range"),
        ("kind: statistics\ntables: [{run_in_months: 1000000000}]\n", "order.error.too_large"),
        ("kind: statistics\ncohorts: [{criteria: [{relation: {to: a, within_days: 1000000000000}}]}]\n", "order.error.too_large"),
        ("kind: statistics\ncohorts: [{criteria: [{relation: {to: a, from_days: -1000000000000}}]}]\n", "order.error.too_small"),
        ("kind: statistics\ncohorts: [{id: 'en grupp'}]\n", "order.error.not_an_id"),
        ("kind: statistics\ncohorts: [{criteria: [{relation: {within_days: 3, from_days: 1, to: a}}]}]\n", "order.error.relation_two_ways"),
    ],
)
def test_bad_documents_get_a_named_error_with_a_sentence(text: str, code: str) -> None:
    order, found = read_order(text)
    assert order is None
    assert code in {one.code for one in found}
    for one in found:
        for language in ("sv", "en"):
            sentence = translate(one.key, language, **one.params)
            assert sentence != one.key
            assert "{" not in sentence.replace("{…}", "")


def test_the_allowed_values_are_listed_without_a_word_of_either_language() -> None:
    _order, found = read_order(TEXT + "delivery: {language: fi}\n")
    assert [one.params["allowed"] for one in found] == ["sv, en"]


def test_a_document_of_fifty_megabytes_is_refused_without_being_read() -> None:
    assert findings("kind: statistics\n#" + "x" * 50_000_000) == [("document.error.too_large", "order:1")]


def test_json_and_yaml_are_judged_alike() -> None:
    value = {"order": 1, "kind": "statistics", "cohorts": [{"id": "a", "criteria": [{"register": "lmed", "at_least": 2, "emergency": True}]}]}
    assert read_order(json.dumps(value))[0] == read_order(write_yaml(value))[0]
    value["cohorts"][0]["criteria"][0]["at_least"] = True  # type: ignore[index]
    assert findings(json.dumps(value)) == [("order.error.wrong_type", f"{CRITERION}/at_least")]


def test_the_hash_is_of_what_is_computed_not_of_texts_and_contacts() -> None:
    same = changed({"/purpose/text": "Något annat", "/delivery": {"contact": "anna@example.org"}, "/title/sv": "Annan rubrik"})
    assert specification_hash(same) == specification_hash(changed())
    for pointer, value in ((f"{CRITERION}/codes/expr", "N06A"), (f"{TABLE}/totals", []), ("/purpose/legal", "research"), ("/disclosure", {"persons": {"t": "10"}})):
        assert specification_hash(changed({pointer: value})) != specification_hash(changed())


def test_the_schema_accepts_what_is_written_and_refuses_an_unknown_key() -> None:
    validator = Draft202012Validator(json_schema())
    document = {"order": 1, "kind": "statistics", "cohorts": [{"id": "a", "criteria": [{"register": "lmed", "codes": {"system": "ATC", "expr": "N06BA"}}]}]}
    assert not list(validator.iter_errors(document))
    assert list(validator.iter_errors(document | {"colour": "red"}))


def test_a_reversed_period_can_be_held_so_that_a_rule_can_speak_of_it() -> None:
    order = changed({f"{CRITERION}/period": "2020-05/2016-02"})
    criterion = order.cohorts[0].criteria[0]
    assert criterion.period.is_reversed  # type: ignore[union-attr]
    assert criterion.period.period is None  # type: ignore[union-attr]
    assert criterion.period.first == date(2020, 5, 1)  # type: ignore[union-attr]
    assert read_order(write_order(order))[0] == order


def test_plain_values_of_an_example_are_read_as_well() -> None:
    assert order_from(PLAIN)[0] == changed()
