"""Every reading and every change of a variable list; a change works on the newest list and on one entry, so that no window overwrites another."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.variable_list import store
from assistant.variable_list.listed import MAX_ENTRIES, ListedVariable, Project, VariableList
from assistant.variable_list.store import EMPTY, StoredList
from common.actor import ANONYMOUS, Actor
from common.audit.event import AuditEvent
from common.clock import Clock
from common.database import Engine, Session, reading, transaction
from common.errors import Conflict, Finding, InputRefused, NotFound, Severity

__all__ = [
    "EMPTY", "VISITOR_LIFETIME", "Owner", "StoredList", "add_variable", "adopt", "change_list", "get_list", "person", "remove_entry", "save_entry",
    "save_project", "visitor",
]

VISITOR_LIFETIME = timedelta(days=30)
"""How long a visitor's list is kept after its last change."""


@dataclass(frozen=True)
class Owner:
    """Whose list: a signed-in person's, or that of a browser that carries a secret."""

    key: str
    actor: Actor = ANONYMOUS

    @property
    def is_visitor(self) -> bool:
        """Whether the list expires."""
        return self.key.startswith("visitor:")


def person(actor: Actor) -> Owner:
    """The list of a signed-in person."""
    return Owner(f"person:{actor.id}", actor)


def visitor(secret: str) -> Owner:
    """The list of a browser; only the hash of its secret is stored."""
    return Owner(f"visitor:{hashlib.sha256(secret.encode()).hexdigest()}")


def get_list(engine: Engine, owner: Owner, clock: Clock) -> StoredList:
    """The owner's list; empty when there is none."""
    with reading(engine) as session:
        return store.find(session, owner.key, clock.now())


def add_variable(engine: Engine, owner: Owner, clock: Clock, entry: ListedVariable, *, again: bool = False) -> bool:
    """Puts a variable on the list; False when it is there already and is not wanted `again`. Raises InputRefused when the list is full."""
    added = False

    def change(listed: VariableList) -> VariableList:
        nonlocal added
        if not again and any(entry.key == own.key for own in listed.entries):
            return listed
        added = True
        return listed.with_entry(entry)

    _change(engine, owner, clock, "variable_list.added", change)
    return added


def save_entry(engine: Engine, owner: Owner, clock: Clock, entry: ListedVariable, seen: str) -> None:
    """Saves one entry. Raises Conflict when the entry is no longer the one that was `seen`, NotFound when it is gone."""

    def change(listed: VariableList) -> VariableList:
        known = _known(listed, entry.number)
        if known.fingerprint != seen and not known.same_wish(entry):
            raise Conflict("assistant.variables.error.changed_elsewhere")
        return listed.replacing(entry)

    _change(engine, owner, clock, "variable_list.entry_saved", change)


def change_list(engine: Engine, owner: Owner, clock: Clock, change: Callable[[VariableList], VariableList]) -> None:
    """Changes the newest list by a function: a fix, an import."""
    _change(engine, owner, clock, "variable_list.changed", change)


def remove_entry(engine: Engine, owner: Owner, clock: Clock, number: int) -> None:
    """Takes an entry off the list; one that is gone already stays gone."""
    _change(engine, owner, clock, "variable_list.removed", lambda listed: listed.without(number))


def save_project(engine: Engine, owner: Owner, clock: Clock, project: Project) -> None:
    """Saves what is told of the project."""
    _change(engine, owner, clock, "variable_list.project_saved", lambda listed: listed.model_copy(update={"project": project}))


def adopt(engine: Engine, actor: Actor, clock: Clock, secret: str) -> int:
    """Moves what a visitor gathered into the list of the person who has now signed in; how many entries came."""
    own, theirs, now = person(actor), visitor(secret), clock.now()
    with transaction(engine) as session:
        found = store.find(session, theirs.key, now, lock=True)
        if found.version == 0:
            return 0
        mine = store.find(session, own.key, now, lock=True)
        joined = mine.listed.merged(found.listed)
        _check_size(joined)
        store.put(session, own.key, StoredList(joined, mine.version + 1), _event("variable_list.adopted", own, now, joined))
        store.remove(session, theirs.key, _event("variable_list.moved", theirs, now, found.listed))
    return len(joined.entries) - len(mine.listed.entries)


def _change(engine: Engine, owner: Owner, clock: Clock, what: str, change: Callable[[VariableList], VariableList]) -> None:
    now = clock.now()
    with transaction(engine) as session:
        before = store.find(session, owner.key, now, lock=True)
        after = change(before.listed)
        if after == before.listed:
            return
        _check_size(after)
        if before.version == 0:
            _sweep(session, now)
        expires = now + VISITOR_LIFETIME if owner.is_visitor else None
        store.put(session, owner.key, StoredList(after, before.version + 1, now, expires), _event(what, owner, now, after, before.version + 1))


def _sweep(session: Session, now: datetime) -> None:
    store.remove_expired(session, now, AuditEvent("variable_list.expired", ANONYMOUS, now, "variable_list", "visitors"))


def _known(listed: VariableList, number: int) -> ListedVariable:
    found = listed.find(number)
    if found is None:
        raise NotFound("assistant.variables.error.no_entry")
    return found


def _check_size(listed: VariableList) -> None:
    if len(listed.entries) > MAX_ENTRIES:
        raise InputRefused([Finding("assistant.variables.error.full", Severity.error, "/entries", {"max": MAX_ENTRIES})])


def _event(what: str, owner: Owner, at: datetime, listed: VariableList, version: int = 0) -> AuditEvent:
    return AuditEvent(what, owner.actor, at, "variable_list", owner.key, version, {"entries": str(len(listed.entries))})
