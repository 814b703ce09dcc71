"""The push itself: what differs from what the portal holds is sent, object by object; each outcome is kept at once, so that a stop loses nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from catalog.changes import Feed, open_feed
from common.actor import Actor
from common.audit.event import AuditEvent
from common.clock import Clock
from common.database import Engine, reading, stamp, transaction
from common.errors import Conflict, Finding, NotFound
from exports.dcat.portal import Portal
from exports.described import Described, describe_catalogue
from exports.portal.client import Client, Outcome, Parcel
from exports.portal.form import FORMS, Form
from exports.portal.store import PortalRecordRow, cursor_of, keep_lock, records_of, release, save_record, take_lock
from exports.portal.target import Target

LOCK = timedelta(minutes=30)
FINAL = frozenset({"delivered", "withdrawn", "refused", "invalid"})
"""Statuses that are an answer; an object in another one is tried again next time."""


@dataclass(frozen=True)
class Step:
    """What is to happen with one object. `action`: send, withdraw, keep (this very content has its final outcome) or skip (it breaks a rule)."""

    action: str
    parcel: Parcel
    label: str
    reasons: tuple[Finding, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass
class Report:
    """What a push did: counts by status, and the steps whose object has no final outcome or broke a rule."""

    target: str
    counts: dict[str, int] = field(default_factory=dict)
    told: list[tuple[Step, str]] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether every object has a final outcome."""
        return not set(self.counts) - FINAL - {"kept"}


def plan_push(engine: Engine, target: Target, portal: Portal) -> list[Step]:
    """Every object with what would be done about it; nothing is sent. Raises NotFound for a profile that cannot be pushed."""
    if target.profile not in FORMS:
        raise NotFound("exports.error.no_profile", profile=target.profile, known=", ".join(FORMS))
    with reading(engine) as session:
        described, feed, known, since = describe_catalogue(session), open_feed(session), records_of(session, target.name), cursor_of(session, target.name)
    return list(_steps(target, FORMS[target.profile], described, feed, known, since, portal))


def push(engine: Engine, clock: Clock, actor: Actor, target: Target, *, portal: Portal, token: str, sleep: Callable[[float], None]) -> Report:
    """Sends what differs. Raises Conflict `exports.error.push_running` while somebody else is pushing to the same target."""
    now = clock.now()
    with transaction(engine) as session:
        if not take_lock(session, target.name, now, now + LOCK):
            raise Conflict("exports.error.push_running", target=target.name)
    report, cursor = Report(target.name), None
    try:
        with reading(engine) as session:
            position = open_feed(session).cursor
        _carry_out(engine, clock, target, plan_push(engine, target, portal), Client(target, token, sleep), report, sleep)
        cursor = position if report.is_complete else None
    finally:
        facts = {"target": target.name, "profile": target.profile} | {status: str(count) for status, count in sorted(report.counts.items())}
        with transaction(engine) as session:
            release(session, target.name, cursor, AuditEvent("portal.pushed", actor, clock.now(), "portal", target.name, facts=facts))
    return report


def _carry_out(engine: Engine, clock: Clock, target: Target, steps: list[Step], client: Client, report: Report, sleep: Callable[[float], None]) -> None:
    is_open = True
    for step in steps:
        if step.action == "keep":
            report.counts["kept"] = report.counts.get("kept", 0) + 1
            continue
        outcome = _act(step, client) if is_open else Outcome("no_entry", 0)
        is_open = is_open and outcome.kind != "no_entry"
        status = _status(step, outcome)
        report.counts[status] = report.counts.get(status, 0) + 1
        if status not in ("delivered", "withdrawn"):
            report.told.append((step, outcome.kind if step.action != "skip" else "invalid"))
        with transaction(engine) as session:
            keep_lock(session, target.name, clock.now() + LOCK)
            save_record(session, _row(target, step, outcome, status, clock.now(), records_of(session, target.name).get(step.parcel.uuid)))
        if target.page_delay_seconds and is_open:
            sleep(target.page_delay_seconds)


def _act(step: Step, client: Client) -> Outcome:
    if step.action == "skip":
        return Outcome("invalid", 0)
    return client.withdraw(step.parcel) if step.action == "withdraw" else client.send(step.parcel)


def _status(step: Step, outcome: Outcome) -> str:
    if outcome.kind == "delivered":
        return "withdrawn" if step.action == "withdraw" else "delivered"
    return outcome.kind if outcome.kind in ("refused", "invalid") else "pending"


def _row(target: Target, step: Step, outcome: Outcome, status: str, now: datetime, before: PortalRecordRow | None) -> PortalRecordRow:
    """What is known now; the hash is of what the portal holds, so that a failed send leaves the old one."""
    kept = before or PortalRecordRow(target=target.name, uuid=step.parcel.uuid, profile=target.profile)
    is_done = status in ("delivered", "withdrawn")
    reason = "" if is_done else f"{outcome.kind} {outcome.status or ''}".strip()
    return PortalRecordRow(
        target=target.name, uuid=step.parcel.uuid, profile=target.profile, label=step.label, status=status, attempts=kept.attempts + outcome.attempts,
        tried_sha256=step.parcel.sha256, sha256=("" if status == "withdrawn" else step.parcel.sha256) if is_done else kept.sha256,
        remote_id=outcome.remote_id or kept.remote_id, remote_etag=outcome.etag or kept.remote_etag, last_error=reason,
        last_success=stamp(now) if is_done else kept.last_success,
    )


def _steps(
    target: Target, form: Form, described: Described, feed: Feed, known: Mapping[str, PortalRecordRow], since: int, portal: Portal
) -> Iterator[Step]:
    wanted = {part for name in target.registers for part in described.families.get(name, (name,))}
    chosen = [one for one in described.registers if not wanted or one["localId"] in wanted]
    for register in chosen:
        uuid, label, before = str(register["id"]), str(register["localId"]), known.get(str(register["id"]))
        parts = {str(part) for part in described.parts(register)}
        data = form.write(described, register, portal)
        parcel = Parcel(uuid, hashlib.sha256(data).hexdigest(), data, form.media_type, form.ending, before.remote_id if before else "")
        if before is not None and before.status in FINAL and before.tried_sha256 == parcel.sha256:
            yield Step("keep", parcel, label)
            continue
        faults = tuple(form.check(described, register, portal))
        yield Step("skip" if faults else "send", parcel, label, faults, _changed(feed, parts, since))
    here = {str(one["id"]) for one in chosen}
    for uuid, row in sorted(known.items()):
        if uuid not in here and row.sha256:
            yield Step("withdraw", Parcel(uuid, row.sha256, b"", form.media_type, form.ending, row.remote_id), row.label)


def _changed(feed: Feed, parts: set[str], since: int) -> tuple[str, ...]:
    """What of a register changed since everything was last pushed: `id: part, part`, as the feed tells."""
    found = [event for event in feed.events if event.seq > since and event.uuid in parts]
    return tuple(dict.fromkeys(f"{event.id}: {', '.join(event.fields) or event.action}" for event in found))


def as_plain(steps: list[Step]) -> str:
    """The plan as JSON for programs."""
    return json.dumps(
        [{"action": step.action, "register": step.label, "uuid": step.parcel.uuid, "sha256": step.parcel.sha256, "changed": list(step.changed)} for step in steps],
        ensure_ascii=False, indent=1,
    )
