"""What is released enters the ledger in the same transaction, and no run is released that was not protected against all its recipient holds."""

from __future__ import annotations

import json
from datetime import timedelta

import disclosure_factory as factory
import pytest
import runs
from sqlalchemy import Engine

from common.actor import Actor
from common.clock import FixedClock
from common.database import reading, transaction
from common.errors import ActionDenied
from jobs.disclosure import record_tables
from jobs.disclosure.standing import count_plainly
from jobs.queue import claim, finish, ignore
from jobs.releases import find_held
from jobs.review import actions
from jobs.review.lookup import get_case
from jobs.spec import JobSpec
from jobs.states import RunEvent
from jobs.store import ResultRow, RunRow, get_run

REVIEWER = Actor("rut", "org", frozenset({"reviewer"}))


def prepared(engine: Engine, clock: FixedClock, run_id: str, *, scope: tuple[str, ...] = ("person", "organisation")) -> None:
    """A run in review whose policy joins what the recipient holds; computed against the ledger as it stands."""
    clock.at += timedelta(minutes=1)
    row = runs.queue_run(engine, clock, run_id)
    with transaction(engine) as session:
        stored = get_run(session, row.id)
        spec = JobSpec.model_validate_json(stored.spec)
        rule = spec.policy.ledger.model_copy(update={"scope": scope})
        stored.spec = spec.model_copy(update={"policy": spec.policy.model_copy(update={"ledger": rule})}).model_dump_json(by_alias=True)
        session.add(stored)
    held = claim(engine, clock, "w")
    assert held is not None and held.run_id == run_id
    table = factory.counties({"01": 30, "03": 3, "04": 40})
    tables = record_tables([table], {"t1": {("03",), ("01",)}}, {"t1": count_plainly(table, [table])}, delivery="o1")
    with reading(engine) as session:
        seen = find_held(session, get_run(session, run_id), clock.now()).seen
    result = ResultRow(
        run_id=run_id, protected=json.dumps({
            "spec_hash": "s", "specification_hash": "f", "snapshot": "s1", "is_synthetic": False, "policy": "p@1", "software": "0", "tables": [],
        }), protected_hash="h", unprotected="{}", evidence="{}", verdict="green",
        releases=json.dumps([one.model_dump(mode="json") for one in tables]), ledger_seen=seen,
    )  # fmt: skip
    finish(engine, clock, held, result, RunEvent.finish)


def held_by(engine: Engine, clock: FixedClock, **fields: str | None) -> list[dict[str, object]]:
    """What somebody holds, by asking for a run of theirs."""
    with reading(engine) as session:
        row: RunRow = get_run(session, "r1").model_copy(update=fields)
        return [json.loads(one) for one in find_held(session, row, clock.now()).documents]


def approve(engine: Engine, clock: FixedClock, run_id: str) -> None:
    actions.approve(engine, REVIEWER, clock, run_id=run_id, reason="granskad i provet", follow=ignore)


def test_a_release_is_in_the_ledger_and_holds_no_hidden_number(engine: Engine, clock: FixedClock) -> None:
    prepared(engine, clock, "r1")
    assert held_by(engine, clock) == []
    approve(engine, clock, "r1")
    (document,) = held_by(engine, clock)
    assert document["delivery"] == "r1"
    cells = {tuple(cell["key"]): (cell["state"], cell.get("value")) for cell in document["cells"]}  # type: ignore[attr-defined]
    assert cells[("03",)] == ("hidden", None) and cells[("04",)] == ("shown", 40)


def test_the_scope_is_the_person_and_the_organisation(engine: Engine, clock: FixedClock) -> None:
    prepared(engine, clock, "r1")
    approve(engine, clock, "r1")
    assert held_by(engine, clock, orderer="other") and held_by(engine, clock, organisation="elsewhere")
    assert held_by(engine, clock, orderer="other", organisation="elsewhere") == []
    clock.at += timedelta(days=40 * 31)
    assert held_by(engine, clock) == [], "the policy looks back 36 months"


def test_a_run_protected_before_another_delivery_must_be_protected_again(engine: Engine, clock: FixedClock) -> None:
    prepared(engine, clock, "r1")
    prepared(engine, clock, "r2")
    approve(engine, clock, "r1")
    with pytest.raises(ActionDenied) as caught:
        approve(engine, clock, "r2")
    assert caught.value.code == "jobs.denied.ledger_moved"
    assert get_case(engine, REVIEWER, "r2", clock).has_ledger_moved
    actions.protect_again(engine, REVIEWER, clock, run_id="r2", follow=ignore)
    with reading(engine) as session:
        assert get_run(session, "r2").state == "queued"
    assert len(held_by(engine, clock)) == 1, "nothing of a run that was not released"


def test_nothing_is_protected_again_for_nothing(engine: Engine, clock: FixedClock) -> None:
    prepared(engine, clock, "r1")
    with pytest.raises(ActionDenied) as caught:
        actions.protect_again(engine, REVIEWER, clock, run_id="r1", follow=ignore)
    assert caught.value.code == "jobs.denied.ledger_as_before"
