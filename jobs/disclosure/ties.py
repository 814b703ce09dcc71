"""One hidden set serves all measures of a cell: cells of different measures with the same people behind them are hidden and shown together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jobs.disclosure.joint import Space
from jobs.disclosure.system import WHO
from metadata.model.table import CellKey, CountTable


def find_ties(tables: Sequence[CountTable], space: Space, index: Mapping[CellKey, int]) -> dict[int, tuple[int, ...]]:
    """Cell → the cells of other measures that stand at the same place, where the persons behind two measures agree at every common place."""
    if WHO not in space.order:
        return {}
    persons: dict[str, dict[CellKey, int]] = {}
    units: dict[str, str] = {}
    for table in tables:
        for key, joint in space.keys[table.shell.id].items():
            persons.setdefault(joint[0], {})[joint[1:]] = table.cells[key].persons
            units[joint[0]] = f"{table.shell.unit} {table.shell.measure if table.shell.unit != 'person' else ''}"
    found: dict[int, set[int]] = {}
    for one in sorted(persons):
        for other in sorted(persons):
            common = persons[one].keys() & persons[other].keys()
            if units[one] == units[other] or any(persons[one][place] != persons[other][place] for place in common):
                continue
            for place in common:
                found.setdefault(index[one, *place], set()).add(index[other, *place])
    return {at: tuple(sorted(_reach(at, found))) for at in sorted(found)}


def _reach(at: int, found: Mapping[int, set[int]]) -> set[int]:
    seen, waiting = {at}, [at]
    while waiting:
        fresh = found.get(waiting.pop(), set()) - seen
        seen |= fresh
        waiting += sorted(fresh)
    return seen - {at}
