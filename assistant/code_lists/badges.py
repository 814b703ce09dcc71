"""How a node of the tree stands to the expression: included or excluded here or from above, partly, or not decided."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.code_lists.picking import Picked
from assistant.codes.item import Item

SIGNS = {"included": "+", "included_above": "(+)", "excluded": "−", "excluded_above": "(−)", "undecided": "?", "partly": "!"}
"""Badge of every state (codes.md 6)."""


@dataclass(frozen=True)
class Badge:
    """A node's state, how many of its codes are in the list, and how many it has."""

    state: str
    chosen: int
    count: int

    @property
    def sign(self) -> str:
        """The sign shown for the state."""
        return SIGNS[self.state]


def badge_of(item: Item, picked: Picked) -> Badge:
    """The badge of a node. Counts are of distinct codes of the edition, the node's own included."""
    mask = item.mask(picked.edition)
    chosen = mask & picked.selected
    return Badge(_state(item, mask, chosen, picked), chosen.bit_count(), mask.bit_count())


def _state(item: Item, mask: int, chosen: int, picked: Picked) -> str:
    if chosen and mask & ~chosen:
        return "partly"
    if chosen:
        return "included" if item in picked.includes else "included_above"
    if item in picked.excludes:
        return "excluded"
    return "excluded_above" if mask & picked.excluded & picked.included else "undecided"
