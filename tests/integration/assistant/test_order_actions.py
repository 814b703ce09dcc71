"""Orders in the database: each step with its event, nothing twice, nothing half, access checked; on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from orders import CRITERION, TABLE, catalogue, changed, context
from sqlalchemy import Engine

from assistant import actions
from assistant.document import specification_hash, write_order
from assistant.lookup import find_orders, get_order, history
from assistant.order.order import Order
from assistant.states import OrderCase, OrderState
from assistant.store import Answer
from common.actor import SYSTEM, Actor
from common.audit.verify import verify_chain
from common.clock import FixedClock
from common.database import reading, transaction
from common.errors import ActionDenied, Conflict, InputRefused, NotFound

ANNA = Actor("anna", "region", frozenset({"orderer"}))
CARIN = Actor("carin", "annan", frozenset({"orderer"}))
EVA = Actor("eva", "myndigheten", frozenset({"officer"}))
QUESTION = "Vilka åldrar gäller frågan?"
ORDER = changed()


class Door:
    """The actions with the same engine and clock, as a test wants to write them."""

    def __init__(self, engine: Engine, clock: FixedClock) -> None:
        self.engine, self.clock = engine, clock
        self.queued: list[str] = []

    def draft(self, order: Order = ORDER) -> OrderCase:
        return actions.create_draft(self.engine, ANNA, self.clock, document=write_order(order))

    def submit(self, case: OrderCase, *, confirms: str | None = None, answers: tuple[Answer, ...] = ()) -> OrderCase:
        return actions.submit(
            self.engine, ANNA, self.clock, order_id=case.id, version=case.version, catalogue=catalogue(), context=context(), confirms=confirms, answers=answers
        )

    def sent(self) -> OrderCase:
        return self.submit(self.draft(), confirms=specification_hash(ORDER))

    def enqueue(self, _session: object, case: OrderCase, order: Order, _actor: Actor, _now: object) -> Mapping[str, str]:
        self.queued.append(specification_hash(order))
        return {"run": f"run-of-{case.id}"}

    def approved_and_queued(self) -> OrderCase:
        return actions.approve_as_specified(self.engine, EVA, self.clock, order_id=self.sent().id, enqueue=self.enqueue)

    def follow(self, case: OrderCase, run_state: str) -> OrderCase:
        with transaction(self.engine) as session:
            return actions.follow_run(session, case.id, run_state, SYSTEM, self.clock.now(), {"run": "r"})

    def steps(self, case: OrderCase) -> list[str]:
        return [line.what for line in history(self.engine, EVA, case.id)]


@pytest.fixture
def door(engine: Engine, clock: FixedClock) -> Door:
    return Door(engine, clock)


@pytest.fixture
def plain_door(sqlite_engine: Engine, clock: FixedClock) -> Door:
    return Door(sqlite_engine, clock)


def test_an_order_goes_from_draft_to_closed_with_every_step_in_a_whole_log(door: Door) -> None:
    case = door.approved_and_queued()
    for run_state in ("running", "in_review", "released", "delivered"):
        case = door.follow(case, run_state)
    case = actions.close(door.engine, ANNA, door.clock, order_id=case.id)
    assert case.state is OrderState.closed
    assert door.steps(case) == [
        "order.created", "order.version", "order.submit", "order.assign", "order.specify", "order.approve", "order.queue", "order.start",
        "order.protect", "order.review", "order.release", "order.deliver", "order.close",
    ]
    with reading(door.engine) as session:
        assert verify_chain(session) == (13, [])


def test_a_double_click_on_submit_sends_one_order(door: Door) -> None:
    draft = door.draft()
    with ThreadPoolExecutor(4) as pool:
        cases = list(pool.map(lambda _number: door.submit(draft), range(4)))
    assert {case.state for case in cases} == {OrderState.submitted}
    assert door.steps(cases[0]).count("order.submit") == 1
    assert len(find_orders(door.engine, ANNA)) == 1


def test_a_double_click_on_approve_queues_one_run(door: Door) -> None:
    sent = door.sent()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _number: actions.approve_as_specified(door.engine, EVA, door.clock, order_id=sent.id, enqueue=door.enqueue), range(2)))
    assert door.queued == [specification_hash(ORDER)]


def test_of_two_who_save_the_same_version_one_gets_a_conflict(door: Door) -> None:
    draft = door.draft()
    mine, yours = (write_order(changed({f"{TABLE}/rows": [word]})) for word in ("year", "half_year"))

    def save(document: str) -> object:
        try:
            return actions.save_draft(door.engine, ANNA, door.clock, order_id=draft.id, document=document + "\n", version=draft.version).version
        except Conflict as error:
            return error.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(map(str, pool.map(save, (mine, yours)))) == ["2", "order.error.changed_meanwhile"]


def test_saving_is_never_blocked_by_errors_and_the_same_text_is_saved_once(plain_door: Door) -> None:
    draft = plain_door.draft()
    broken = "kind: statistics\ncohorts: [{criteria: [{regster: lmed\n"
    saved = actions.save_draft(plain_door.engine, ANNA, plain_door.clock, order_id=draft.id, document=broken, version=1)
    again = actions.save_draft(plain_door.engine, ANNA, plain_door.clock, order_id=draft.id, document=broken, version=1)
    view = get_order(plain_door.engine, ANNA, draft.id)
    assert (saved.version, again.version) == (2, 2)
    assert view.document == broken
    assert view.order is None
    assert view.findings
    with pytest.raises(InputRefused):
        plain_door.submit(saved)


def test_errors_block_a_submission_and_warnings_want_a_reason(plain_door: Door) -> None:
    faulty = plain_door.draft(changed({f"{CRITERION}/period": "2004/2020"}))
    with pytest.raises(InputRefused) as errors:
        plain_door.submit(faulty)
    assert {finding.code for finding in errors.value.findings} == {"TIME-01"}
    doubtful = plain_door.draft(changed({"/purpose/text": "Rapport"}))
    with pytest.raises(InputRefused) as warnings:
        plain_door.submit(doubtful)
    assert warnings.value.code == "order.error.unanswered_warnings"
    sent = plain_door.submit(doubtful, answers=(Answer("ADM-05", "", "Handläggaren känner till ärendet."),))
    assert sent.state is OrderState.submitted
    assert [one.reason for one in get_order(plain_door.engine, EVA, sent.id).answers] == ["Handläggaren känner till ärendet."]


def test_an_answer_kept_while_writing_counts_at_submission(plain_door: Door) -> None:
    draft = plain_door.draft(changed({"/purpose/text": "Rapport"}))
    actions.keep_answer(plain_door.engine, ANNA, plain_door.clock, order_id=draft.id, rule="ADM-05", path="/purpose/text", reason="Handläggaren vet.")
    assert plain_door.submit(draft).state is OrderState.submitted


def test_a_confirmation_of_something_else_is_refused(plain_door: Door) -> None:
    with pytest.raises(ActionDenied):
        plain_door.submit(plain_door.draft(), confirms="0" * 64)


def test_without_confirmation_the_officer_cannot_approve(plain_door: Door) -> None:
    sent = plain_door.submit(plain_door.draft())
    with pytest.raises(ActionDenied) as denied:
        actions.approve_as_specified(plain_door.engine, EVA, plain_door.clock, order_id=sent.id)
    assert denied.value.code == "order.denied.not_confirmed"
    assert get_order(plain_door.engine, EVA, sent.id).case.state is OrderState.submitted


def test_a_specification_the_officer_changed_must_be_confirmed_anew(plain_door: Door) -> None:
    sent = plain_door.sent()
    actions.assign(plain_door.engine, EVA, plain_door.clock, order_id=sent.id)
    other = changed({f"{TABLE}/rows": ["half_year"]})
    specified = actions.specify(plain_door.engine, EVA, plain_door.clock, order_id=sent.id, document=write_order(other))
    assert specified.version == 2
    assert not specified.is_confirmed
    with pytest.raises(ActionDenied):
        actions.approve(plain_door.engine, EVA, plain_door.clock, order_id=sent.id)
    confirmed = actions.confirm(plain_door.engine, ANNA, plain_door.clock, order_id=sent.id, specification=specification_hash(other))
    assert confirmed.is_confirmed
    assert actions.approve(plain_door.engine, EVA, plain_door.clock, order_id=sent.id).state is OrderState.approved


def test_a_question_waits_for_its_answer_and_keeps_the_place_in_the_queue(plain_door: Door) -> None:
    sent = plain_door.sent()
    actions.assign(plain_door.engine, EVA, plain_door.clock, order_id=sent.id)
    asked = actions.ask_completion(plain_door.engine, EVA, plain_door.clock, order_id=sent.id, text=QUESTION)
    assert (asked.state, asked.confirmed) == (OrderState.completion, None)
    plain_door.clock.at += timedelta(days=3)
    document = write_order(changed({f"{TABLE}/columns": ["sex", {"age_group": "broad"}]}))
    saved = actions.save_draft(plain_door.engine, ANNA, plain_door.clock, order_id=sent.id, document=document, version=asked.version)
    answered = actions.answer(
        plain_door.engine, ANNA, plain_door.clock, order_id=sent.id, text="Breda åldersgrupper räcker.", catalogue=catalogue(), context=context()
    )
    assert (answered.state, answered.version, answered.queued_at) == (OrderState.assigned, saved.version, sent.queued_at)
    assert [message.kind for message in get_order(plain_door.engine, ANNA, sent.id).messages] == ["question", "answer"]


def test_an_objection_sends_the_specification_back(plain_door: Door) -> None:
    sent = plain_door.sent()
    actions.assign(plain_door.engine, EVA, plain_door.clock, order_id=sent.id)
    actions.specify(plain_door.engine, EVA, plain_door.clock, order_id=sent.id)
    back = actions.object_to(plain_door.engine, ANNA, plain_door.clock, order_id=sent.id, text="Perioden ska börja 2015.")
    assert (back.state, back.specification, back.confirmed) == (OrderState.assigned, None, None)


def test_a_refusal_and_a_withdrawal_end_the_order(plain_door: Door) -> None:
    refused = plain_door.sent()
    actions.assign(plain_door.engine, EVA, plain_door.clock, order_id=refused.id)
    assert actions.refuse(plain_door.engine, EVA, plain_door.clock, order_id=refused.id, text="För fin indelning.").state is OrderState.refused
    withdrawn = plain_door.sent()
    assert actions.withdraw(plain_door.engine, ANNA, plain_door.clock, order_id=withdrawn.id).state is OrderState.withdrawn
    assert actions.withdraw(plain_door.engine, ANNA, plain_door.clock, order_id=withdrawn.id).state is OrderState.withdrawn
    with pytest.raises(ActionDenied):
        actions.assign(plain_door.engine, EVA, plain_door.clock, order_id=withdrawn.id)


def test_a_failing_queue_leaves_no_trace(plain_door: Door) -> None:
    sent = plain_door.sent()

    def fails(*_arguments: object) -> Mapping[str, str]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        actions.approve_as_specified(plain_door.engine, EVA, plain_door.clock, order_id=sent.id, enqueue=fails)
    assert get_order(plain_door.engine, EVA, sent.id).case.state is OrderState.submitted
    assert plain_door.steps(sent) == ["order.created", "order.version", "order.submit"]


@pytest.mark.parametrize(
    ("run_states", "state"),
    [
        (["running", "queued", "running", "running"], OrderState.running),
        (["running", "failed"], OrderState.failed),
        (["running", "in_review", "returned"], OrderState.assigned),
        (["running", "in_review", "rejected"], OrderState.refused),
        (["running", "not_protected"], OrderState.assigned),
        (["previewed"], OrderState.queued),
        (["running", "in_review", "in_review", "released", "released"], OrderState.released),
    ],
)
def test_an_order_follows_its_run(plain_door: Door, run_states: list[str], state: OrderState) -> None:
    case = plain_door.approved_and_queued()
    for run_state in run_states:
        case = plain_door.follow(case, run_state)
    assert case.state is state
    if state is OrderState.assigned:
        assert (case.specification, case.confirmed) == (None, None)


def test_a_failed_order_can_be_started_again(plain_door: Door) -> None:
    case = plain_door.approved_and_queued()
    plain_door.follow(case, "running")
    plain_door.follow(case, "failed")
    again = actions.restart(plain_door.engine, EVA, plain_door.clock, order_id=case.id, enqueue=plain_door.enqueue)
    assert again.state is OrderState.queued
    assert len(plain_door.queued) == 2


def test_a_run_cannot_move_an_order_that_was_never_queued(plain_door: Door) -> None:
    with pytest.raises(ActionDenied):
        plain_door.follow(plain_door.sent(), "released")


def test_another_organisation_does_not_even_learn_that_the_order_exists(plain_door: Door) -> None:
    sent = plain_door.sent()
    for order_id in (sent.id, "0" * 20):
        with pytest.raises(NotFound) as missing:
            get_order(plain_door.engine, CARIN, order_id)
        assert missing.value.code == "order.error.no_order"
    with pytest.raises(NotFound):
        history(plain_door.engine, CARIN, sent.id)
    assert find_orders(plain_door.engine, CARIN) == []
    with pytest.raises(ActionDenied):
        actions.withdraw(plain_door.engine, CARIN, plain_door.clock, order_id=sent.id)


def test_officers_see_what_is_sent_in_and_no_drafts(plain_door: Door) -> None:
    draft, sent = plain_door.draft(), plain_door.sent()
    assert [case.id for case in find_orders(plain_door.engine, EVA)] == [sent.id]
    assert {case.id for case in find_orders(plain_door.engine, ANNA)} == {draft.id, sent.id}
    assert [case.id for case in find_orders(plain_door.engine, ANNA, state="draft")] == [draft.id]


def test_a_draft_expires_thirty_days_after_it_was_started_however_often_saved(plain_door: Door) -> None:
    draft, sent = plain_door.draft(), plain_door.sent()
    plain_door.clock.at += timedelta(days=29)
    assert actions.expire_drafts(plain_door.engine, plain_door.clock) == 0
    document = write_order(changed({"/title/sv": "Ny rubrik"}))
    assert actions.save_draft(plain_door.engine, ANNA, plain_door.clock, order_id=draft.id, document=document, version=1).title("sv") == "Ny rubrik"
    plain_door.clock.at += timedelta(days=1)
    assert actions.expire_drafts(plain_door.engine, plain_door.clock) == 1
    assert get_order(plain_door.engine, ANNA, draft.id).case.state is OrderState.expired
    assert get_order(plain_door.engine, ANNA, sent.id).case.state is OrderState.submitted


def test_a_diary_number_is_recorded_by_the_officer(plain_door: Door) -> None:
    sent = plain_door.sent()
    numbered = actions.set_diary_number(plain_door.engine, EVA, plain_door.clock, order_id=sent.id, number="13819/2026")
    assert numbered.diary_number == "13819/2026"
    with pytest.raises(ActionDenied):
        actions.set_diary_number(plain_door.engine, EVA, plain_door.clock, order_id=sent.id, number="x")


def test_no_free_text_reaches_the_audit_log(plain_door: Door) -> None:
    sent = plain_door.sent()
    actions.assign(plain_door.engine, EVA, plain_door.clock, order_id=sent.id)
    actions.ask_completion(plain_door.engine, EVA, plain_door.clock, order_id=sent.id, text=QUESTION)
    facts = " ".join(value for line in history(plain_door.engine, EVA, sent.id) for value in line.facts.values())
    assert QUESTION not in facts


@pytest.mark.parametrize(("document", "code"), [("kind: x\x00", "order.error.not_text"), ("\ud800", "order.error.not_text"), ("x" * 2_000_001, "order.error.document_too_large")])
def test_only_what_no_database_can_keep_is_refused(door: Door, document: str, code: str) -> None:
    draft = door.draft()
    with pytest.raises(InputRefused) as refused:
        actions.save_draft(door.engine, ANNA, door.clock, order_id=draft.id, document=document, version=1)
    assert [finding.code for finding in refused.value.findings] == [code]
