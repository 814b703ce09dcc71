"""An order's tables as systems: tables whose people or cells have to do with each other share one system and one mark, earlier deliveries too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from jobs.disclosure.dimensions import Groupings
from jobs.disclosure.groups import Told, find_told
from jobs.disclosure.joint import Printed, Space, make_space
from jobs.disclosure.kin import Counted, Kinship, relate
from jobs.disclosure.kin.kinship import is_persons
from jobs.disclosure.ledger import ReleasedTable
from jobs.disclosure.needs import Cells
from jobs.disclosure.pairs import find_pairs
from jobs.disclosure.primary import judge_cells
from jobs.disclosure.rounded import find_bounds
from jobs.disclosure.standing import count_plainly, group_tables
from jobs.disclosure.system import WHO, Booleans, Floats, Integers, Pair, System, add_differences, add_pairs, build_system
from jobs.disclosure.ties import find_ties
from jobs.disclosure.truth import RelationBroken, complete, find_persons
from metadata.model.policy import ROUND_REACH, DisclosurePolicy
from metadata.model.table import CellKey, Count, CountTable


@dataclass(frozen=True)
class Sheet:
    """One system and the tables printed from it. `places`: table id → cell of the table → cell of the system; `persons` behind each cell (0 for complements).

    `reasons`: rule id per cell hidden by itself. `carried`: cells hidden in an earlier delivery. `conflicts`: cells that contradict one.
    `earlier`: earlier tables that are part of the system · `contradicting`: earlier tables that the
    order's numbers contradict · `people`: table id → whom it counts · `told`: shares of 0 and 100 percent.
    """

    tables: tuple[CountTable, ...]
    cells: Cells
    places: Mapping[str, Mapping[CellKey, int]]
    persons: Integers
    reasons: Mapping[int, str]
    carried: Booleans
    conflicts: tuple[int, ...]
    dropped_relations: tuple[str, ...]
    earlier: tuple[ReleasedTable, ...] = ()
    contradicting: tuple[str, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    told: tuple[Told, ...] = ()

    @property
    def system(self) -> System:
        """The cells and their relations."""
        return self.cells.system


def make_sheets(
    tables: Sequence[CountTable], policy: DisclosurePolicy, ledger: Sequence[ReleasedTable], groupings: Groupings, counted: Mapping[str, Counted]
) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """Sheets in the order of their tables, and the tables whose people are too many conditions to compare.

    Raises RelationBroken when the numbers of the order do not add up.
    """
    described = {table.shell.id: counted.get(table.shell.id) or count_plainly(table, tables) for table in tables}
    described |= {one.id: one.counted for one in ledger}
    kinship = relate(described)
    made = []
    for group in group_tables(tables, ledger, kinship):
        mine = [table for table in tables if table.shell.id in group]
        earlier = [one for one in ledger if one.id in group]
        if mine:
            made.append(_with_ledger(mine, earlier, kinship, policy, groupings))
    return tuple(sorted(made, key=lambda sheet: sheet.tables[0].shell.id)), kinship.unjudged


def _with_ledger(
    tables: Sequence[CountTable], earlier: Sequence[ReleasedTable], kinship: Kinship, policy: DisclosurePolicy, groupings: Groupings
) -> Sheet:
    """The sheet with all earlier tables that its own numbers agree with; those that contradict are named, and make the sheet red."""
    try:
        return _make_sheet(tables, earlier, kinship, policy, groupings)
    except RelationBroken:
        if not earlier:
            raise
    joined: list[ReleasedTable] = []
    refused: list[str] = []
    found = _make_sheet(tables, [], kinship, policy, groupings)
    for one in earlier:
        try:
            found = _make_sheet(tables, [*joined, one], kinship, policy, groupings)
            joined.append(one)
        except RelationBroken:
            refused.append(one.id)
    return replace(found, contradicting=tuple(refused))


def _make_sheet(
    tables: Sequence[CountTable], earlier: Sequence[ReleasedTable], kinship: Kinship, policy: DisclosurePolicy, groupings: Groupings
) -> Sheet:
    tables = sorted(tables, key=lambda table: table.shell.id)
    printed = [Printed(table.shell.id, table.shell, table.cells) for table in tables]
    printed += [Printed(one.id, one.shell, {cell.key: _told(cell.state, cell.value) for cell in one.cells}) for one in earlier]
    space = make_space(printed, kinship, groupings)
    counts = _join(tables, space)
    shown, hidden, rounded = _recall(earlier, space)
    conflicts = {key for key, value in shown.items() if key in counts and counts[key].value != value}
    values = {**shown, **{key: count.value for key, count in counts.items()}}
    joints = {joint for found in space.keys.values() for joint in found.values()}
    system = build_system(space.dimensions, joints)
    pairs = find_pairs(system, kinship, dict(_margins(kinship, printed, space)), values)
    told = dict.fromkeys(hidden, (1.0 if policy.zeros == "shown" else 0.0, np.inf)) | rounded
    truth, system, dropped = complete(add_pairs(system, pairs), values, told)
    threshold = _thresholds(tables, space, system, policy)
    small = _small_differences(system, truth, pairs, threshold, space, policy)
    rest = np.array([truth[pair.outer] - truth[pair.inner] for pair in small])
    system = add_differences(system, small)
    truth, threshold = np.r_[truth, rest], np.r_[threshold, [max(threshold[pair.inner], threshold[pair.outer]) for pair in small]]
    return _finish(tables, earlier, space, counts, system, truth, threshold, values, shown, hidden, rounded, conflicts, policy, dropped, kinship)


def _told(state: str, value: int | None) -> Count | None:
    return Count(value, 0) if state == "shown" and value is not None else None


def _margins(kinship: Kinship, printed: Sequence[Printed], space: Space) -> list[tuple[str, str]]:
    """What the total of a dimension stands for, where all tables say the same."""
    found = []
    for name in space.order:
        said = {kinship.standings[table.id].stands.get(name, "") for table in printed}
        if len(said) == 1 and (code := said.pop()):
            found.append((name, code))
    return found


def _small_differences(system: System, truth: Floats, pairs: Sequence[Pair], threshold: Floats, space: Space, policy: DisclosurePolicy) -> list[Pair]:
    """Pairs whose difference is a few persons: those in the outer cell and not in the inner one; also along codes and periods of one table."""
    listed = {(pair.inner, pair.outer): pair for pair in pairs}
    for begin, end, name in zip(system.at_most.indptr[:-1], system.at_most.indptr[1:], system.at_most_names, strict=True):
        if end - begin == 2 and name.dimension in ("code", "period"):
            signs = system.at_most.data[begin:end]
            inner, outer = (int(system.at_most.indices[begin + (0 if sign > 0 else 1)]) for sign in (signs[0], -signs[0]))
            listed.setdefault((inner, outer), Pair(inner, outer, name.dimension))
    found = []
    for pair in listed.values():
        one, other = (system.keys[at][0] if WHO in space.order else "" for at in (pair.inner, pair.outer))
        alike = is_persons(one) == is_persons(other)
        both = system.ordered[pair.inner] and system.ordered[pair.outer] and truth[pair.inner] > 0
        limit = max(threshold[pair.inner], threshold[pair.outer])
        if alike and both and 0 < truth[pair.outer] - truth[pair.inner] < limit:
            found.append(pair)
    return sorted(found)


def _join(tables: Sequence[CountTable], space: Space) -> dict[CellKey, Count]:
    """One count per cell; two tables that disagree about a cell stop the run."""
    counts: dict[CellKey, Count] = {}
    for table in tables:
        for key, joint in space.keys[table.shell.id].items():
            count = table.cells[key]
            if joint in counts and counts[joint].value != count.value:
                raise RelationBroken("disclosure.error.tables_disagree", table=table.shell.id, cell=" | ".join(key))
            counts[joint] = count
    return counts


def _recall(earlier: Sequence[ReleasedTable], space: Space) -> tuple[dict[CellKey, int], set[CellKey], dict[CellKey, tuple[float, float]]]:
    """What earlier deliveries printed: numbers, marks, and what rounded numbers tell. Whatever says most of a cell is kept."""
    shown: dict[CellKey, int] = {}
    hidden: set[CellKey] = set()
    rounded: dict[CellKey, tuple[float, float]] = {}
    for one in earlier:
        for cell in one.cells:
            joint = space.keys[one.id][cell.key]
            if cell.value is None:
                hidden.add(joint)
            elif cell.state == "rounded":
                low, high = rounded.get(joint, (0.0, np.inf))
                rounded[joint] = max(low, float(cell.value - ROUND_REACH)), min(high, float(cell.value + ROUND_REACH))
            elif shown.setdefault(joint, cell.value) != cell.value:
                raise RelationBroken("disclosure.error.tables_disagree", table=one.id, cell=" | ".join(cell.key))
    return shown, hidden - shown.keys() - rounded.keys(), {key: ends for key, ends in rounded.items() if key not in shown}


def _thresholds(tables: Sequence[CountTable], space: Space, system: System, policy: DisclosurePolicy) -> Floats:
    """The strictest threshold of the tables a cell stands in; complements and earlier cells take the strictest of all."""
    per_table = {table.shell.id: policy.threshold(breakdown.id for breakdown in table.shell.breakdowns) for table in tables}
    threshold = np.zeros(len(system.keys))
    for name, limit in per_table.items():
        here = [system.index[joint] for joint in space.keys[name].values()]
        threshold[here] = np.maximum(threshold[here], limit)
    return np.where(threshold > 0, threshold, float(max(per_table.values())))


def _finish(
    tables: Sequence[CountTable], earlier: Sequence[ReleasedTable], space: Space, counts: Mapping[CellKey, Count], system: System, truth: Floats,
    threshold: Floats, values: Mapping[CellKey, int], shown: Mapping[CellKey, int], hidden: set[CellKey],
    rounded: Mapping[CellKey, tuple[float, float]], conflicts: set[CellKey], policy: DisclosurePolicy, dropped: tuple[str, ...], kinship: Kinship,
) -> Sheet:  # fmt: skip
    judged = judge_cells(tables, counts, space.keys, system, threshold, policy)
    told = find_told(counts, space, kinship, policy)
    for one in told:
        at = system.index[one.cell]
        if one.is_hidden and not judged.primary[at]:
            judged.primary[at], judged.reasons[at] = True, "group.share"
    scale, is_count, width = _per_cell(tables, earlier, space, system, policy, kinship)
    known = np.array([key in values for key in system.keys])
    few = _few(system, counts, truth, threshold, is_count, known)
    index = system.index
    pinned, carried = np.zeros(len(truth), dtype=bool), np.zeros(len(truth), dtype=bool)
    pinned[[index[key] for key in shown]] = True
    carried[[index[key] for key in hidden]] = True
    strange = {key for key, (low, high) in rounded.items() if key in counts and not low <= counts[key].value <= high}
    loose, side_low, side_high = _sides(system, truth, threshold, rounded, counts, is_count, policy)
    clash = conflicts | strange | {key for key in shown if judged.primary[index[key]]}
    places = {table.shell.id: {key: index[joint] for key, joint in space.keys[table.shell.id].items()} for table in tables}
    cells = Cells(
        system, truth, judged.primary, threshold, is_count=is_count, unit=scale, width=width, company_share=policy.companies.p / 100,
        by_company=judged.by_company, few=few, zeros=policy.zeros, every_mark_one=policy.secondary.every_mark_one, insider=policy.secondary.insider,
        pinned=pinned, foreign=carried & ~np.array([key in counts for key in system.keys]), ties=find_ties(tables, space, index),
        loose=loose, side_low=side_low, side_high=side_high, is_rounded=policy.method == "round5",
    )  # fmt: skip
    people = {table.shell.id: kinship.standings[table.shell.id].who for table in tables} if WHO in space.order else {}
    dropped = tuple(sorted({*dropped, *space.unused}))
    return Sheet(
        tuple(tables), cells, places, judged.persons, judged.reasons, carried, tuple(sorted(index[key] for key in clash)), dropped, tuple(earlier), (), people,
        tuple(told),
    )  # fmt: skip


def _sides(
    system: System, truth: Floats, threshold: Floats, rounded: Mapping[CellKey, tuple[float, float]], counts: Mapping[CellKey, Count], is_count: Booleans,
    policy: DisclosurePolicy,
) -> tuple[Booleans | None, Floats | None, Floats | None]:  # fmt: skip
    """Cells known by a rounded number alone, and what rounded numbers tell of cells."""
    if not rounded and policy.method != "round5":
        return None, None, None
    least = np.array([float(policy.least_shown(int(limit))) for limit in threshold])
    low, high = find_bounds(np.where(is_count | (truth >= least), np.rint(truth), np.maximum(np.rint(truth), 0.0)), np.where(truth > 0, least, 0.0))
    loose = np.zeros(len(truth), dtype=bool)
    for key, ends in rounded.items():
        at = system.index[key]
        loose[at] = key not in counts or policy.method == "round5"
        low[at], high[at] = (max(low[at], ends[0]), min(high[at], ends[1])) if key in counts else ends
    return loose, low, high


def _per_cell(
    tables: Sequence[CountTable], earlier: Sequence[ReleasedTable], space: Space, system: System, policy: DisclosurePolicy, kinship: Kinship
) -> tuple[Floats, Booleans, Floats]:
    """Per cell: minor units of one printed unit, whether it counts persons, and the share of its upper end it must keep open."""
    shells = [table.shell for table in tables] + [one.shell for one in earlier]
    names = [table.shell.id for table in tables] + [one.id for one in earlier]
    if WHO not in space.order:
        size = len(system.keys)
        is_person = shells[0].unit == "person"
        return np.full(size, float(shells[0].scale)), np.full(size, is_person), np.full(size, 0.0 if is_person else policy.rows.width)
    scales = {kinship.standings[name].who: shell.scale for name, shell in zip(names, shells, strict=True)}
    whos = [key[0] for key in system.keys]
    scale = np.array([float(next((one for who, one in scales.items() if name == who or name.startswith(f"{who} less")), 1)) for name in whos])
    is_count = np.array([is_persons(name) for name in whos])
    return scale, is_count, np.where(is_count, 0.0, policy.rows.width)


def _few(system: System, counts: Mapping[CellKey, Count], truth: Floats, threshold: Floats, is_count: Booleans, known: Booleans) -> Booleans:
    """Cells of rows or amounts that nobody printed and that are of few persons, as far as the printed cells' persons tell."""
    if is_count.all() or known.all():
        return np.zeros(len(truth), dtype=bool)
    persons = find_persons(system, {key: count.persons for key, count in counts.items()})
    behind = np.minimum(persons, np.where(is_count, np.inf, np.maximum(truth, 0.0)))
    few: Booleans = ~known & ~system.ordered & ~is_count & (truth != 0) & (behind > 0) & (behind < threshold)
    return few


