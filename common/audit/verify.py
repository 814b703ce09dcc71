"""Recomputes the chain of the audit log and says where it was broken."""

from __future__ import annotations

from common.audit.event import GENESIS, chain_hash
from common.audit.store import head_of, iterate
from common.database import Session
from common.errors import Finding, Severity


def verify_chain(session: Session) -> tuple[int, list[Finding]]:
    """The number of events and every break found (`audit.error.gap`, `.altered`, `.head`); empty when the log is whole."""
    findings: list[Finding] = []
    previous, expected = GENESIS, 0
    for number, event, stored in iterate(session):
        expected += 1
        if number != expected:
            findings.append(Finding("audit.error.gap", Severity.error, f"audit/{expected}", {"number": expected}))
            expected = number
        if chain_hash(previous, event) != stored:
            findings.append(Finding("audit.error.altered", Severity.error, f"audit/{number}", {"number": number}))
        previous = stored
    if head_of(session) != (expected, previous):
        findings.append(Finding("audit.error.head", Severity.error, "audit", {"number": expected}))
    return expected, findings
