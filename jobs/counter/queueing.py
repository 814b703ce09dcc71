"""Puts runs in the queue: the order's own, in the transaction of its decision; and previews, which belong to no decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from assistant import actions
from assistant.order.order import Order
from assistant.permissions import check_may
from assistant.states import OrderCase
from catalog.lookup import open_catalogue
from common.actor import Actor
from common.audit.event import AuditEvent
from common.clock import Clock, today
from common.database import Engine, Session, reading, stamp, transaction
from common.errors import NotFound
from common.identity import new_id
from jobs.counter.context import context_for, find_facts
from jobs.counter.follow import follow_run
from jobs.counter.writing import build_spec
from jobs.queue import PRIORITY_DELIVERY, PRIORITY_PREVIEW, cancel
from jobs.spec import JobSpec
from jobs.states import RunState
from jobs.store import RunRow, add_run, find_run_by_key, find_runs


def approve_and_queue(engine: Engine, actor: Actor, clock: Clock, *, order_id: str) -> OrderCase:
    """Decides for an order that its orderer has confirmed and queues its run: one transaction. A second click changes nothing."""
    return actions.approve_as_specified(engine, actor, clock, order_id=order_id, enqueue=_Enqueue(engine, clock))


def queue_approved(engine: Engine, actor: Actor, clock: Clock, *, order_id: str) -> OrderCase:
    """Queues the run of an order that is approved already."""
    return actions.queue(engine, actor, clock, order_id=order_id, enqueue=_Enqueue(engine, clock))


def restart(engine: Engine, actor: Actor, clock: Clock, *, order_id: str) -> OrderCase:
    """Queues an order whose run failed once more, as a new run."""
    return actions.restart(engine, actor, clock, order_id=order_id, enqueue=_Enqueue(engine, clock))


def cancel_run(engine: Engine, actor: Actor, clock: Clock, *, order_id: str) -> str:
    """Ends the newest run of an order that waits, is being computed or has failed; the order goes back to its officer. Returns the run's id.

    Raises NotFound `jobs.error.no_run`, ActionDenied, Conflict `jobs.error.not_now` for a run that has ended.
    """
    check_may(actor, "queue")
    with reading(engine) as session:
        rows = [row for row in find_runs(session, order_id=order_id) if row.purpose == "delivery"]
    if not rows:
        raise NotFound("jobs.error.no_run", run=order_id)
    cancel(engine, clock, rows[0].id, actor, follow=follow_run)
    return rows[0].id


def preview(engine: Engine, actor: Actor, clock: Clock, *, order: Order, order_id: str = "") -> str:
    """Queues a run of a draft on the newest synthetic snapshot, before all deliveries; returns its id.

    The same draft again gives the run that is there. Raises InputRefused with the rules' errors, NotFound without a synthetic snapshot.
    """
    check_may(actor, "create")
    with reading(engine) as session:
        catalogue = open_catalogue(session)
        facts = find_facts(session, synthetic=True)
    if facts is None:
        raise NotFound("jobs.error.no_synthetic_snapshot")
    context = context_for(engine, catalogue, today(clock), order=order, facts=facts, is_submitting=False)
    spec = build_spec(order, catalogue, context, order_id=order_id or "preview", snapshot=facts.id, today=today(clock), purpose="preview")
    key = f"preview:{actor.id}:{spec.hash}"
    with transaction(engine) as session:
        known = find_run_by_key(session, key)
        if known is not None and known.state != RunState.failed:
            return known.id
        if known is not None:
            key = f"{key}:{clock.now().isoformat()}"
        return _add(session, spec, key, PRIORITY_PREVIEW, orderer=actor, preparer=actor, now=clock.now()).id


class _Enqueue:
    """Writes the run row of an order; handed to the assistant, which calls it in the transaction of the decision."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        """Everything that needs a reading of its own is read before the transaction of the decision begins."""
        self._today = today(clock)
        with reading(engine) as session:
            self._catalogue = open_catalogue(session)
            self._facts = find_facts(session)
        if self._facts is None:
            raise NotFound("jobs.error.no_snapshot")
        self._engine = engine
        self._context = context_for(engine, self._catalogue, self._today, facts=self._facts)

    def __call__(self, session: Session, case: OrderCase, order: Order, actor: Actor, now: datetime) -> Mapping[str, str]:
        assert self._facts is not None
        spec = build_spec(order, self._catalogue, self._context, order_id=case.id, snapshot=self._facts.id, today=self._today)
        earlier = [run for run in find_runs(session, order_id=case.id) if run.purpose == "delivery"]
        key = f"delivery:{case.id}:{spec.specification_hash}:{len(earlier) + 1}"
        row = _add(session, spec, key, PRIORITY_DELIVERY, orderer=Actor(case.orderer, case.organisation), preparer=actor, now=now)
        return {"run": row.id, "spec": row.spec_hash}


def _add(session: Session, spec: JobSpec, key: str, priority: int, *, orderer: Actor, preparer: Actor, now: datetime) -> RunRow:
    row = RunRow(
        id=new_id(now), key=key, order_id=spec.order_id, purpose=spec.purpose, orderer=orderer.id, organisation=orderer.organisation, preparer=preparer.id,
        spec=spec.model_dump_json(by_alias=True), spec_hash=spec.hash, snapshot=spec.snapshot, state=RunState.queued, priority=priority, queued_at=stamp(now),
    )
    add_run(session, row, AuditEvent("run.queued", preparer, now, "run", row.id, 0, {"order": spec.order_id, "spec": row.spec_hash, "purpose": spec.purpose}))
    return row
