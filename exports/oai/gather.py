"""The records of an installation: its published registers and the tombstones of those withdrawn, with their datestamps from the change feed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from catalog.changes import Feed, latest_of
from catalog.lookup import Catalogue
from common.database import parse_stamp
from exports.oai.record import Portrait, Record
from metadata.model.register import Register


@dataclass(frozen=True)
class Gathered:
    """Every record by identifier, and `stamps_at`: datestamps as they were at a position of the feed."""

    records: Mapping[str, Record]
    stamps_at: Callable[[int], Mapping[str, datetime]]


def gather_records(catalogue: Catalogue, feed: Feed, base: str) -> Gathered:
    """A record is changed when the register is, or anything its description is made of: tables, columns, holder, population (metadata-exchange.md 7)."""
    host = urlsplit(base).hostname or "localhost"
    parts = _parts(catalogue)
    published = {f"oai:{host}:register/{one.uuid}": one for one in catalogue.registers.values() if one.administrative == "published" and feed.changed_at(one.uuid)}
    records = {identifier: _record(identifier, register, catalogue, feed, base, parts[register.id]) for identifier, register in published.items()}
    gone = {f"oai:{host}:register/{event.uuid}": event for event in feed.withdrawn("Register")}
    records |= {identifier: Record(identifier, event.id, parse_stamp(event.at), None) for identifier, event in gone.items()}

    def stamps_at(cursor: int) -> Mapping[str, datetime]:
        then = feed.as_of(cursor)
        found = {identifier: latest_of(then, parts[register.id]) for identifier, register in published.items() if then.changed_at(register.uuid)}
        found |= {identifier: then.changed_at(UUID(event.uuid)) for identifier, event in gone.items()}
        return {identifier: at for identifier, at in found.items() if at is not None}

    return Gathered(dict(sorted(records.items())), stamps_at)


def _record(identifier: str, register: Register, catalogue: Catalogue, feed: Feed, base: str, parts: set[UUID]) -> Record:
    changed_at, published_at = latest_of(feed, parts), feed.published_at(register.uuid)
    assert changed_at is not None and published_at is not None, "published registers are in the feed"
    holder, population = catalogue.content.of("holders")[register.holder], catalogue.content.of("populations").get(register.population)
    address = f"{base}/{register.uri}"
    return Record(identifier, register.id, changed_at, Portrait(register, holder, population, address, f"{base}/bestall", published_at, changed_at))


def _parts(catalogue: Catalogue) -> dict[str, set[UUID]]:
    """Register → identities of everything its record tells."""
    content = catalogue.content
    found: dict[str, set[UUID]] = {}
    for register in catalogue.registers.values():
        near = (content.of("holders").get(register.holder), content.of("populations").get(register.population), content.of("unit_types").get(register.unit_type))
        found[register.id] = {register.uuid, *(one.uuid for one in near if one is not None)}
    for resource in content.of("data_resources").values():
        found[resource.register_code].add(resource.uuid)
    for variable in content.instance_variables.values():
        represented = content.of("represented_variables").get(variable.represented_variable)
        found[variable.register_code] |= {variable.uuid} | ({represented.uuid} if represented is not None else set())
    return found
