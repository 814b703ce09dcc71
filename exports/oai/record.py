"""A record of the provider: one register, published or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from metadata.model.register import Agent, Population, Register


@dataclass(frozen=True)
class Portrait:
    """What the formats write of a published register: itself, who keeps it, whom it covers, and its public address."""

    register: Register
    holder: Agent
    population: Population | None
    address: str
    order_address: str
    published_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class Record:
    """`portrait` is None for a withdrawn register, of which only the header is told, for ever. `local_id`: the register's id, for its set."""

    identifier: str
    local_id: str
    changed_at: datetime
    portrait: Portrait | None

    @property
    def sets(self) -> tuple[str, ...]:
        """The sets it belongs to, by setSpec."""
        languages = ("lang:en", "lang:sv") if self.portrait is None or self.portrait.register.name.en else ("lang:sv",)
        return (*languages, f"register:{self.local_id}", "type:register")
