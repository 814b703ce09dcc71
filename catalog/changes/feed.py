"""The feed written and read: events in the transaction that publishes, and what they say of every object now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from catalog.changes.described import Described
from catalog.changes.difference import Change, LastSaid, differ
from catalog.store.changes import CONTENT, ChangeEvent, all_events, append_changes, events_after, newest_cursor
from common.database import Session, parse_stamp
from common.documents import canonical_json
from common.errors import Gone

PAGE = 1000
"""Most events that one answer holds."""


@dataclass(frozen=True)
class Feed:
    """The whole feed: the first and the newest event of every object, by identity; `events` ascending."""

    cursor: int
    first: Mapping[str, ChangeEvent]
    newest: Mapping[str, ChangeEvent]
    events: tuple[ChangeEvent, ...] = field(repr=False)

    def as_of(self, cursor: int) -> Feed:
        """The feed as it stood at an earlier position."""
        return self if cursor >= self.cursor else _feed(cursor, [event for event in self.events if event.seq <= cursor])

    def published_at(self, uuid: UUID) -> datetime | None:
        """When the object was first published; None for one the feed does not know."""
        event = self.first.get(str(uuid))
        return parse_stamp(event.at) if event is not None else None

    def changed_at(self, uuid: UUID) -> datetime | None:
        """When the object last changed; None for one the feed does not know."""
        event = self.newest.get(str(uuid))
        return parse_stamp(event.at) if event is not None else None

    def withdrawn(self, type_name: str) -> tuple[ChangeEvent, ...]:
        """The tombstones of a type: objects whose newest event is that they were withdrawn."""
        return tuple(event for event in self.newest.values() if event.type_name == type_name and event.action == "withdrawn")


def record_changes(session: Session, before: Mapping[UUID, Described], now: Mapping[UUID, Described], at: datetime, *, origin: str = CONTENT) -> int:
    """Appends what happened between the last event of every object of an origin and what is published of it now; how many events.

    Nothing for the same content again. Objects of another origin are left alone: content does not withdraw what was imported.
    """
    said = {UUID(uuid): _said(event) for uuid, event in _newest(all_events(session)).items() if event.origin == origin}
    return append_changes(session, (_row(change) | {"origin": origin} for change in differ(said, before, now)), at)


def read_changes(session: Session, since: int, limit: int = PAGE) -> list[ChangeEvent]:
    """Events after a cursor, ascending. Raises Gone `catalogue.error.cursor` for a cursor that was never given: the reader starts from a dump."""
    newest = newest_cursor(session)
    if not 0 <= since <= newest:
        raise Gone("catalogue.error.cursor", cursor=since, newest=newest)
    return events_after(session, since, max(1, min(limit, PAGE)))


def open_feed(session: Session) -> Feed:
    """The feed as it stands; read once per database and cursor."""
    cursor = newest_cursor(session)
    slot = _slot(str(session.get_bind().engine.url), cursor)
    if not slot:
        slot.append(_feed(cursor, all_events(session)))
    return slot[0]


def latest_of(feed: Feed, uuids: set[UUID]) -> datetime | None:
    """When any of these objects last changed."""
    stamps = [at for at in (feed.changed_at(uuid) for uuid in uuids) if at is not None]
    return max(stamps, default=None)


@lru_cache(maxsize=4)
def _slot(_address: str, _cursor: int) -> list[Feed]:
    """The place where the feed of one database and cursor is kept."""
    return []


def _feed(cursor: int, events: list[ChangeEvent]) -> Feed:
    return Feed(cursor, {event.uuid: event for event in reversed(events)}, _newest(events), tuple(events))


def _newest(events: list[ChangeEvent]) -> dict[str, ChangeEvent]:
    return {event.uuid: event for event in events}


def _said(event: ChangeEvent) -> LastSaid:
    return LastSaid(event.type_name, event.id, event.uri, event.version, event.action, event.label, event.sha256)


def _row(change: Change) -> dict[str, str]:
    return {
        "type_name": change.type_name, "object_id": change.id, "uuid": str(change.uuid), "uri": change.uri, "version": change.version, "action": change.action,
        "label": canonical_json(dict(change.label)), "sha256": change.sha256, "fields": canonical_json(list(change.fields)),
    }
