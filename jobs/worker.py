"""The worker's loop: claim a run, compute, protect, hand to review. The only process that opens a snapshot on its own.

Knows no order and no catalogue; a kill at any point loses nothing, because everything it has done so far is thrown away with its lease.
"""

from __future__ import annotations

import hashlib
import json
import signal
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import FrameType

from common.actor import SYSTEM
from common.audit.event import AuditEvent
from common.clock import Clock
from common.database import Engine, reading, stamp, transaction
from common.documents import canonical_json
from common.errors import InputRefused, NotFound, RegisterlotsError, SystemFailed
from common.wall import log_unexpected
from jobs.disclosure import ReleasedTable
from jobs.execution import Execution, execute
from jobs.microdata.snapshot import Snapshot, SnapshotAltered, find_snapshots, get_snapshot
from jobs.microdata.telling import tell_facts
from jobs.queue import LEASE, Claim, Follow, LeaseLost, claim, finish, give_up, heartbeat, ignore, let_go
from jobs.releases import Held, find_held
from jobs.spec import JobSpec
from jobs.states import RunEvent
from jobs.store import ResultRow, SnapshotRow, get_run, put_snapshot
from jobs.store import find_snapshots as find_known_snapshots

BEAT_SECONDS = 2.0
"""How often progress is told and a cancelled run noticed, at the latest; never later than a quarter of the lease."""


class StopWorker(BaseException):
    """Raised in the main thread by a signal; not an error, so nothing that catches errors catches it."""


def stop_on_signals() -> None:
    """Makes Ctrl-C and a polite kill stop the worker after it has given its run back; called in the main thread of the process."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise StopWorker

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


@dataclass
class Worker:
    """A worker on one database and one folder of snapshots. `memory_limit_mb` caps the engine, which spills beyond it."""

    engine: Engine
    clock: Clock
    snapshots: Path
    name: str
    follow: Follow = ignore
    lease: timedelta = LEASE
    memory_limit_mb: int = 800
    idle_seconds: float = 0.2
    _known: frozenset[str] = field(default=frozenset(), init=False)

    def run(self, *, once: bool = False) -> None:
        """Works until stopped; with `once` until the queue is empty."""
        while True:
            try:
                self.announce_snapshots()
                worked = self.step()
            except SystemFailed as error:
                log_unexpected(error, "worker")
                worked = False
            if once and not worked:
                return
            if not worked:
                time.sleep(self.idle_seconds)

    def announce_snapshots(self) -> None:
        """Tells the open zone which snapshots there are, by their facts alone; new ones are seen without a restart."""
        found = {snapshot.id: snapshot for snapshot in find_snapshots(self.snapshots)} if self.snapshots.is_dir() else {}
        if frozenset(found) == self._known:
            return
        with reading(self.engine) as session:
            told = {row.id: row.facts for row in find_known_snapshots(session)}
        for snapshot_id in sorted(found):
            facts = tell_facts(found[snapshot_id]).model_dump_json()
            if told.get(snapshot_id) != facts:
                self._announce(found[snapshot_id], facts)
        self._known = frozenset(found)

    def _announce(self, snapshot: Snapshot, facts: str) -> None:
        now = self.clock.now()
        digest = hashlib.sha256(facts.encode()).hexdigest()
        event = AuditEvent("snapshot.announced", SYSTEM, now, "snapshot", snapshot.id, 0, {"facts": digest})
        with transaction(self.engine) as session:
            put_snapshot(session, SnapshotRow(id=snapshot.id, is_synthetic=snapshot.manifest.synthetic, facts=facts, registered_at=stamp(now)), event)

    def step(self) -> bool:
        """Takes one run as far as it goes; False when there was none."""
        held = claim(self.engine, self.clock, self.name, follow=self.follow, lease=self.lease)
        if held is None:
            return False
        with _Heart(self, held) as heart:
            try:
                known = self._held_by_recipient(held)
                done = execute(held.spec, self._open(held.spec), ledger=tuple(ReleasedTable.model_validate_json(one) for one in known.documents), tell=heart.tell, memory_limit_mb=self.memory_limit_mb)
                finish(self.engine, self.clock, held, _row(held.run_id, done, known), _event(done, held.spec.purpose), follow=self.follow)
            except LeaseLost:
                pass  # another worker has it; what was computed here is thrown away
            except StopWorker:
                let_go(self.engine, self.clock, held, follow=self.follow)
                raise
            except Exception as error:
                self._failed(held, error)
        return True

    def _held_by_recipient(self, held: Claim) -> Held:
        with reading(self.engine) as session:
            return find_held(session, get_run(session, held.run_id), self.clock.now())

    def _failed(self, held: Claim, error: Exception) -> None:
        """Another attempt for what may pass (database, disk); the end for what cannot be mended by trying again."""
        try:
            if isinstance(error, SnapshotAltered) or (isinstance(error, RegisterlotsError) and not isinstance(error, SystemFailed)):
                give_up(self.engine, self.clock, held, _code(error), follow=self.follow)
            elif isinstance(error, SystemFailed):
                let_go(self.engine, self.clock, held, error=error.code, follow=self.follow)
            else:
                log_unexpected(error, f"run {held.run_id}")
                let_go(self.engine, self.clock, held, error="jobs.error.unexpected", follow=self.follow)
        except LeaseLost:
            pass

    def _open(self, spec: JobSpec) -> Snapshot:
        try:
            return get_snapshot(spec.snapshot, self.snapshots)
        except NotFound:
            raise RegisterlotsError("jobs.error.snapshot_missing", snapshot=spec.snapshot) from None


class _Heart:
    """Renews a lease from a thread of its own while the main thread computes."""

    def __init__(self, worker: Worker, held: Claim) -> None:
        self._worker, self._held = worker, held
        self._stop = threading.Event()
        self._progress = ""
        self._lost = False
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def tell(self, step: str, done: int, steps: int) -> None:
        """What was done last; shown on the page at the next beat. Raises LeaseLost once the run is another's or has been cancelled."""
        if self._lost:
            raise LeaseLost("jobs.error.lease_lost", run=self._held.run_id)
        self._progress = f"{step} {done}/{steps}"

    def _beat(self) -> None:
        while not self._stop.wait(min(self._worker.lease.total_seconds() / 4, BEAT_SECONDS)):
            try:
                heartbeat(self._worker.engine, self._worker.clock, self._held, self._progress, lease=self._worker.lease)
            except LeaseLost:
                self._lost = True
                return
            except SystemFailed:
                continue  # a locked database for one beat is no lost lease

    def __enter__(self) -> _Heart:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def _row(run_id: str, done: Execution, known: Held) -> ResultRow:
    protected = done.result.model_dump_json()
    return ResultRow(
        run_id=run_id, protected=protected, protected_hash=hashlib.sha256(protected.encode()).hexdigest(),
        unprotected=json.dumps(done.unprotected, ensure_ascii=False), evidence=canonical_json(done.evidence), verdict=done.verdict,
        releases=json.dumps([one.model_dump(mode="json") for one in done.releases], ensure_ascii=False), ledger_seen=known.seen,
    )


def _event(done: Execution, purpose: str) -> RunEvent:
    """A preview is shown, a delivery goes to review; what could not be protected goes nowhere."""
    if not done.is_protected:
        return RunEvent.refuse_protection
    return RunEvent.show if purpose == "preview" else RunEvent.finish


def _code(error: RegisterlotsError) -> str:
    return error.findings[0].code if isinstance(error, InputRefused) and error.findings else error.code
