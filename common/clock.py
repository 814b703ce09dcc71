"""The one clock: everything that needs the time is handed one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time; always aware, always UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the one place


@dataclass
class FixedClock:
    """A clock for tests that stands still until moved."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def today(clock: Clock) -> date:
    """The calendar day in UTC."""
    return clock.now().date()
