"""Which steps of a survival curve are drawn: enough persons at its start and at risk, enough events since the step before (disclosure.md 4.6)."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from metadata.model.policy import Survival
from metadata.model.table import CellKey, CountTable

DAYS = "days"


def drawn_steps(table: CountTable, hidden: Collection[CellKey], policy: Survival) -> dict[CellKey, Fraction]:
    """Cell → the share drawn there. A step of too few events is not drawn: the share before it goes on until enough have gathered."""
    at = next((position for position, breakdown in enumerate(table.shell.breakdowns) if breakdown.id == DAYS), None)
    if at is None:
        return {}
    found: dict[CellKey, Fraction] = {}
    for row in sorted({(*key[:at], *key[at + 1 :]) for key in table.cells}):
        share, events = Fraction(1), 0
        for day in sorted(table.shell.breakdowns[at].codes, key=int):
            key = (*row[:at], day, *row[at:])
            count = table.cells[key]
            if key in hidden or count.curve is None or count.curve.start < policy.n_start or count.persons < policy.at_risk_min:
                break
            if count.curve.events - events >= policy.events_per_step:
                share, events = count.curve.share, count.curve.events
            found[key] = share
    return found
