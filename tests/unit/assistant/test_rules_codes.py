"""Rules that need code lists, companies or planned content: the messages of the expression engine come through them, with fixes that work."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from orders import CARE, CRITERION, TABLE, catalogue, changed, code_lists, codes_of, lint

from assistant.document import plain
from assistant.fixes import apply_fix
from assistant.linter import check_order
from catalog.lookup import Catalogue
from common.errors import Finding, Severity
from common.translate import LANGUAGES, translate
from metadata.model.code_system import CodeChange, CodeLists
from metadata.model.content import Content

EXPR = f"{CRITERION}/codes/expr"
MOVED = CodeLists(
    code_lists().systems, code_lists().editions, {"ATC": (CodeChange("ATC", "N06BA12", "N06AB04", "moved", date(2018, 1, 1), approved_by="keeper"),)}
)
ECONOMIC = {f"{TABLE}/measure": "packages", f"{TABLE}/code_detail": "each_code"}
SENSITIVE = CARE | {f"{TABLE}/rows": ["year", "county"], f"{TABLE}/columns": [{"age_group": "five_year"}], f"{TABLE}/totals": []}


def found(rule: str, changes: dict[str, Any], **context: Any) -> list[Finding]:
    return [one for one in lint(changed(changes), **({"editions": code_lists()} | context)) if one.code == rule]


def expression(order: Any) -> str:
    codes = plain(order)["cohorts"][0]["criteria"][0]["codes"]
    return codes["expr"] if isinstance(codes, dict) else " / ".join(f"{one['system']} {one['expr']}" for one in codes)


BAD: list[tuple[str, dict[str, Any], str, str | None, dict[str, Any]]] = [
    ("CODE-01", {EXPR: "N06BA | N06BA14"}, EXPR, "N06BA | N06BA", {}),
    ("CODE-02", {EXPR: "N06BA | G43.0"}, EXPR, "N06BA", {}),
    ("CODE-03", {EXPR: "N06BA12"}, EXPR, "N06BA12 | N06AB04", {"editions": MOVED}),
    ("MEAS-06", {EXPR: "N06BA12", f"{TABLE}/measure": "new_users_12m", f"{TABLE}/look_back_group": "group"}, EXPR, "N06BA12 | N06AB04", {"editions": MOVED}),
    ("CODE-05", CARE | {EXPR: "G43-P"}, EXPR, "G43", {}),
    ("CODE-07", {EXPR: "N06BA ! N06"}, EXPR, None, {}),
    ("CODE-08", {EXPR: "N06BA | N06BA04"}, EXPR, "N06BA", {}),
    ("CODE-08", {EXPR: "N06BA | N06AB04 ! N06AB"}, EXPR, "N06BA", {}),
    ("CODE-08", {EXPR: "N06BA ! J01CA"}, EXPR, "N06BA", {}),
    ("SDC-07", SENSITIVE, TABLE, None, {}),
    ("LAW-02", ECONOMIC | {EXPR: "N06BA04"}, f"{TABLE}/measure", None, {"companies": {"N06BA04": 1}}),
    ("LAW-03", ECONOMIC | {EXPR: "N06BA04"}, f"{TABLE}/measure", None, {}),
]


@pytest.mark.parametrize(("rule", "changes", "path", "fixed", "context"), BAD)
def test_a_bad_list_is_told_where_and_why_and_its_fix_works(rule: str, changes: dict, path: str, fixed: str | None, context: dict) -> None:
    told = found(rule, changes, **context)
    assert [one.path for one in told] == [path]
    for language in LANGUAGES:
        sentence = translate(told[0].key, language, **told[0].params)
        assert sentence != told[0].key
        assert "{" not in sentence
    if fixed is not None:
        assert told[0].fix is not None
        mended = apply_fix(changed(changes), told[0].fix)
        assert expression(mended) == fixed
        after = lint(mended, **({"editions": code_lists()} | context))
        assert rule not in codes_of(after)
        assert not [one for one in after if one.severity is Severity.error]


@pytest.mark.parametrize(
    ("rule", "changes", "context"),
    [
        ("CODE-01", {EXPR: "N06BA04"}, {}),
        ("CODE-02", CARE | {EXPR: "G43.0"}, {}),
        ("CODE-03", {EXPR: "N06BA12 | N06AB04"}, {"editions": MOVED}),
        ("MEAS-06", {EXPR: "N06BA12"}, {"editions": MOVED}),
        ("CODE-05", CARE | {EXPR: "G43"}, {}),
        ("CODE-08", {EXPR: "N06BA | N06AB04"}, {}),
        ("SDC-07", SENSITIVE | {EXPR: "G43"}, {}),
        ("SDC-07", CARE, {}),
        ("LAW-02", ECONOMIC | {EXPR: "N06BA04"}, {"companies": {"N06BA04": 2}}),
        ("LAW-03", ECONOMIC | {EXPR: "N06BA04"}, {"companies": {"N06BA04": 1}}),
        ("LAW-03", {EXPR: "N06BA04"}, {}),
        ("LAW-03", {f"{TABLE}/measure": "packages", EXPR: "N06BA"}, {}),
    ],
)
def test_a_good_list_is_left_alone(rule: str, changes: dict, context: dict) -> None:
    assert found(rule, changes, **context) == []


def test_every_other_message_is_a_finding_of_its_own() -> None:
    told = found("I_WILDCARD_SAME", {EXPR: "N06BA*"})
    assert [(one.path, one.severity) for one in told] == [(EXPR, Severity.info)]


def test_planned_registers_and_variables_cannot_be_ordered() -> None:
    registers = dict(catalogue().registers) | {"par_in": catalogue().get_register("par_in").model_copy(update={"status": "planned"})}
    planned = Catalogue("test", Content(dict(catalogue().content.by_kind) | {"registers": registers}))
    order = changed(CARE)
    from orders import context

    told = [one for one in check_order(order, planned, context()) if one.code == "LAW-13"]
    assert [one.path for one in told] == [f"{CRITERION}/register"]
    assert "LAW-13" not in codes_of(lint(order))
    reasons = found("LAW-13", {f"{CRITERION}/codes": {"system": "NKOO", "expr": "50591000052105"}})
    assert [one.path for one in reasons] == [f"{CRITERION}/codes"]


def test_without_code_lists_nothing_is_said_about_codes() -> None:
    assert lint(changed({EXPR: "X99ZZ99"}), editions=None) == []
