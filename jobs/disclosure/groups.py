"""Shares of nought and of a hundred: what is true of everyone in a known group is known of each of them (disclosure.md 4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jobs.disclosure.joint import Space
from jobs.disclosure.kin import Kinship
from jobs.disclosure.kin.kinship import is_persons
from jobs.disclosure.system import WHO
from metadata.model.policy import DisclosurePolicy
from metadata.model.table import CellKey, Count


@dataclass(frozen=True, order=True)
class Told:
    """A cell that says something of everyone in a group: `share` 0 or 100 percent, `size` persons in the group, and whether the cell is hidden for it."""

    cell: CellKey
    share: int
    size: int
    is_hidden: bool


def find_told(counts: Mapping[CellKey, Count], space: Space, kinship: Kinship, policy: DisclosurePolicy) -> list[Told]:
    """Cells of 0 or 100 percent of the people of a base cohort, of 100 percent of a population, and of none of a small population.

    Hidden where the group is smaller than the policy's least group; a nought only where the policy lets noughts be hidden. The rest is listed for the reviewer.
    """
    found = []
    for cell, persons, size in (*_within_cohorts(counts, space, kinship), *_within_population(counts, policy)):
        share = 100 if persons == size else 0
        if share in policy.group.sensitive_share:
            small = size < policy.min_group
            found.append(Told(cell, share, size, small and (share == 100 or policy.zeros != "shown")))
    return sorted(set(found))


def _within_cohorts(counts: Mapping[CellKey, Count], space: Space, kinship: Kinship) -> Iterable[tuple[CellKey, int, int]]:
    if WHO not in space.order:
        return
    outer: dict[str, list[str]] = {}
    for whole, part, _rest in kinship.sums:
        if is_persons(whole):
            outer.setdefault(part, []).append(whole)
    for cell, count in counts.items():
        for whole in outer.get(cell[0], ()):
            group = counts.get((whole, *cell[1:]))
            if group is not None and group.value > 0 and count.value in (0, group.value):
                yield cell, count.value, group.value


def _within_population(counts: Mapping[CellKey, Count], policy: DisclosurePolicy) -> Iterable[tuple[CellKey, int, int]]:
    for cell, count in counts.items():
        size = count.denominator or 0
        if size and (count.persons == size or (count.persons == 0 and size < policy.min_group)):
            yield cell, count.persons, size
