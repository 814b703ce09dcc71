"""One cell of an earlier release, as the release ledger hands it in; never a true value of a hidden cell (disclosure.md 8.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class LedgerCell:
    """`measure`: `id@version` · `population`: as the shell states it in English · `period`: first/last · `cell`: breakdown id → code, totals left out.

    `value` in minor units, None when hidden.
    """

    measure: str
    population: str
    period: str
    cell: Mapping[str, str]
    state: Literal["shown", "hidden"]
    value: int | None = None
    delivery: str = ""
