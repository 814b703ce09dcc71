"""From what the feed last said of every object to what is published now: the events in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from catalog.changes.described import Described

Action = Literal["published", "changed", "superseded", "retired", "withdrawn", "restored"]
_ENDED: Mapping[str, Action] = {"superseded": "superseded", "retired": "retired"}


@dataclass(frozen=True)
class Change:
    """One event of the feed before it is written. `fields`: top-level parts that differ; empty where the object is new or gone."""

    type_name: str
    id: str
    uuid: UUID
    uri: str
    version: str
    action: Action
    label: Mapping[str, str]
    sha256: str
    fields: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class LastSaid:
    """What the newest event of an object says."""

    type_name: str
    id: str
    uri: str
    version: str
    action: str
    label: Mapping[str, str]
    sha256: str


def differ(said: Mapping[UUID, LastSaid], before: Mapping[UUID, Described], now: Mapping[UUID, Described]) -> list[Change]:
    """Events that make the feed tell of `now`, by type and id: the same content again gives none.

    `before` is the content that `now` replaces; it only says which parts differ, so that it may be missing.
    """
    events = [*_written(said, before, now), *_gone(said, now)]
    return sorted(events, key=lambda one: (one.type_name, one.id, str(one.uuid)))


def _written(said: Mapping[UUID, LastSaid], before: Mapping[UUID, Described], now: Mapping[UUID, Described]) -> Iterator[Change]:
    for uuid, one in now.items():
        last = said.get(uuid)
        if last is not None and last.action != "withdrawn" and last.sha256 == one.sha256:
            continue
        action: Action = "published" if last is None else "restored" if last.action == "withdrawn" else "changed"
        old = before.get(uuid)
        if action == "changed" and (old is None or old.life_cycle != one.life_cycle):
            action = _ENDED.get(one.life_cycle, action)
        fields = _differing(old, one) if last is not None and old is not None else ()
        yield Change(one.type_name, one.id, uuid, one.uri, one.version, action, one.label, one.sha256, fields)


def _differing(old: Described, new: Described) -> tuple[str, ...]:
    return tuple(sorted(key for key in old.body.keys() | new.body.keys() if old.body.get(key) != new.body.get(key)))


def _gone(said: Mapping[UUID, LastSaid], now: Mapping[UUID, Described]) -> Iterator[Change]:
    for uuid, last in said.items():
        if uuid not in now and last.action != "withdrawn":
            yield Change(last.type_name, last.id, uuid, last.uri, last.version, "withdrawn", last.label, last.sha256)
