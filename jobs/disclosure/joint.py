"""Tables laid into one space: per table the cell of the joint system that each of its cells is, and the relations between the people counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jobs.disclosure.dimensions import Groupings, Placed, dimension_of, make_dimension, margin_code
from jobs.disclosure.kin import Kinship
from jobs.disclosure.relations import Dimension, Link, parse_band
from jobs.disclosure.system import ATTRIBUTES, WHO
from metadata.model.table import TOTAL, CellKey, Count, TableShell


@dataclass(frozen=True)
class Printed:
    """A table of the order or of an earlier delivery: its id, shell, and per cell its count (None where only a mark is known)."""

    id: str
    shell: TableShell
    cells: Mapping[CellKey, Count | None]


@dataclass(frozen=True)
class Space:
    """`keys`: table → cell → cell of the space. `unused`: people whose relation the true numbers contradict."""

    order: tuple[str, ...]
    keys: Mapping[str, Mapping[CellKey, CellKey]]
    dimensions: tuple[Dimension, ...]
    unused: tuple[str, ...]


def make_space(tables: Sequence[Printed], kinship: Kinship, groupings: Groupings) -> Space:
    """The space of some tables."""
    layout = _Layout(tables, kinship)
    keys = layout.keys(frozenset())
    tagged = layout.conflicting_anchors(keys)
    if tagged:
        keys = layout.keys(tagged)
    values = {(joint): count.value for table in tables for key, joint in keys[table.id].items() if (count := table.cells[key]) is not None}
    people, unused = _people_links(layout, kinship, values)
    dimensions = [Dimension(WHO, people)] if WHO in layout.order else []
    dimensions += [layout.dimension(name, groupings, tagged) for name in layout.order if name != WHO]
    return Space(tuple(layout.order), keys, tuple(sorted(dimensions, key=lambda one: layout.order.index(one.id))), unused)


class _Layout:
    """Names of dimensions and codes while a space is made."""

    def __init__(self, tables: Sequence[Printed], kinship: Kinship) -> None:
        self.tables, self.kinship = tables, kinship
        shells = [table.shell for table in tables]
        self.names = {one.id: dimension_of(one.id, shells) for shell in shells for one in shell.breakdowns}
        self.people = sorted({self.who(table) for table in tables})
        self._same: dict[str, str] = {}
        used = set(self.names.values())
        stands = {name for table in tables for name in self._stands(table)}
        for name in sorted(stands | used):
            found = {self._margin(table, name) for table in tables}
            if len(found) == 1:
                self._same[name] = found.pop()
            else:
                used.add(name)
        self.order = sorted(used) if len(self.people) == 1 else [WHO, *sorted(used)]

    def who(self, table: Printed) -> str:
        """The people a table counts."""
        return self.kinship.standings[table.id].who

    def _stands(self, table: Printed) -> Mapping[str, str]:
        return self.kinship.standings[table.id].stands

    def _margin(self, table: Printed, name: str) -> str:
        """Where a table stands in a dimension when a cell names none of its codes."""
        own = next((one for one in table.shell.breakdowns if self.names[one.id] == name), None)
        stands = self._stands(table).get(name)
        if own is None or own.exhaustive:
            return stands or TOTAL
        if stands is not None and own.id == "age_group":
            codes = self.kinship.standings[table.id].codes.get(own.id, {})
            bands = tuple(one.model_copy(update={"code": codes.get(one.code, one.code)}) for one in own.categories if parse_band(codes.get(one.code, one.code)))
            return margin_code(own.model_copy(update={"categories": bands}))
        return margin_code(own)

    def _tag(self, name: str, code: str, table: Printed, tagged: frozenset[str]) -> str:
        anchor = self.kinship.standings[table.id].anchor
        return f"{code}@{anchor}" if anchor in tagged and (name in ATTRIBUTES or name == "sex") and code != TOTAL else code

    def code(self, name: str, code: str) -> str:
        """The code in the space: where all tables stand at one margin it is the total."""
        return TOTAL if code == self._same.get(name) else code

    def keys(self, tagged: frozenset[str]) -> dict[str, dict[CellKey, CellKey]]:
        """Every cell of every table by its codes in all dimensions; `tagged`: anchors whose ages and places are numbers of their own."""
        return {table.id: self._keys(table, tagged) for table in self.tables}

    def _keys(self, table: Printed, tagged: frozenset[str]) -> dict[CellKey, CellKey]:
        breakdowns = table.shell.breakdowns
        placed = [self._place(table, one, tagged) for one in breakdowns]
        stands = {name: self.code(name, self._tag(name, self._margin(table, name), table, tagged)) for name in self.order if name != WHO}
        found = {}
        for key in table.cells:
            here = {self.names[b.id]: place.name(code) for b, place, code in zip(breakdowns, placed, key, strict=True)}
            found[key] = tuple(self.who(table) if name == WHO else here.get(name, stands[name]) for name in self.order)
        return found

    def _place(self, table: Printed, breakdown: object, tagged: frozenset[str]) -> Placed:
        one = next(found for found in table.shell.breakdowns if found is breakdown)
        name = self.names[one.id]
        own = self.kinship.standings[table.id].codes.get(one.id, {})
        names = {category.code: self.code(name, self._tag(name, own.get(category.code, category.code), table, tagged)) for category in one.categories}
        return Placed(self.who(table), one, self.code(name, self._tag(name, self._margin(table, name), table, tagged)), names)

    def conflicting_anchors(self, keys: Mapping[str, Mapping[CellKey, CellKey]]) -> frozenset[str]:
        """All anchors but the first where two tables of different anchors print different numbers at one place."""
        anchors = sorted({self.kinship.standings[table.id].anchor for table in self.tables})
        seen: dict[CellKey, tuple[str, int]] = {}
        for table in self.tables if len(anchors) > 1 else ():
            anchor = self.kinship.standings[table.id].anchor
            for key, joint in keys[table.id].items():
                count = table.cells[key]
                known = seen.setdefault(joint, (anchor, count.value)) if count is not None else None
                if known is not None and count is not None and known[0] != anchor and known[1] != count.value:
                    return frozenset(anchors[1:])
        return frozenset()

    def dimension(self, name: str, groupings: Groupings, tagged: frozenset[str]) -> Dimension:
        """A dimension with its relations."""
        placed = [self._place(table, one, tagged) for table in self.tables for one in table.shell.breakdowns if self.names[one.id] == name]
        margins = frozenset(self.code(name, self._tag(name, self._margin(table, name), table, tagged)) for table in self.tables)
        extents = {self.code("code", code): extent for code, extent in self.kinship.extents.items()}
        everyone = frozenset(self.people)
        return make_dimension(name, placed, groupings, everyone=everyone, persons=everyone & self.kinship.persons(), margins=margins, extents=extents)


def _people_links(layout: _Layout, kinship: Kinship, values: Mapping[CellKey, int]) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """Whole = part + rest wherever the true numbers allow it: in every cell, else where ages and places stand at their totals, else not at all."""
    if WHO not in layout.order:
        return (), ()
    attributes = [at for at, name in enumerate(layout.order[1:]) if name in ATTRIBUTES]
    by_who: dict[str, dict[CellKey, int]] = {}
    for key, value in values.items():
        by_who.setdefault(key[0], {})[key[1:]] = value
    links, unused = [], []
    for whole, part, rest in kinship.sums:
        if whole not in layout.people or part not in layout.people:
            continue
        wrong = [place for place in by_who.get(part, {}) if not _holds(by_who, whole, part, rest, place)]
        if any(all(place[at] == TOTAL for at in attributes) for place in wrong):
            unused.append(f"{part} in {whole}")
        else:
            links.append(Link(whole, tuple(sorted((part, rest))), at_totals=bool(wrong)))
    return tuple(sorted(set(links))), tuple(sorted(set(unused)))


def _holds(by_who: Mapping[str, Mapping[CellKey, int]], whole: str, part: str, rest: str, place: CellKey) -> bool:
    value = by_who.get(whole, {}).get(place)
    if value is None:
        return True
    left = value - by_who[part][place]
    return left >= 0 and left == by_who.get(rest, {}).get(place, left)


