"""A record of the provider: one register, published or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from catalog.exchange.objects import Object
from exports.described import Described


@dataclass(frozen=True)
class Portrait:
    """What the formats write of a published register: its object of rut-gsim-se among all the others, the public base address, and its times."""

    described: Described = field(repr=False)
    register: Object
    base: str
    published_at: datetime
    changed_at: datetime

    @property
    def address(self) -> str:
        """The lasting public address of the register."""
        return f"{self.base}/{self.register['uri']}"

    @property
    def holder(self) -> Object:
        """Who keeps it; an empty mapping where the description does not say."""
        return self.described.follow(self.register, "holder")

    @property
    def doi(self) -> str | None:
        """Its DOI, None where it has none: one is never invented."""
        return next((str(alias["value"]) for alias in self.register.get("alias", ()) if alias.get("scheme") == "doi" and alias.get("value")), None)


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
        languages = ("lang:en", "lang:sv") if self.portrait is None or self.portrait.register["name"].get("en") else ("lang:sv",)
        return (*languages, f"register:{self.local_id}", "type:register")
