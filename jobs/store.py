"""Rows of runs, their results, reviews and known snapshots. Only the queue, the doors, the worker and review come here."""

from __future__ import annotations

from sqlmodel import Field, Session, SQLModel, or_, select

from common.audit.event import AuditEvent
from common.audit.store import append
from common.errors import NotFound


class RunRow(SQLModel, table=True):
    """One run of one JobSpec. `key` is unique: the same order and specification is never queued twice.

    `fence` rises at every claim; a worker whose number is no longer the row's may write nothing.
    """

    __tablename__ = "run"
    id: str = Field(primary_key=True)
    key: str = Field(unique=True)
    order_id: str = Field(index=True)
    purpose: str
    orderer: str
    organisation: str | None = None
    preparer: str
    spec: str
    spec_hash: str
    snapshot: str
    state: str = Field(index=True)
    priority: int
    attempts: int = 0
    fence: int = 0
    worker: str | None = None
    lease_until: str | None = None
    queued_at: str
    started_at: str | None = None
    finished_at: str | None = None
    progress: str = ""
    error: str | None = None


class ResultRow(SQLModel, table=True):
    """What a run gave: `protected` may cross to the open zone once released; `unprotected` and `evidence` are read through jobs.review only.

    `releases`: the ledger's tables once it is released · `ledger_seen`: which deliveries it was protected against.
    """

    __tablename__ = "run_result"
    run_id: str = Field(primary_key=True, foreign_key="run.id")
    protected: str
    protected_hash: str
    unprotected: str
    evidence: str
    verdict: str
    releases: str = "[]"
    ledger_seen: str = ""


class ReviewRow(SQLModel, table=True):
    """One decision about a run, naming the hash of exactly what was seen."""

    __tablename__ = "review"
    id: int | None = Field(default=None, primary_key=True)
    run_id: str = Field(index=True, foreign_key="run.id")
    reviewer: str
    decision: str
    reason: str
    protected_hash: str
    at: str


class LedgerRow(SQLModel, table=True):
    """One table of one delivery in the release ledger; append-only. `document`: a `ReleasedTable`, which holds no true value of a hidden cell.

    `public`: a published table, known to everyone; `series`: the series a delivery belongs to.
    """

    __tablename__ = "ledger"
    id: int | None = Field(default=None, primary_key=True)
    delivery: str = Field(index=True)
    order_id: str
    person: str = Field(index=True)
    organisation: str | None = Field(default=None, index=True)
    series: str | None = None
    public: bool = False
    is_synthetic: bool
    released: str
    document: str


class SnapshotRow(SQLModel, table=True):
    """What the open zone may know of a snapshot: its facts, never its place."""

    __tablename__ = "snapshot"
    id: str = Field(primary_key=True)
    is_synthetic: bool
    facts: str
    registered_at: str


def add_run(session: Session, row: RunRow, event: AuditEvent) -> None:
    """Writes a new run with its event."""
    session.add(row)
    session.flush()
    append(session, event)


def get_run(session: Session, run_id: str, *, lock: bool = False) -> RunRow:
    """The run. Raises NotFound `jobs.error.no_run`."""
    query = select(RunRow).where(RunRow.id == run_id)
    row = session.exec(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFound("jobs.error.no_run", run=run_id)
    return row


def find_run_by_key(session: Session, key: str) -> RunRow | None:
    """The run with a key, or None."""
    return session.exec(select(RunRow).where(RunRow.key == key)).first()


def find_runs(session: Session, *, state: str | None = None, order_id: str | None = None) -> list[RunRow]:
    """Runs newest first, of a state or an order."""
    query = select(RunRow)
    if state is not None:
        query = query.where(RunRow.state == state)
    if order_id is not None:
        query = query.where(RunRow.order_id == order_id)
    return list(session.exec(query.order_by(RunRow.queued_at.desc(), RunRow.id.desc())))  # type: ignore[attr-defined]


def save_run(session: Session, row: RunRow, event: AuditEvent) -> None:
    """Writes a changed run with its event."""
    session.add(row)
    session.flush()
    append(session, event)


def put_result(session: Session, row: ResultRow) -> None:
    """Writes the result of a run, replacing that of an earlier attempt; the run's own event tells of it."""
    session.merge(row)
    session.flush()


def get_result(session: Session, run_id: str) -> ResultRow:
    """The result of a run. Raises NotFound `jobs.error.no_result`."""
    row = session.get(ResultRow, run_id)
    if row is None:
        raise NotFound("jobs.error.no_result", run=run_id)
    return row


def add_review(session: Session, row: ReviewRow, event: AuditEvent) -> None:
    """Writes a decision with its event."""
    session.add(row)
    session.flush()
    append(session, event)


def add_to_ledger(session: Session, rows: list[LedgerRow]) -> None:
    """Writes what leaves, in the transaction that releases it."""
    session.add_all(rows)
    session.flush()


def find_in_ledger(
    session: Session, *, is_synthetic: bool, person: str | None, organisation: str | None, series: str | None, public: bool, since: str
) -> list[LedgerRow]:
    """Deliveries known to a recipient since a time, oldest first: the person's own, the organisation's, the series', and what is public."""
    known = [LedgerRow.person == person] if person else []
    known += [LedgerRow.organisation == organisation] if organisation else []
    known += [LedgerRow.series == series] if series else []
    known += [LedgerRow.public == True] if public else []  # noqa: E712 - a column, not a value
    if not known:
        return []
    query = select(LedgerRow).where(or_(*known), LedgerRow.is_synthetic == is_synthetic, LedgerRow.released >= since)
    return list(session.exec(query.order_by(LedgerRow.id)))  # type: ignore[arg-type]


def find_reviews(session: Session, run_id: str) -> list[ReviewRow]:
    """Decisions on a run, oldest first."""
    return list(session.exec(select(ReviewRow).where(ReviewRow.run_id == run_id).order_by(ReviewRow.id)))  # type: ignore[arg-type]


def put_snapshot(session: Session, row: SnapshotRow, event: AuditEvent) -> None:
    """Makes a snapshot known to the open zone; the same id again changes nothing but its facts."""
    session.merge(row)
    session.flush()
    append(session, event)


def find_snapshots(session: Session) -> list[SnapshotRow]:
    """Known snapshots, newest first."""
    return list(session.exec(select(SnapshotRow).order_by(SnapshotRow.registered_at.desc(), SnapshotRow.id)))  # type: ignore[attr-defined]
