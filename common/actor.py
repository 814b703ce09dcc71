"""Who acts: a plain value made by the sign-in or the command line, never looked up again further in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A person or a process: stable id, organisation (or None) and the names of the roles held."""

    id: str
    organisation: str | None = None
    roles: frozenset[str] = frozenset()
    name: str = ""


SYSTEM = Actor(id="system", roles=frozenset({"system"}), name="registerlots")
ANONYMOUS = Actor(id="anonymous", name="")
