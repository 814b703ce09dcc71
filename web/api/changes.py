"""The change feed: what was published, changed and withdrawn, in order."""

from __future__ import annotations

from pydantic import Field

from catalog.changes import ChangeEvent, read_changes
from common.database import reading
from metadata.model.base import Model
from web.api.operation import Operation, Query
from web.doors import doors
from web.language import lasting_address


class TombstoneAnswer(Model):
    """What is still told of a withdrawn object."""

    uri: str
    label: dict[str, str]


class ChangeAnswer(Model):
    """One event. `fields`: parts of the description that differ; empty where the object is new or gone."""

    seq: int
    time: str
    type: str
    id: str
    uuid: str
    uri: str
    version: str
    action: str
    fields: tuple[str, ...]
    tombstone: TombstoneAnswer | None


class ChangesAnswer(Model):
    """Events ascending; `next` is asked for as `since` the next time, also when there was nothing."""

    changes: tuple[ChangeAnswer, ...]
    next: int


class ChangesQuery(Query):
    """From where, and how many."""

    since: int = Field(default=0, ge=0, le=2**53, description="Events after this number; 0 for all of them.")
    limit: int = Field(default=200, ge=1, le=1000, description="At most so many events.")


def list_changes(query: ChangesQuery) -> ChangesAnswer:
    """Events after a number."""
    with reading(doors().engine) as session:
        events = read_changes(session, query.since, query.limit)
    return ChangesAnswer(changes=tuple(_event(event) for event in events), next=events[-1].seq if events else query.since)


def _event(event: ChangeEvent) -> ChangeAnswer:
    uri = lasting_address(event.uri)
    tombstone = TombstoneAnswer(uri=uri, label=dict(event.label)) if event.action == "withdrawn" else None
    return ChangeAnswer(
        seq=event.seq, time=event.at, type=event.type_name, id=event.id, uuid=event.uuid, uri=uri, version=event.version, action=event.action,
        fields=event.fields, tombstone=tombstone,
    )


OPERATIONS = (Operation("/changes", "changes", "What of the catalogue was published, changed and withdrawn.", ChangesAnswer, list_changes, ChangesQuery),)
