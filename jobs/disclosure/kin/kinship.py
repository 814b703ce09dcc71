"""Tables judged against each other: who counts the same people, who lies inside whom, and which difference follows by subtraction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from jobs.disclosure.kin.codesets import lies_in
from jobs.disclosure.kin.counted import Counted, Extent, Formula
from jobs.disclosure.kin.periods import days_of
from jobs.disclosure.kin.venn import Mask, TooMany, find_masks

PERSONS = "persons"
AMOUNT = "amount "
"""Beginning of the noun of sums over rows that may be parts of one or below nought: persons are not bounded by them."""


@dataclass(frozen=True)
class Standing:
    """Where one table stands: `who` is counted, the margin's code per dimension, printed code → common code per breakdown, and the anchor."""

    who: str
    stands: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    anchor: str = ""


@dataclass(frozen=True)
class Kinship:
    """`standings`: table → where it stands · `sums`: (whole, part, rest) of people of one noun, the rest being the difference or another table's people ·
    `inside`: (inner, outer) of whoever may not outnumber whom, also persons within rows · `behind`: pairs of two nouns about the same people · `extents`: code → codes it holds · `unjudged`: tables whose
    conditions are too many to compare.
    """

    standings: Mapping[str, Standing]
    sums: tuple[tuple[str, str, str], ...] = ()
    inside: frozenset[tuple[str, str]] = frozenset()
    behind: frozenset[tuple[str, str]] = frozenset()
    extents: Mapping[str, Extent] = field(default_factory=dict)
    unjudged: tuple[str, ...] = ()

    def persons(self) -> frozenset[str]:
        """Everyone counted as persons, differences included."""
        return frozenset(who for who in {one for found in self.sums for one in found} | {one.who for one in self.standings.values()} if is_persons(who))

    def is_inside(self, dimension: str, inner: str, outer: str) -> bool:
        """Whether whatever is counted at one code is counted at the other too."""
        if inner == outer:
            return True
        if dimension == "who":
            return (inner, outer) in self.inside
        if dimension == "period":
            low, high = days_of(inner), days_of(outer)
            return low is not None and high is not None and high[0] <= low[0] and low[1] <= high[1]
        return dimension == "code" and inner in self.extents and outer in self.extents and lies_in(self.extents[inner], self.extents[outer])


def is_persons(who: str) -> bool:
    """Whether a name of people is one of persons, not of their rows or amounts."""
    return who.startswith(PERSONS)


def relate(counted: Mapping[str, Counted]) -> Kinship:
    """The kinship of tables by id."""
    compared = Compared(counted)
    names = _name_people(counted, compared)
    people = {names[table]: table for table in sorted(counted, reverse=True)}
    nouns = {who: counted[table].noun for who, table in people.items()}
    standings = {table: Standing(names[table], one.stands, one.codes, one.anchor) for table, one in sorted(counted.items())}
    extents = {code: extent for one in counted.values() for code, extent in one.extents.items()}
    sums, inside = tuple(sorted(_sums(people, nouns, compared))), frozenset(_inside(people, nouns, compared))
    behind = frozenset(
        (one, other) for one, mine in people.items() for other, theirs in people.items() if nouns[one] != nouns[other] and compared.is_same(mine, theirs)
    )
    return Kinship(standings, sums, inside, behind, extents, tuple(sorted(compared.unjudged)))


class Compared:
    """The formulas of tables side by side: all at once where that is possible, else two by two; `unjudged`: tables where not even that is."""

    def __init__(self, counted: Mapping[str, Counted]) -> None:
        self._formulas: dict[str, Formula] = {table: one.formula for table, one in counted.items()}
        self.unjudged: set[str] = set()
        try:
            self._masks: dict[str, Mask] = find_masks(self._formulas)
        except TooMany:
            self._masks = {}

    def is_inside(self, inner: str, outer: str) -> bool:
        """Whether everyone of one table is among those of the other."""
        masks = self._pair(inner, outer)
        return masks is not None and not (masks[0] & ~masks[1]).any()

    def is_same(self, one: str, other: str) -> bool:
        """Whether both count the same people."""
        if self._formulas[one] == self._formulas[other]:
            return True
        masks = self._pair(one, other)
        return masks is not None and bool(np.array_equal(*masks))

    def rest(self, whole: str, part: str) -> bytes:
        """What tells the people of a whole without a part from others; equal people, equal bytes."""
        if not self._masks:
            return f"{whole}\0{part}".encode()
        return (self._masks[whole] & ~self._masks[part]).tobytes()

    def people(self, table: str) -> bytes:
        """The same for all people of a table."""
        return self._masks[table].tobytes() if self._masks else table.encode()

    def _pair(self, one: str, other: str) -> tuple[Mask, Mask] | None:
        if self._masks:
            return self._masks[one], self._masks[other]
        try:
            found = find_masks({"one": self._formulas[one], "other": self._formulas[other]})
        except TooMany:
            self.unjudged |= {one, other}
            return None
        return found["one"], found["other"]


def _name_people(counted: Mapping[str, Counted], compared: Compared) -> dict[str, str]:
    """Tables of the same people bear one name, after the first of them."""
    found: dict[str, str] = {}
    for table in sorted(counted):
        twin = next((name for name in found if counted[name].noun == counted[table].noun and compared.is_same(name, table)), None)
        found[table] = found[twin] if twin is not None else f"{counted[table].noun} in {table}"
    return found


def _inside(people: Mapping[str, str], nouns: Mapping[str, str], compared: Compared) -> Iterable[tuple[str, str]]:
    for inner, mine in people.items():
        for outer, theirs in people.items():
            comparable = nouns[inner] == nouns[outer] or (nouns[inner] == PERSONS and not nouns[outer].startswith(AMOUNT))
            if inner != outer and comparable and compared.is_inside(mine, theirs):
                yield inner, outer


def _sums(people: Mapping[str, str], nouns: Mapping[str, str], compared: Compared) -> Iterable[tuple[str, str, str]]:
    """Whole = part + rest, for every pair of one noun with one inside the other; equal rests bear one name."""
    known = {(nouns[who], compared.people(table)): who for who, table in people.items()}
    for whole, theirs in sorted(people.items()):
        for part, mine in sorted(people.items()):
            if whole == part or nouns[whole] != nouns[part] or not compared.is_inside(mine, theirs):
                continue
            name = f"{whole} less {part.removeprefix(nouns[part]).removeprefix(' in ')}"
            yield whole, part, known.setdefault((nouns[whole], compared.rest(theirs, mine)), name)
