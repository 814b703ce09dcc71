"""Corrections matched to what they correct, one at a time, exactly as measures.md 2 tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass
class Dispensing:
    """A row of LMED on its way through the procedure: what remains of it, or what it corrects."""

    record: dict[str, Any]
    remaining: Decimal
    corrects: Dispensing | None = None

    @property
    def quantity(self) -> Decimal:
        """Packages as recorded."""
        return Decimal(self.record["ANTAL"] or 0)

    @property
    def is_counted(self) -> bool:
        """A positive row of which something remains."""
        return self.quantity > 0 and self.remaining > 0

    @property
    def is_unmatched(self) -> bool:
        """A correction of nothing that is here."""
        return self.quantity < 0 and self.corrects is None

    @property
    def attributed(self) -> dict[str, Any]:
        """The record, a matched correction with date, residence and age of what it corrects."""
        if self.corrects is None:
            return self.record
        return self.record | {name: self.corrects.record[name] for name in ("EDATUM", "LK", "ALDER")}


def net(records: Iterable[dict[str, Any]], *, is_on: bool = True) -> list[Dispensing]:
    """Every row with a person key, matched; with netting off every row stands for itself."""
    rows = [Dispensing(record, Decimal(record["ANTAL"] or 0)) for record in records if record["person"] is not None]
    if is_on:
        for correction in sorted((row for row in rows if row.quantity < 0), key=lambda row: (row.record["EDATUM"], row.record["row_no"])):
            _match(correction, rows)
    return rows


def _match(correction: Dispensing, rows: list[Dispensing]) -> None:
    wanted = -correction.quantity
    candidates = [row for row in rows if _is_candidate(row, correction)]
    exact = [row for row in candidates if row.remaining == wanted]
    partial = [row for row in candidates if row.remaining > wanted]
    for kind in (exact, partial):
        if kind:
            chosen = max(kind, key=lambda row: (row.record["EDATUM"], _same_pack(row, correction), row.record["row_no"]))
            chosen.remaining -= wanted
            correction.corrects = chosen
            return


def _is_candidate(row: Dispensing, correction: Dispensing) -> bool:
    same = row.record["person"] == correction.record["person"] and row.record["ATC"] == correction.record["ATC"]
    dates: tuple[date, date] = row.record["EDATUM"], correction.record["EDATUM"]
    return same and row.quantity > 0 and dates[0] <= dates[1] and row.remaining > 0


def _same_pack(row: Dispensing, correction: Dispensing) -> bool:
    return row.record["NPLPACKID"] is not None and row.record["NPLPACKID"] == correction.record["NPLPACKID"]
