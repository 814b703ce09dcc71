"""A described object by its lasting identity, as its addresses answer it: where its page and its data lie, or that it was withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for

from catalog.changes import ChangeEvent, Feed, open_feed
from catalog.exchange.objects import Object, reference, references_of
from common.database import reading
from common.errors import NotFound
from exports.described import Described, describe_catalogue
from metadata.model.artefact import kebab
from web.doors import doors
from web.language import t


@dataclass(frozen=True)
class Identified:
    """The object among all the others, or the event that withdrew it; exactly one of `found` and `tombstone` is set."""

    described: Described
    feed: Feed
    found: Object | None = None
    tombstone: ChangeEvent | None = None


def find_identified(type_name: str, key: str) -> Identified:
    """The object of a type (as addresses write it) by identity or by its own key. NotFound `web.error.no_object` for what never was."""
    with reading(doors().engine) as session:
        described, feed = describe_catalogue(session), open_feed(session)
    for one in described.objects:
        if kebab(str(one["type"])) == type_name and key.lower() in (one["id"], str(one["localId"]).lower()):
            return Identified(described, feed, found=one)
    for event in feed.newest.values():
        if kebab(event.type_name) == type_name and event.action == "withdrawn" and key.lower() in (event.uuid, event.id.lower()):
            return Identified(described, feed, tombstone=event)
    raise NotFound("web.error.no_object", key=key[:60])


def page_of(one: Object) -> str:
    """The address of the page for people: the catalogue's own where there is one, else the page of the description."""
    address = _PAGES.get(str(one["type"]))
    return address(str(one["localId"])) if address else url_for("identifiers.page", type_name=kebab(str(one["type"])), uuid=one["id"])


def _variable(local_id: str) -> str:
    resource, _slash, column = local_id.partition("/")
    return url_for("catalog.variable", register_code=resource, column=column)


_PAGES: Mapping[str, Any] = {
    "Register": lambda key: url_for("catalog.register", register_code=key), "InstanceVariable": _variable,
    "Concept": lambda key: url_for("catalog.concept", key=key),
}
"""Types whose objects have a page of the catalogue."""


@dataclass(frozen=True)
class DescriptionPage:
    """What the page of a description shows: `members` are its plain statements, `near` what it refers to, `users` what refers to it."""

    one: Object
    type_label: str
    members: tuple[tuple[str, str], ...]
    near: tuple[Object, ...]
    users: tuple[Object, ...]
    data_address: str


def label_of(one: Object) -> str:
    """What kind of object it is, in the reader's language."""
    return t(f"web.object.{kebab(str(one['type'])).replace('-', '_')}")


USERS = 50
"""So many of the objects that refer to one are listed."""


def description_page(described: Described, one: Object) -> DescriptionPage:
    """The page of one object."""
    near = tuple(described.known[ref] for ref in dict.fromkeys(references_of(one)) if ref in described.known)
    own = reference(one)
    users = tuple(each for each in described.objects if own in references_of(each))[:USERS]
    return DescriptionPage(
        one, label_of(one), tuple(_plain(one)), near, users, url_for("identifiers.data", type_name=kebab(str(one["type"])), uuid=one["id"])
    )


_SAID = ("name", "description", "type", "id", "uri", "source")


def _plain(one: Object) -> Iterator[tuple[str, str]]:
    """Members that are a word or a number, in the order of the profile; references are shown as links."""
    for name, value in one.items():
        if name not in _SAID and isinstance(value, str | int | float) and not (isinstance(value, str) and "@" in value):
            yield name, str(value)


def changed_at(identified: Identified, one: Object) -> Any:
    """When the object last changed; None for one that no event tells of, as those derived from others."""
    return identified.feed.changed_at(UUID(str(one["id"])))
