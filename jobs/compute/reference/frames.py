"""What the reference reads: rows as dictionaries, table by table, with the column names of the snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Frames:
    """A small snapshot in memory. `final_to`: last final day per register, none = all final. `found` keeps rows read once."""

    snapshot: str
    tables: Mapping[str, list[dict[str, Any]]]
    final_to: Mapping[str, date] = field(default_factory=dict)
    has_products: bool = False
    found: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table, none when it is absent."""
        return self.tables.get(table, [])
