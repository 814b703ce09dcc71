"""Over generated orders: what is written reads back the same, any draft can be judged and saved, fixes end, canonical ids do not matter."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from orders import catalogue, context, lint
from sqlalchemy import Engine

from assistant import actions
from assistant.document import order_from, plain, read_order, specification_hash, write_order
from assistant.fixes import apply_fix
from assistant.lookup import get_order
from assistant.read_back import read_back
from assistant.shells import build_shells
from common.actor import Actor
from common.clock import FixedClock

ANNA = Actor("anna", None, frozenset({"orderer"}))
IDS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), max_size=20)
YEARS = st.integers(1960, 2030)
PERIODS = st.builds(lambda first, last: f"{first}-01/{last}-12", YEARS, YEARS) | st.just("rolling_month")
REGISTERS = st.sampled_from(["lmed", "par", "par_in", "PAR_OUT", "dors", "nothing"])
SYSTEMS = st.sampled_from(["ATC", "icd-10-se", "KVA", "ICD-9-SE"])
EXPRESSIONS = st.sampled_from(["N06BA", "F90 | F91", "C50-C59 ! C53", "", "NO", "0123", "12:30", "=I10"])
LISTS = st.fixed_dictionaries({"system": SYSTEMS, "expr": EXPRESSIONS})
CRITERIA = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "id": IDS, "register": REGISTERS, "codes": LISTS | st.lists(LISTS, max_size=2), "position": st.sampled_from(["main", "any", "cause"]), "period": PERIODS,
            "at_least": st.integers(1, 5).map(str), "run_in_months": st.sampled_from(["12", "24", "unlimited"]), "look_back_group": st.sampled_from(["group", "level:3"]),
            "relation": st.fixed_dictionaries({"to": IDS, "within_days": st.integers(0, 400).map(str)}), "emergency": st.sampled_from(["true", "false"]),
        },
    ),
    lambda inner: st.builds(lambda word, members: {word: members}, st.sampled_from(["all_of", "any_of", "none_of"]), st.lists(inner, max_size=2)),
    max_leaves=4,
)
CHOICES = st.sampled_from(["year", "MONTH", "sex", "county", "population", "code", "nowhere"]) | st.sampled_from(
    [{"age_group": "five_year"}, {"age_group": ["0-6", "5-19"]}, {"municipality": "06"}, {"county": ["01", "6"]}, {"sex": ["1"]}]
)
TABLES = st.fixed_dictionaries(
    {},
    optional={
        "id": IDS, "title": st.fixed_dictionaries({"sv": TEXTS}), "measure": st.sampled_from(["prevalent_users", "new_users_12m", "new_users", "dispensings", "patients", "users", "x"]),
        "of": st.sampled_from(["a", "b", "c"]), "code_detail": st.sampled_from(["group", "each_code", "level:4"]), "look_back_group": st.just("group"),
        "rows": st.lists(CHOICES, max_size=2), "columns": st.lists(CHOICES, max_size=2),
        "totals": st.lists(st.sampled_from(["sex", "year", {"code": "distinct"}]), max_size=2), "rates": st.sampled_from(["per_1000", "per_100000"]),
        "anchor": st.sampled_from(["year_end", "index", "event"]), "dose": st.sampled_from(["include", "exclude", "odd"]), "stats": st.lists(st.just("max"), max_size=1),
    },
)
COHORTS = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["a", "b"]), "base": st.sampled_from(["population", "a", "b", "supplied"]), "criteria": st.lists(CRITERIA, max_size=3),
        "index_date": st.sampled_from(["first", "each", "start"]), "age": st.fixed_dictionaries({"from": st.integers(0, 90).map(str), "to": st.integers(0, 90).map(str)}),
    },
)
ORDERS = st.fixed_dictionaries(
    {"kind": st.just("statistics")},
    optional={
        "title": st.fixed_dictionaries({"sv": TEXTS}), "purpose": st.fixed_dictionaries({"text": TEXTS, "legal": st.sampled_from(["", "research", "odd"])}),
        "cohorts": st.lists(COHORTS, max_size=2), "tables": st.lists(TABLES, max_size=2),
    },
)
MODEST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def made(value: dict[str, Any]) -> Any:
    order, findings = order_from(value)
    assert order is not None, findings
    return order


@given(ORDERS)
@MODEST
def test_writing_and_reading_an_order_changes_nothing(value: dict[str, Any]) -> None:
    order = made(value)
    again, findings = read_order(write_order(order))
    assert findings == ()
    assert again == order
    assert specification_hash(order) == specification_hash(again)
    assert write_order(again) == write_order(order)
    assert made(plain(order)) == order


@given(ORDERS)
@MODEST
def test_any_draft_can_be_judged_shown_and_read_in_both_languages(value: dict[str, Any]) -> None:
    order = made(value)
    for is_submitting in (True, False):
        lint(order, is_submitting=is_submitting)
    build_shells(order, catalogue(), context())
    for language in ("sv", "en"):
        assert read_back(order, catalogue(), language, context())


@given(ORDERS)
@MODEST
def test_every_fix_gives_an_order_and_silences_its_finding(value: dict[str, Any]) -> None:
    order = made(value)
    before = lint(order)
    for finding in before:
        if finding.fix is not None:
            after = lint(apply_fix(order, finding.fix))
            same = [sum((one.code, one.params) == (finding.code, finding.params) for one in found) for found in (before, after)]
            assert same[1] < same[0], finding


@given(ORDERS | st.text(max_size=200) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
@settings(MODEST, max_examples=30)
def test_any_draft_can_be_saved_and_opened(sqlite_engine: Engine, clock: FixedClock, value: Any) -> None:
    document = write_order(made(value)) if isinstance(value, dict) else value.replace("\x00", "")
    draft = actions.create_draft(sqlite_engine, ANNA, clock, document="kind: statistics\n")
    actions.save_draft(sqlite_engine, ANNA, clock, order_id=draft.id, document=document, version=1)
    view = get_order(sqlite_engine, ANNA, draft.id)
    assert view.document == document
    assert (view.order is None) == bool(view.findings)
