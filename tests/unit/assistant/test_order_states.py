"""The life of an order as tables: nothing unreachable, nothing stuck, every event told; permissions as a truth table."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.permissions import GRANTS, Role, check_may
from assistant.policies import check_confirmed, check_diary_number, check_named, check_text, check_version
from assistant.states import (
    AUDIT,
    DRAFT_LIFETIME,
    MEANINGS,
    NOTICES,
    RUN_STEPS,
    RUN_TARGETS,
    TRANSITIONS,
    OrderCase,
    OrderEvent,
    OrderState,
    next_state,
)
from common.actor import Actor
from common.errors import ActionDenied, Conflict, allowed
from common.translate import LANGUAGES, translate
from jobs.states import RunState

NOW = datetime(2026, 1, 12, tzinfo=UTC)


def case(state: OrderState = OrderState.submitted, **values: object) -> OrderCase:
    known = {
        "id": "o1", "kind": "statistics", "state": state, "version": 1, "orderer": "anna", "organisation": "region", "created_at": NOW,
        "updated_at": NOW, "expires_at": NOW + DRAFT_LIFETIME,
    }
    return OrderCase(**(known | values))  # type: ignore[arg-type]


def test_every_state_has_a_meaning_and_is_reachable_from_a_draft() -> None:
    assert set(MEANINGS) == set(OrderState)
    reached, frontier = {OrderState.draft}, {OrderState.draft}
    while frontier:
        frontier = {after for (before, _event), after in TRANSITIONS.items() if before in frontier} - reached
        reached |= frontier
    assert reached == set(OrderState)


@pytest.mark.parametrize("state", list(OrderState))
def test_a_state_ends_the_order_or_has_a_way_out(state: OrderState) -> None:
    ways_out = [event for (before, event), after in TRANSITIONS.items() if before is state and after is not state]
    assert bool(ways_out) != MEANINGS[state].is_final
    assert (MEANINGS[state].acts is None) == MEANINGS[state].is_final


@pytest.mark.parametrize("event", list(OrderEvent))
def test_every_event_happens_somewhere_and_has_audit_type_and_sentence(event: OrderEvent) -> None:
    assert any(one is event for _state, one in TRANSITIONS)
    assert AUDIT[event].startswith("order.")
    assert all(translate(NOTICES[event], language) != NOTICES[event] for language in LANGUAGES)


@pytest.mark.parametrize("state", list(OrderState))
def test_every_state_has_a_name_and_a_meaning_in_both_languages(state: OrderState) -> None:
    for key in (f"order.state.{state}", f"order.meaning.{state}"):
        assert all(translate(key, language) != key for language in LANGUAGES)


def test_what_the_table_does_not_hold_is_refused() -> None:
    assert next_state(OrderState.draft, OrderEvent.submit) is OrderState.submitted
    with pytest.raises(Conflict):
        next_state(OrderState.closed, OrderEvent.submit)


def test_every_run_state_moves_the_order_by_steps_the_table_holds() -> None:
    assert set(RUN_STEPS) == set(RUN_TARGETS)
    assert {state.value for state in RunState} - set(RUN_STEPS) == {"previewed"}
    for run_state, steps in RUN_STEPS.items():
        starts = [state for (state, event) in TRANSITIONS if event is steps[0]]
        ends = set()
        for state in starts:
            for event in steps:
                state = TRANSITIONS[(state, event)]
            ends.add(state)
        assert ends == {RUN_TARGETS[run_state]}


ORDERER = Actor("anna", "region", frozenset({"orderer"}))
COLLEAGUE = Actor("bo", "region", frozenset({"orderer"}))
STRANGER = Actor("carin", "annan", frozenset({"orderer"}))
LONER = Actor("dan", None, frozenset({"orderer"}))
OFFICER = Actor("eva", "myndigheten", frozenset({"officer"}))
OWN_OFFICER = Actor("anna", "region", frozenset({"orderer", "officer"}))
REVIEWER = Actor("fred", "myndigheten", frozenset({"reviewer"}))
KEEPER = Actor("gun", "myndigheten", frozenset({"keeper"}))
ADMIN = Actor("hans", "myndigheten", frozenset({"admin"}))
SYSTEM = Actor("system", None, frozenset({"system"}))
NOBODY = Actor("anonymous")
EVERYBODY = (ORDERER, COLLEAGUE, STRANGER, LONER, OFFICER, OWN_OFFICER, REVIEWER, KEEPER, ADMIN, SYSTEM, NOBODY)

MAY = {
    "read": {ORDERER, COLLEAGUE, OFFICER, OWN_OFFICER, REVIEWER, SYSTEM},
    "save": {ORDERER, COLLEAGUE, OWN_OFFICER},
    "submit": {ORDERER, COLLEAGUE, OWN_OFFICER},
    "answer": {ORDERER, COLLEAGUE, OWN_OFFICER},
    "confirm": {ORDERER, COLLEAGUE, OWN_OFFICER},
    "object": {ORDERER, COLLEAGUE, OWN_OFFICER},
    "withdraw": {ORDERER, COLLEAGUE, OWN_OFFICER},
    "fetch": {ORDERER, COLLEAGUE, OFFICER, OWN_OFFICER},
    "assign": {OFFICER, OWN_OFFICER},
    "ask": {OFFICER, OWN_OFFICER},
    "specify": {OFFICER},
    "approve": {OFFICER},
    "refuse": {OFFICER},
    "queue": {OFFICER, OWN_OFFICER},
    "restart": {OFFICER, OWN_OFFICER},
    "number": {OFFICER, OWN_OFFICER},
    "close": {ORDERER, COLLEAGUE, OFFICER, OWN_OFFICER},
    "deliver": {OFFICER, OWN_OFFICER, SYSTEM},
    "expire": {SYSTEM},
}


@pytest.mark.parametrize("action", sorted(MAY))
def test_who_may_do_what_to_an_order_that_is_sent_in(action: str) -> None:
    assert {actor for actor in EVERYBODY if allowed(check_may, actor, action, case())} == MAY[action]


def test_the_truth_table_covers_every_action_and_role() -> None:
    assert set(GRANTS) == set(MAY) | {"create"}
    assert {role for actor in EVERYBODY for role in actor.roles} == {role.value for role in Role}


@pytest.mark.parametrize("state", [OrderState.draft, OrderState.expired])
def test_nobody_at_the_authority_sees_a_draft(state: OrderState) -> None:
    readers = {actor for actor in EVERYBODY if allowed(check_may, actor, "read", case(state))}
    assert readers == {ORDERER, COLLEAGUE, OWN_OFFICER, SYSTEM}


def test_an_order_without_organisation_is_its_orderers_alone() -> None:
    own = case(orderer="dan", organisation=None)
    assert {actor for actor in EVERYBODY if allowed(check_may, actor, "save", own)} == {LONER}
    assert {actor for actor in EVERYBODY if allowed(check_may, actor, "create")} == {ORDERER, COLLEAGUE, STRANGER, LONER, OWN_OFFICER}


def test_no_decision_before_the_orderer_has_confirmed_exactly_what_was_specified() -> None:
    for specification, confirmed, is_ready in ((None, None, False), ("a", None, False), ("a", "b", False), ("a", "a", True)):
        assert allowed(check_confirmed, case(OrderState.specified, specification=specification, confirmed=confirmed)) is is_ready
    assert not allowed(check_confirmed, case(OrderState.assigned, specification="a", confirmed="a"))


def test_a_confirmation_names_what_was_read() -> None:
    assert allowed(check_named, "a", "a")
    assert not allowed(check_named, "a", "b")
    assert not allowed(check_named, "a", None)


def test_texts_and_diary_numbers_have_a_shape() -> None:
    assert allowed(check_text, "Ange vilka år det gäller.")
    assert not allowed(check_text, "  nej  ")
    assert [number for number in ("13819/2024", "1/2024", "1234567/2024", "13819-2024") if allowed(check_diary_number, number)] == ["13819/2024", "1/2024"]


def test_a_stale_version_is_a_conflict() -> None:
    check_version(case(version=3), 3)
    with pytest.raises(Conflict):
        check_version(case(version=3), 2)


def test_refusals_are_sentences_in_both_languages() -> None:
    refusals = []
    for actor, action in ((STRANGER, "read"), (KEEPER, "read"), (OWN_OFFICER, "approve")):
        try:
            check_may(actor, action, case())
        except ActionDenied as error:
            refusals.append(error)
    assert {error.code for error in refusals} == {"order.denied.not_yours", "order.denied.role", "order.denied.own_order"}
    for error in refusals:
        for language in LANGUAGES:
            sentence = translate(error.code, language, **error.params)
            assert sentence != error.code
            assert "{" not in sentence
