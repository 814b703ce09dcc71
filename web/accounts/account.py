"""An account: who may sign in, for which organisation, with which roles."""

from __future__ import annotations

from dataclasses import dataclass

from common.actor import Actor


@dataclass(frozen=True)
class Account:
    """`login` is also the actor id of the audit log: it is never changed and never given to another person."""

    login: str
    name: str
    organisation: str | None
    roles: frozenset[str]
    password_hash: str
    is_active: bool = True

    @property
    def actor(self) -> Actor:
        """The plain value that lower rooms are handed."""
        return Actor(id=self.login, organisation=self.organisation, roles=self.roles, name=self.name)
