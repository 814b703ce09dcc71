"""Saving, signing and finding code lists; every change with its audit event in one transaction."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.code_lists import store
from assistant.code_lists.permissions import check_may_save, check_may_sign
from assistant.code_lists.saved import MAX_NAME, MAX_NOTE, ListVersion, SavedList, Signature, address_of, content_hash
from assistant.codes import Expansion
from common.actor import Actor
from common.audit.event import AuditEvent
from common.clock import Clock
from common.database import Engine, Session, reading, transaction
from common.errors import Conflict, Finding, InputRefused, NotFound, Severity

_HASH = re.compile(r"[0-9a-f]{64}")


def save_list(
    engine: Engine, actor: Actor, clock: Clock, *, name: str, expr: str, expansion: Expansion, note: str = "", address: str = "", seen: int = 0
) -> ListVersion:
    """A new list, or with `address` the next version of one; the same content again gives the version there is.

    `seen`: the newest version the person knew of. Raises InputRefused (`assistant.code_list.error.…`) for a missing name or an expression with
    errors, ActionDenied for somebody else's list, Conflict when another version has come meanwhile.
    """
    name, note = name.strip(), note.strip()
    _check(name, note, expansion)
    now = clock.now()
    with transaction(engine) as session:
        saved = _one(session, address, lock=True) if address else None
        check_may_save(actor, saved)
        if saved is None:
            saved = SavedList(_free(session, name), name, expansion.system, actor.id, actor.name, actor.organisation, 0, now)
        elif saved.system != expansion.system:
            raise Conflict("assistant.code_list.error.system", system=saved.system)
        elif saved.newest != seen:
            raise Conflict("assistant.code_list.error.changed_elsewhere", number=saved.newest)
        version = _version(saved, name, expr, expansion, note, actor, clock)
        known = store.find_version(session, saved.address, saved.newest)
        if known is not None and (known.content_sha256, known.name) == (version.content_sha256, version.name):
            return known
        facts = {"content": version.content_sha256, "system": version.system, "codes": str(version.count)}
        event = AuditEvent("code_list.saved", actor, now, "code_list", saved.address, version.number, facts)
        store.add_version(session, replace(saved, name=name, newest=version.number), version, event)
    return version


def sign_version(engine: Engine, actor: Actor, clock: Clock, *, address: str, number: int, title: str, content_sha256: str) -> ListVersion:
    """Signs a version by name; `content_sha256` is what the signer saw. Raises ActionDenied, Conflict, InputRefused when the capacity is missing."""
    if not title.strip() or len(title) > MAX_NAME:
        raise InputRefused([Finding("assistant.code_list.error.capacity", Severity.error, "/title", {"max": MAX_NAME})])
    now = clock.now()
    with transaction(engine) as session:
        _one(session, address, lock=True)
        version = _numbered(session, address, number)
        check_may_sign(actor, version)
        if version.content_sha256 != content_sha256:
            raise Conflict("assistant.code_list.error.other_content")
        event = AuditEvent("code_list.signed", actor, now, "code_list", address, number, {"content": content_sha256})
        return store.sign(session, version, Signature(actor.id, actor.name, title.strip(), now), event)


def get_list(engine: Engine, address: str) -> tuple[SavedList, list[ListVersion]]:
    """A list and every version, newest first. Raises NotFound `assistant.code_list.error.none`."""
    with reading(engine) as session:
        return _one(session, address), store.find_versions(session, address)


def get_version(engine: Engine, address: str, number: int | None = None) -> ListVersion:
    """A version, the newest when no number is given; `address` may be the content's SHA-256. Raises NotFound `assistant.code_list.error.none`."""
    with reading(engine) as session:
        if _HASH.fullmatch(address):
            found = store.find_content(session, address)
            if found is None:
                raise NotFound("assistant.code_list.error.none", address=address)
            return found
        return _numbered(session, address, number if number is not None else _one(session, address).newest)


def find_lists(engine: Engine, system: str | None = None) -> list[ListVersion]:
    """The newest version of every list, by name; of one system when one is given."""
    with reading(engine) as session:
        return store.newest_versions(session, system)


def _check(name: str, note: str, expansion: Expansion) -> None:
    found = []
    if not name or len(name) > MAX_NAME:
        found.append(Finding("assistant.code_list.error.name", Severity.error, "/name", {"max": MAX_NAME}))
    if len(note) > MAX_NOTE:
        found.append(Finding("assistant.code_list.error.note", Severity.error, "/note", {"max": MAX_NOTE}))
    if expansion.has_errors:
        found.append(Finding("assistant.code_list.error.expression", Severity.error, "/expr"))
    elif not expansion.is_checked:
        found.append(Finding("assistant.code_list.error.no_edition", Severity.error, "/expr", {"system": expansion.system}))
    if found:
        raise InputRefused(found)


def _version(saved: SavedList, name: str, expr: str, expansion: Expansion, note: str, actor: Actor, clock: Clock) -> ListVersion:
    edition = expansion.edition or ""
    content = content_hash(expansion.system, expansion.normal, edition, expansion.sha256)
    return ListVersion(
        saved.address, saved.newest + 1, name, expansion.system, expr, expansion.normal, edition, expansion.codes, expansion.sha256, content, note,
        actor.id, actor.name, clock.now(),
    )


def _free(session: Session, name: str) -> str:
    """The first free address of a name; nothing that looks like a content hash, nor a word the pages use."""
    stem, number = address_of(name), 1
    while True:
        address = stem if number == 1 else f"{stem}-{number}"
        if not _HASH.fullmatch(address) and store.find_list(session, address) is None:
            return address
        number += 1


def _one(session: Session, address: str, *, lock: bool = False) -> SavedList:
    found = store.find_list(session, address, lock=lock)
    if found is None:
        raise NotFound("assistant.code_list.error.none", address=address)
    return found


def _numbered(session: Session, address: str, number: int) -> ListVersion:
    found = store.find_version(session, address, number)
    if found is None:
        raise NotFound("assistant.code_list.error.none", address=address)
    return found
