"""Every rule: speaks about its bad documents at the right place, is silent about good ones, and its fix silences it without a new error."""

from __future__ import annotations

import pytest
from orders import PLAIN, catalogue, changed, codes_of, lint
from rule_cases import CASES, Cases

from assistant.fixes import OPERATIONS, apply_fix
from assistant.linter import RULES
from assistant.rules.pack import PACK
from common.errors import Severity
from common.translate import LANGUAGES, translate

CODE_LIST_RULES = {"CODE-01", "CODE-03", "CODE-05", "CODE-08", "MEAS-06", "SDC-07", "LAW-02", "LAW-03", "LAW-13"}
"""Rules that need a code list or other content; their cases are in test_rules_codes.py."""
BAD = [pytest.param(rule, cases, changes, path, id=f"{rule}-{at}") for rule, cases in CASES.items() for at, (changes, path) in enumerate(cases.bad)]
GOOD = [pytest.param(rule, cases, changes, id=f"{rule}-{at}") for rule, cases in CASES.items() for at, changes in enumerate(cases.good)]


def test_the_plain_order_has_no_finding() -> None:
    assert lint(changed()) == []


def test_every_rule_has_good_and_bad_documents() -> None:
    rules = {rule.id for rule in PACK}
    assert rules == set(CASES) | CODE_LIST_RULES
    assert all(cases.bad and cases.good for cases in CASES.values())


@pytest.mark.parametrize(("rule", "cases", "changes", "path"), BAD)
def test_a_bad_document_is_told_where_and_why(rule: str, cases: Cases, changes: dict, path: str) -> None:
    found = [one for one in lint(changed(changes), **cases.context) if one.code == rule]
    assert path in {one.path for one in found}
    for one in found:
        assert one.source
        for language in LANGUAGES:
            sentence = translate(one.key, language, **one.params)
            assert sentence != one.key
            assert "{" not in sentence


@pytest.mark.parametrize(("rule", "cases", "changes"), GOOD)
def test_a_good_document_is_left_alone(rule: str, cases: Cases, changes: dict) -> None:
    assert rule not in codes_of(lint(changed(changes), **cases.context))


@pytest.mark.parametrize(("rule", "cases", "changes", "path"), [case for case in BAD if case.values[1].has_fix])
def test_a_fix_silences_its_rule_and_raises_no_new_error(rule: str, cases: Cases, changes: dict, path: str) -> None:
    order = changed(changes)
    before = lint(order, **cases.context)
    found = next(one for one in before if one.code == rule and one.path == path)
    assert found.fix is not None
    assert found.fix.operation in OPERATIONS
    after = lint(apply_fix(order, found.fix), **cases.context)
    assert (rule, path) not in {(one.code, one.path) for one in after}
    errors = {one.code for one in after if one.severity is Severity.error}
    assert errors <= {one.code for one in before}


def test_severities_are_those_of_the_pack() -> None:
    severities = {rule.id: rule.severity for rule in PACK}
    assert severities["TIME-01"] is Severity.error
    assert severities["MEAS-15"] is Severity.warning
    assert severities["SDC-05"] is Severity.info
    assert len(severities) == len(PACK)


def test_every_rule_has_an_entry_in_the_content_with_its_source() -> None:
    entries = {rule for document in catalogue().rules.values() for rule in document}
    assert entries == {rule.id for rule in RULES}
    assert all(entry["source"] for document in catalogue().rules.values() for entry in document.values())


def test_missing_parts_are_silent_while_the_order_is_being_written() -> None:
    empty = changed(base={"kind": "statistics"})
    assert lint(empty, is_submitting=False) == []
    assert {"KIND-09", "LAW-07", "order.error.missing_title", "order.error.missing_cohort"} <= codes_of(lint(empty))


def test_findings_come_errors_first() -> None:
    order = changed({"/purpose/text": "", "/purpose/legal": "", "/tables/0/rows": ["month"]})
    severities = [one.severity for one in lint(order)]
    assert severities == sorted(severities, key=[Severity.error, Severity.warning, Severity.info].index)
    assert len(set(severities)) > 1


def test_an_order_is_never_changed_by_a_fix() -> None:
    order = changed({"/cohorts/0/criteria/0/period": "2020/2016"})
    found = next(one for one in lint(order) if one.code == "TIME-09")
    assert found.fix is not None
    assert apply_fix(order, found.fix) != order
    assert order == changed({"/cohorts/0/criteria/0/period": "2020/2016"})
    assert PLAIN["cohorts"][0]["criteria"][0]["period"] == "2016-01/2020-12"


def test_splitting_at_a_break_keeps_both_halves() -> None:
    from rule_cases import CARE, PERIOD

    order = changed(CARE | {PERIOD: "2013/2016"})
    found = next(one for one in lint(order) if one.code == "TIME-07")
    assert found.fix is not None
    split = apply_fix(order, found.fix)
    periods = sorted(str(one.period) for _path, _cohort, one in split.criteria())
    assert periods == ["2013-01/2014-12", "2015-01/2016-12"]
    assert [table.of for table in split.tables] == ["users", "users_before_2015"]
