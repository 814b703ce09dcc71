"""The records of an installation: its published registers and the tombstones of those withdrawn, with their datestamps from the change feed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from catalog.changes import Feed, latest_of
from catalog.exchange.objects import Object
from common.database import parse_stamp
from exports.described import Described
from exports.oai.record import Portrait, Record


@dataclass(frozen=True)
class Gathered:
    """Every record by identifier, and `stamps_at`: datestamps as they were at a position of the feed."""

    records: Mapping[str, Record]
    stamps_at: Callable[[int], Mapping[str, datetime]]


def gather_records(described: Described, feed: Feed, base: str) -> Gathered:
    """A record is changed when the register is, or anything its description is made of: tables, columns, holder, population (metadata-exchange.md 7)."""
    host = urlsplit(base).hostname or "localhost"
    published = {f"oai:{host}:register/{one['id']}": one for one in described.registers if feed.changed_at(UUID(str(one["id"]))) is not None}
    parts = {identifier: described.parts(register) for identifier, register in published.items()}
    records = {identifier: _record(identifier, register, described, feed, base, parts[identifier]) for identifier, register in published.items()}
    gone = {f"oai:{host}:register/{event.uuid}": event for event in feed.withdrawn("Register")}
    records |= {identifier: Record(identifier, event.id, parse_stamp(event.at), None) for identifier, event in gone.items()}

    def stamps_at(cursor: int) -> Mapping[str, datetime]:
        then = feed.as_of(cursor)
        found = {identifier: latest_of(then, parts[identifier]) for identifier, one in published.items() if then.changed_at(UUID(str(one["id"])))}
        found |= {identifier: then.changed_at(UUID(event.uuid)) for identifier, event in gone.items()}
        return {identifier: at for identifier, at in found.items() if at is not None}

    return Gathered(dict(sorted(records.items())), stamps_at)


def _record(identifier: str, register: Object, described: Described, feed: Feed, base: str, parts: set[UUID]) -> Record:
    changed_at, published_at = latest_of(feed, parts), feed.published_at(UUID(str(register["id"])))
    assert changed_at is not None and published_at is not None, "published registers are in the feed"
    return Record(identifier, str(register["localId"]), changed_at, Portrait(described, register, base, published_at, changed_at))

