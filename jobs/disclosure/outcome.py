"""What protecting gives: per cell why it is hidden, per sheet the pattern and its attack, per order the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jobs.disclosure.needs import Need
from jobs.disclosure.sheets import Sheet
from jobs.disclosure.system import Booleans
from jobs.disclosure.verdict import AttackReport, Colour
from metadata.model.policy import DisclosurePolicy
from metadata.model.table import CellKey


@dataclass(frozen=True)
class HiddenCell:
    """Why a cell is hidden: `primary` by the rule `reason`, or `secondary` for the cells of the same table or system named in `protects`."""

    status: Literal["primary", "secondary"]
    reason: str
    protects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """One sheet protected and attacked. `refusal`: why no pattern was sought or found (`max_cells`, `time_limit`), else empty."""

    sheet: Sheet
    hidden: Booleans
    protects: Mapping[int, int]
    blocked: tuple[Need, ...]
    report: AttackReport | None
    is_minimised: bool
    refusal: str = ""


@dataclass(frozen=True)
class Protection:
    """`hidden`: table id → cell → why. `verdict`: red cannot be released, amber needs a written reason. `evidence`: plain values for the reviewer."""

    hidden: Mapping[str, Mapping[CellKey, HiddenCell]]
    verdict: Colour
    policy: DisclosurePolicy
    evidence: dict[str, Any]
    outcomes: tuple[Outcome, ...] = field(repr=False, default=())

    def is_hidden(self, table_id: str, key: CellKey) -> bool:
        """Whether the cell prints the mark."""
        return key in self.hidden[table_id]
