"""An order's tables as systems: tables of the same measure, people and period share their cells, so they share one system and one mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from jobs.disclosure.dimensions import Groupings, dimension_of, make_dimension, margin_code
from jobs.disclosure.ledger import LedgerCell
from jobs.disclosure.needs import Cells
from jobs.disclosure.primary import Judged, judge_cells
from jobs.disclosure.system import Booleans, Floats, Integers, System, build_system
from jobs.disclosure.truth import RelationBroken, complete
from metadata.model.policy import DisclosurePolicy
from metadata.model.table import TOTAL, CellKey, Count, CountTable


@dataclass(frozen=True)
class Sheet:
    """One system and the tables printed from it. `places`: table id → cell of the table → cell of the system; `persons` behind each cell (0 for complements).

    `reasons`: rule id per cell hidden by itself. `carried`: cells hidden in an earlier delivery. `conflicts`: cells that contradict one.
    """

    tables: tuple[CountTable, ...]
    cells: Cells
    places: Mapping[str, Mapping[CellKey, int]]
    persons: Integers
    reasons: Mapping[int, str]
    carried: Booleans
    conflicts: tuple[int, ...]
    dropped_relations: tuple[str, ...]

    @property
    def system(self) -> System:
        """The cells and their relations."""
        return self.cells.system

    @property
    def contributors(self) -> tuple[str, str]:
        """Sheets that may share people: population and period."""
        shell = self.tables[0].shell
        return shell.population.en, str(shell.period)


def make_sheets(
    tables: Sequence[CountTable], policy: DisclosurePolicy, ledger: Sequence[LedgerCell], groupings: Groupings, populations: Mapping[str, str]
) -> tuple[Sheet, ...]:
    """Groups tables into sheets, in the order of their ids. Raises RelationBroken when a table does not add up."""
    groups: dict[tuple[str, ...], list[list[CountTable]]] = {}
    for table in sorted(tables, key=lambda table: table.shell.id):
        shell = table.shell
        identity = populations.get(shell.id)
        name = (shell.measure, str(shell.measure_version), shell.unit, str(shell.scale), identity or shell.population.en, str(shell.period))
        found = groups.setdefault(name, [])
        home = next((group for group in found if identity is not None or _agrees(table, group)), None)
        if home is None:
            found.append([table])
        else:
            home.append(table)
    return tuple(_make_sheet(tuple(group), policy, ledger, groupings) for _name, found in sorted(groups.items()) for group in found)


def _agrees(table: CountTable, group: Sequence[CountTable]) -> bool:
    """Whether the cells a table has in common with every other table of the group hold the same value."""
    for other in group:
        names, order = _dimension_names([table, other])
        mine, theirs = _joint_keys(table, names, order), _joint_keys(other, names, order)
        values = {joint: other.cells[key].value for key, joint in theirs.items()}
        if any(joint in values and values[joint] != table.cells[key].value for key, joint in mine.items()):
            return False
    return True


def _dimension_names(tables: Sequence[CountTable]) -> tuple[dict[str, str], list[str]]:
    """Breakdown id → dimension, and the dimensions in order."""
    shells = [table.shell for table in tables]
    names = {breakdown.id: dimension_of(breakdown.id, shells) for shell in shells for breakdown in shell.breakdowns}
    return names, sorted(set(names.values()))


def _make_sheet(tables: tuple[CountTable, ...], policy: DisclosurePolicy, ledger: Sequence[LedgerCell], groupings: Groupings) -> Sheet:
    shells = [table.shell for table in tables]
    names, order = _dimension_names(tables)
    by_name = {name: [breakdown for shell in shells for breakdown in shell.breakdowns if names[breakdown.id] == name] for name in order}
    dimensions = [make_dimension(name, by_name[name], groupings) for name in order]
    keys = {table.shell.id: _joint_keys(table, names, order) for table in tables}
    counts = _join(tables, keys)
    system = build_system(dimensions, counts)
    truth, system, dropped = complete(system, {key: count.value for key, count in counts.items()})
    threshold = _thresholds(tables, keys, system, policy)
    found = judge_cells(tables[0], counts, system, threshold, policy)
    carried, pinned, conflicts = _recall(tables[0], order, system, truth, found, ledger)
    cells = Cells(
        system, truth, found.primary, threshold,
        is_count=shells[0].unit == "person", unit=float(shells[0].scale), width=policy.rows.width,
        company_share=policy.companies.p / 100, by_company=found.by_company, zeros=policy.zeros,
        every_mark_one=policy.secondary.every_mark_one, insider=policy.secondary.insider, pinned=pinned,
    )  # fmt: skip
    places = {name: {key: system.index[joint] for key, joint in found_keys.items()} for name, found_keys in keys.items()}
    return Sheet(tables, cells, places, found.persons, found.reasons, carried, conflicts, dropped)


def _joint_keys(table: CountTable, names: Mapping[str, str], order: Sequence[str]) -> dict[CellKey, CellKey]:
    """Every cell of the table by its codes in all dimensions; a dimension the table lacks stands at its total."""
    breakdowns = table.shell.breakdowns
    margins = [margin_code(breakdown) for breakdown in breakdowns]
    found = {}
    for key in table.shell.keys():
        here = {names[b.id]: margin if code == TOTAL else code for b, code, margin in zip(breakdowns, key, margins, strict=True)}
        found[key] = tuple(here.get(name, TOTAL) for name in order)
    return found


def _join(tables: Sequence[CountTable], keys: Mapping[str, Mapping[CellKey, CellKey]]) -> dict[CellKey, Count]:
    """One count per cell; two tables that disagree about a cell stop the run."""
    counts: dict[CellKey, Count] = {}
    for table in tables:
        for key, joint in keys[table.shell.id].items():
            count = table.cells[key]
            if joint in counts and counts[joint].value != count.value:
                raise RelationBroken("disclosure.error.tables_disagree", table=table.shell.id, cell=" | ".join(key))
            counts[joint] = count
    return counts


def _thresholds(
    tables: Sequence[CountTable], keys: Mapping[str, Mapping[CellKey, CellKey]], system: System, policy: DisclosurePolicy
) -> Floats:
    """The strictest threshold of the tables a cell stands in; complements take the strictest of all."""
    per_table = {table.shell.id: policy.threshold(breakdown.id for breakdown in table.shell.breakdowns) for table in tables}
    threshold = np.where(system.ordered, 0.0, float(max(per_table.values())))
    for name, limit in per_table.items():
        here = [system.index[joint] for joint in keys[name].values()]
        threshold[here] = np.maximum(threshold[here], limit)
    return threshold


def _recall(
    table: CountTable, order: Sequence[str], system: System, truth: Floats, judged: Judged, ledger: Sequence[LedgerCell]
) -> tuple[Booleans, Booleans, tuple[int, ...]]:
    """Cells of earlier releases with the same key: hidden ones stay hidden, shown ones cannot be hidden, contradictions are reported."""
    shell = table.shell
    carried, pinned = np.zeros(len(truth), dtype=bool), np.zeros(len(truth), dtype=bool)
    conflicts = []
    for entry in ledger:
        if (entry.measure, entry.population, entry.period) != (f"{shell.measure}@{shell.measure_version}", shell.population.en, str(shell.period)):
            continue
        at = system.index.get(tuple(entry.cell.get(name, TOTAL) for name in order)) if set(entry.cell) <= set(order) else None
        if at is None:
            continue
        carried[at] |= entry.state == "hidden"
        pinned[at] |= entry.state == "shown"
        if entry.state == "shown" and (judged.primary[at] or truth[at] != entry.value):
            conflicts.append(at)
    return carried & system.ordered, pinned, tuple(sorted(set(conflicts)))
