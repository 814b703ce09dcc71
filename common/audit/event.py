"""What an audit event is: who, what, when, which object and version, and hashes; never free text or a microdata value."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from common.actor import Actor
from common.database import stamp
from common.documents import canonical_json

GENESIS = "0" * 64


@dataclass(frozen=True)
class AuditEvent:
    """One event: `what` is a dotted audit type (`order.submitted`), `object_id` the thing, `facts` short plain values and hashes."""

    what: str
    actor: Actor
    at: datetime
    object_type: str
    object_id: str
    version: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)


def chain_hash(previous: str, event: AuditEvent) -> str:
    """SHA-256 over the previous hash and the canonical text of the event."""
    body = {
        "what": event.what, "actor": event.actor.id, "at": stamp(event.at), "object_type": event.object_type,
        "object_id": event.object_id, "version": event.version, "facts": dict(event.facts),
    }
    return hashlib.sha256(f"{previous}\n{canonical_json(body)}".encode()).hexdigest()
