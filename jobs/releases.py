"""The release ledger: what a recipient holds already, and what a release adds to it (disclosure.md 8)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common.database import Session, stamp
from jobs.spec import JobSpec
from jobs.store import LedgerRow, ResultRow, RunRow, add_to_ledger, find_in_ledger, find_snapshots
from metadata.model.period import add_months


@dataclass(frozen=True)
class Held:
    """Tables that the recipient of a run holds (documents of `ReleasedTable`), and a text that differs when the ledger has grown since."""

    documents: tuple[str, ...] = ()
    seen: str = ""


def find_held(session: Session, run: RunRow, now: datetime) -> Held:
    """What the policy's scope says that the recipient holds: of the person, the organisation, and public, in its months. A preview is told to nobody."""
    spec = JobSpec.model_validate_json(run.spec)
    scope = spec.policy.ledger.scope
    if run.purpose != "delivery" or not scope:
        return Held()
    since = add_months(now.date(), -spec.policy.ledger.months).isoformat()
    rows = find_in_ledger(
        session, is_synthetic=_is_synthetic(session, run), person=run.orderer if "person" in scope else None,
        organisation=run.organisation if "organisation" in scope else None, series=None, public="public" in scope, since=since,
    )  # fmt: skip
    return Held(tuple(row.document for row in rows), ",".join(str(row.id) for row in rows))


def release(session: Session, run: RunRow, result: ResultRow, now: datetime) -> None:
    """Writes the tables of a run into the ledger; called in the transaction that releases it."""
    tables: list[dict[str, Any]] = json.loads(result.releases)
    add_to_ledger(session, [
        LedgerRow(
            delivery=run.id, order_id=run.order_id, person=run.orderer, organisation=run.organisation, is_synthetic=_is_synthetic(session, run),
            released=stamp(now), document=json.dumps({**table, "delivery": run.id}, ensure_ascii=False),
        )
        for table in tables
    ])  # fmt: skip


def _is_synthetic(session: Session, run: RunRow) -> bool:
    return next((row.is_synthetic for row in find_snapshots(session) if row.id == run.snapshot), False)
