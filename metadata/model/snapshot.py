"""What the open zone may know of a snapshot: its id, how far its registers reach and which years have a population; never where it lies."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from metadata.model.base import Model
from metadata.model.period import Period


class RegisterFacts(Model):
    """How far one register reaches: first and last day with data, and the last day whose figures are final."""

    register_code: str
    data_from: date
    data_to: date
    final_to: date

    def is_preliminary(self, period: Period) -> bool:
        """Whether the period includes a day later than what is final (measures.md 1.8)."""
        return period.last > self.final_to


class SnapshotFacts(Model):
    """The facts of one snapshot, stored in the database for the linter and the estimate; free of paths and of anything about a person."""

    id: str
    synthetic: bool
    created: str
    registers: tuple[RegisterFacts, ...]
    population_years: tuple[int, ...] = ()
    companies: dict[str, int] = Field(default_factory=dict, description="Full ATC code → companies with a product of it in the snapshot's product table.")

    def get_register(self, register_code: str) -> RegisterFacts | None:
        """The facts of a register, None when the snapshot lacks it."""
        return next((facts for facts in self.registers if facts.register_code == register_code), None)
