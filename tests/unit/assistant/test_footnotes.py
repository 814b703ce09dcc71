"""The notes under a table say what is true of it, all of it and nothing else (measures 7)."""

from __future__ import annotations

from typing import Any

import pytest
from orders import CARE, CRITERION, TABLE, catalogue, changed, code_lists, context
from rule_cases import CROSSING

from assistant.shells import build_shells

AGES = {f"{TABLE}/columns": [{"age_group": "broad"}], f"{TABLE}/totals": []}
RATES = {f"{TABLE}/rates": "per_1000"}
CHILDREN = {"/cohorts/0/age": {"from": 6, "to": 17}}
CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("AGE-AT", AGES, {}), ("AGE-AT", CHILDREN, {}), ("REGION-AT", {f"{TABLE}/columns": ["county"], f"{TABLE}/totals": []}, AGES), ("SUPPLY", {f"{TABLE}/rows": ["month"]}, {}),
    ("RATE-NUM", RATES, {}), ("DENOMINATOR-AGES", RATES | CHILDREN, RATES), ("DENOMINATOR-AGES", RATES | CHILDREN, CHILDREN),
    ("DENOMINATOR-EARLIER", RATES | {f"{CRITERION}/period": "2020/2025"}, RATES), ("PRELIM", {f"{CRITERION}/period": "2020/2024"}, {}),
    ("PRELIM", CARE | {f"{CRITERION}/period": "2020/2024"}, CARE), ("UNKNOWN", {}, {f"{TABLE}/columns": [], f"{TABLE}/totals": []}),
    ("CODES-NOT-ADDITIVE", {f"{TABLE}/code_detail": "each_code"}, {f"{TABLE}/code_detail": "each_code", f"{TABLE}/measure": "dispensings"}),
    ("CODES-UNLISTED", {f"{TABLE}/code_detail": "each_code"}, {}), ("PERIODS-NOT-ADDITIVE", {f"{TABLE}/totals": [{"year": "distinct"}]}, {}),
    ("PERIODS-NOT-ADDITIVE", {f"{TABLE}/totals": [{"year": "distinct"}]}, {f"{TABLE}/totals": ["year"], f"{TABLE}/measure": "dispensings"}),
    ("ANCHOR-EVENT", {f"{TABLE}/anchor": "event"}, {}), ("POPULATIONS-LINKED", CROSSING, {}), ("VALUE-MISSING", {f"{TABLE}/measure": "ddd"}, {}),
    ("DOSE", {f"{TABLE}/measure": "dispensings"}, {}), ("EPISODES", CARE | {f"{TABLE}/measure": "care_episodes", f"{CRITERION}/register": "par_in"}, CARE),
    ("HOME-CARE", CARE | {f"{TABLE}/columns": ["county"], f"{TABLE}/totals": []}, CARE), ("DIAG-POS", CARE, {}), ("NETTED", {}, CARE),
]


def notes(changes: dict[str, Any]) -> set[str]:
    """Ids of the notes under the first table."""
    return {note.id for note in build_shells(changed(changes), catalogue(), context(editions=code_lists()))[0].footnotes}


@pytest.mark.parametrize(("note", "having", "lacking"), CASES)
def test_a_note_stands_where_it_is_true_and_nowhere_else(note: str, having: dict[str, Any], lacking: dict[str, Any]):
    assert note in notes(having)
    assert note not in notes(lacking)


def test_every_condition_of_the_content_is_known():
    order = changed()
    assert build_shells(order, catalogue(), context())
    assert {one.when for one in catalogue().footnotes.values() if one.general} <= {
        "preliminary", "unknown", "denominator_earlier", "code_rows", "period_total", "anchor_event", "populations", "unlisted", "age_limit_rates"}
