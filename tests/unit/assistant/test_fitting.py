"""Breakdowns that do not go with the measure or with each other are errors at their place, and their fixes end them."""

from __future__ import annotations

from typing import Any

import pytest
from orders import CARE, CRITERION, DROP, TABLE, changed, code_lists, lint
from rule_cases import CROSSING

from assistant.fixes import apply_fix

CODES = {"two_periods", "population_measure", "population_anchor", "codes_of_index", "codes_of_populations", "no_code_rows"}
BAD: list[tuple[str, dict[str, Any], str]] = [
    ("two_periods", {f"{TABLE}/columns": ["month"], f"{TABLE}/totals": []}, f"{TABLE}/columns/0"),
    ("population_measure", {f"{TABLE}/measure": "dispensings", f"{TABLE}/columns": ["population"], f"{TABLE}/totals": []}, f"{TABLE}/columns/0"),
    ("population_measure", CARE | {f"{TABLE}/measure": "patients_inpatient", f"{TABLE}/columns": ["population"], f"{TABLE}/totals": []}, f"{TABLE}/columns/0"),
    ("population_anchor", CROSSING | {f"{TABLE}/anchor": "event"}, f"{TABLE}/anchor"),
    ("codes_of_populations", CROSSING | {f"{TABLE}/measure": "prevalent_users", f"{TABLE}/code_detail": "each_code"}, f"{TABLE}/code_detail"),
    ("codes_of_index", {f"{TABLE}/measure": "patients", f"{TABLE}/code_detail": "each_code"}, f"{TABLE}/code_detail"),
    ("no_code_rows", {f"{CRITERION}/codes": DROP, f"{TABLE}/code_detail": "each_code"}, f"{TABLE}/code_detail"),
    ("no_code_rows", {f"{CRITERION}/codes/expr": "N06A ! N06AB", f"{TABLE}/code_detail": "each_code"}, f"{TABLE}/code_detail"),
]
GOOD: list[dict[str, Any]] = [{}, CROSSING, {f"{TABLE}/code_detail": "each_code"}, {f"{TABLE}/columns": ["county"], f"{TABLE}/totals": []}]


def said(order: Any) -> dict[str, Any]:
    """The findings of these rules by place."""
    return {(one.code.removeprefix("order.error."), one.path): one for one in lint(order, editions=code_lists()) if one.code.removeprefix("order.error.") in CODES}


@pytest.mark.parametrize(("code", "changes", "path"), BAD)
def test_a_misfit_is_told_where(code: str, changes: dict[str, Any], path: str):
    order = changed(changes)
    found = said(order)
    assert set(found) == {(code, path)}
    fix = found[(code, path)].fix
    assert fix is None or said(apply_fix(order, fix)) == {}


@pytest.mark.parametrize("changes", GOOD)
def test_what_fits_is_left_alone(changes: dict[str, Any]):
    assert said(changed(changes)) == {}


AROUND = {f"{TABLE}/measure": "prior_drugs", f"{TABLE}/groups": [{"id": "a", "codes": {"system": "ATC", "expr": "N06A"}}]}


@pytest.mark.parametrize(
    ("code", "changes", "path"),
    [
        ("breakdown_measure", {f"{TABLE}/columns": ["drug_group"], f"{TABLE}/totals": []}, f"{TABLE}/columns/0"),
        ("group_codes", AROUND | {f"{TABLE}/groups": [{"id": "a", "codes": {"system": "ATC", "expr": "N99"}}]}, f"{TABLE}/groups/0/codes"),
        ("window", {f"{TABLE}/measure": "share_with_dispensing", f"{TABLE}/groups": AROUND[f"{TABLE}/groups"], f"{TABLE}/window": {"from_days": 9, "to_days": 1}}, f"{TABLE}/window"),
        ("missing_groups", {f"{TABLE}/measure": "prior_drugs"}, f"{TABLE}/groups"), ("missing_grid_days", {f"{TABLE}/measure": "persistence_at"}, f"{TABLE}/grid_days"),
        ("missing_window", {f"{TABLE}/measure": "share_with_dispensing"}, f"{TABLE}/window"), ("missing_position", {f"{TABLE}/measure": "users_by_diagnosis"}, f"{TABLE}/position"),
    ],
)
def test_what_a_measure_around_the_index_date_needs(code: str, changes: dict[str, Any], path: str):
    assert (f"order.error.{code}", path) in {(one.code, one.path) for one in lint(changed(changes), editions=code_lists())}
    assert not {one.code for one in lint(changed(AROUND), editions=code_lists())} & {f"order.error.{code}"}
