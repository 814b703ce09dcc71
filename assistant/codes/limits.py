"""The settings of the expression engine; a holder may tighten them, no module keeps its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """`max_pattern_items`: items one regular expression may become. `broad_share`: share of a chapter's codes from which an item is broad."""

    max_characters: int = 20_000
    max_items: int = 2_000
    max_pattern_items: int = 200
    broad_share: float = 1.0
