"""One installation as a command sees it: settings, database and clock, each opened when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from common.actor import Actor
from common.clock import Clock, SystemClock
from common.database import Engine, open_database
from common.settings import Settings


@dataclass
class Installation:
    """Handed to every command as click's context object.

    `find_actor` is given by the assembler, since accounts lie in web, and `find_context`, since snapshots lie in jobs.
    """

    find_actor: Callable[[Engine, str], Actor] | None = None
    find_context: Callable[[Installation, Any, Any], Any] | None = None
    clock: Clock = field(default_factory=SystemClock)

    @cached_property
    def settings(self) -> Settings:
        """The settings, read once."""
        return Settings()

    @cached_property
    def engine(self) -> Engine:
        """The configured database."""
        return open_database(self.settings)

    def actor(self, name: str) -> Actor:
        """The person a command acts for (`--as`). Raises NotFound when there is no such account."""
        assert self.find_actor is not None, "the assembler gives find_actor"
        return self.find_actor(self.engine, name)

    def context(self, catalogue: Any, order: Any) -> Any:
        """What an order is judged against here and now."""
        assert self.find_context is not None, "the assembler gives find_context"
        return self.find_context(self, catalogue, order)
