"""May this run be decided now: in review, fully audited, seen as it stands, and with a reason where one is asked for."""

from __future__ import annotations

from common.errors import ActionDenied
from jobs.releases import Held
from jobs.states import RunState
from jobs.store import ResultRow, RunRow


def check_in_review(run: RunRow) -> None:
    """Raises ActionDenied unless the run waits for a reviewer."""
    if run.state != RunState.in_review:
        raise ActionDenied("jobs.denied.not_in_review")


def check_approvable(run: RunRow, result: ResultRow, reason: str, seen_hash: str | None) -> None:
    """Raises ActionDenied while anything is red, while amber has no written reason, or when the reviewer saw other bytes (disclosure.md 6.2, 11)."""
    check_in_review(run)
    if result.verdict == "red":
        raise ActionDenied("jobs.denied.red")
    if result.verdict == "amber" and len(reason.strip()) < 10:
        raise ActionDenied("jobs.denied.reason_needed")
    if seen_hash is not None and seen_hash != result.protected_hash:
        raise ActionDenied("jobs.denied.changed_since_seen")


def check_ledger(held: Held, result: ResultRow) -> None:
    """Raises ActionDenied when another delivery has reached the recipient since the tables were protected: they must be protected against it too."""
    if held.seen != result.ledger_seen:
        raise ActionDenied("jobs.denied.ledger_moved")


def check_ledger_moved(held: Held, result: ResultRow) -> None:
    """Raises ActionDenied when the tables are protected against everything the recipient holds already."""
    if held.seen == result.ledger_seen:
        raise ActionDenied("jobs.denied.ledger_as_before")


def check_reason(reason: str) -> None:
    """Raises ActionDenied when a return or rejection says nothing the preparer could act on."""
    if len(reason.strip()) < 10:
        raise ActionDenied("jobs.denied.reason_needed")
