"""Delivered files as a recipient reads them: printed numbers, marks and stated relations, joined into one system and attacked without the truth."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from common.errors import Finding, InputRefused, Severity
from jobs.disclosure.attack import Claims, Intervals, View, find_breaches, find_intervals
from jobs.disclosure.bounds import Contradiction
from jobs.disclosure.relations import POPULATION, POPULATION_PIECES, Dimension, Link, cut_bands, make_links, parse_band, read_hierarchy
from jobs.disclosure.system import System, build_system
from metadata.model.policy import ROUND_FROM, ROUND_REACH
from metadata.model.table import MARK, TOTAL, UNKNOWN, CellKey, Table

AMOUNTS = ("packages", "ddd", "cost")
"""Beginnings of measures that count no persons: only exactness is judged, the threshold says nothing of them."""
NOT_BREAKDOWNS = frozenset({"measure", "value", "mark", "unit", "status", "low", "high"})


@dataclass(frozen=True)
class Printed:
    """One printed table of one measure: its breakdowns and per cell the number, or None for a mark."""

    name: str
    measure: str
    breakdowns: tuple[str, ...]
    cells: Mapping[CellKey, float | None]


@dataclass(frozen=True)
class Opened:
    """What was worked out of the printed tables of one measure; every entry is a cell by its codes joined with `|`, with its interval."""

    measure: str
    cells: int
    hidden: int
    complements: int
    shown: tuple[dict[str, Any], ...] = ()
    exact: tuple[dict[str, Any], ...] = ()
    exact_if_marked: tuple[dict[str, Any], ...] = ()
    narrow: tuple[dict[str, Any], ...] = ()
    derivable: tuple[dict[str, Any], ...] = ()
    contradiction: str = ""
    unfinished: bool = False
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict, repr=False)

    @property
    def is_open(self) -> bool:
        """Whether anything was worked out, or the search could not be trusted."""
        return bool(self.shown or self.exact or self.exact_if_marked or self.narrow or self.derivable or self.contradiction or self.unfinished)


def read_printed(text: str, name: str) -> list[Printed]:
    """The tables of a delivered CSV (long form, or breakdowns and `value`); derived figures are left out. Raises InputRefused with every bad line."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    columns = tuple(reader.fieldnames or ())
    if "value" not in columns:
        raise InputRefused([Finding("disclosure.error.no_value_column", Severity.error, f"{name}:1", {})])
    breakdowns = tuple(column for column in columns if column not in NOT_BREAKDOWNS)
    found: dict[str, dict[CellKey, float | None]] = {}
    findings: list[Finding] = []
    for row in reader:
        measure = row.get("measure") or ""
        if "." in measure:
            continue
        try:
            number = _number(row)
        except (ValueError, TypeError):
            findings.append(Finding("disclosure.error.not_a_number", Severity.error, f"{name}:{reader.line_num}", {}))
            continue
        found.setdefault(measure, {})[tuple(row[column] for column in breakdowns)] = number
    if findings:
        raise InputRefused(findings)
    return [Printed(name, measure, breakdowns, cells) for measure, cells in found.items()]


def _number(row: Mapping[str, str]) -> float | None:
    value = row["value"].strip()
    return None if row.get("mark") == MARK or value in ("", MARK) else float(value)


def print_table(table: Table) -> list[Printed]:
    """A protected table as a recipient has it."""
    main = next((figure.id for figure in table.shell.figures if not figure.is_derived), None)
    if main is None:
        return []
    cells = {cell.key: None if cell.values[main] is None else float(str(cell.values[main])) for cell in table.cells}
    return [Printed(table.shell.id, table.shell.measure, tuple(breakdown.id for breakdown in table.shell.breakdowns), cells)]


def attack_printed(
    printed: Sequence[Printed], threshold: int, relations: Mapping[str, Any] | None = None, *, zeros: str = "shown", is_rounded: bool = False
) -> list[Opened]:
    """Attacks all tables of each measure together; one answer a measure. `is_rounded`: counts are printed at their nearest five."""
    measures = sorted({table.measure for table in printed})
    of = {measure: [table for table in printed if table.measure == measure] for measure in measures}
    return [_attack(of[measure], measure, threshold, relations or {}, zeros, is_rounded=is_rounded) for measure in measures]


def attack_tables(
    tables: Sequence[Table], threshold: int, relations: Mapping[str, Any] | None = None, *, zeros: str = "shown", is_rounded: bool = False
) -> list[Opened]:
    """The same attack on protected tables in memory."""
    return attack_printed([item for table in tables for item in print_table(table)], threshold, relations, zeros=zeros, is_rounded=is_rounded)


def _attack(tables: Sequence[Printed], measure: str, threshold: int, relations: Mapping[str, Any], zeros: str, *, is_rounded: bool) -> Opened:
    cells = _join(tables)
    names = _names(tables)
    dimensions = [_dimension(name, sorted({key[at] for key in cells}), relations) for at, name in enumerate(names)]
    system = build_system(dimensions, cells)
    marked = np.array([key in cells and cells[key] is None for key in system.keys])
    counts = (len(cells), int(marked.sum()), int((~system.ordered).sum()))
    whole = not measure.startswith(AMOUNTS) and all(value is None or value == int(value) for value in cells.values())
    step = 1.0 if whole else _last_decimal(cells)
    least = float(max(threshold, ROUND_FROM)) if is_rounded and whole else 0.0
    for slack in (float(ROUND_REACH),) if least else (0.0,) if whole else (0.0, step / 2):
        view = _view(system, cells, marked, slack, whole)
        view = replace(view, low=np.where((view.low > 0) & (view.low < least), np.minimum(least, view.high), view.low)) if least else view
        try:
            return _open(view, measure, counts, threshold, zeros, step, is_rounded=not whole)
        except Contradiction as fault:
            where = "|".join(system.keys[fault.cell])
    return Opened(measure, *counts, contradiction=where)


def _join(tables: Sequence[Printed]) -> dict[CellKey, float | None]:
    """Cells of all tables by all breakdowns; a number printed anywhere is known everywhere."""
    names = _names(tables)
    joined: dict[CellKey, float | None] = {}
    for table in tables:
        for key, value in table.cells.items():
            codes = dict(zip(table.breakdowns, key, strict=True))
            place = tuple(codes.get(name, TOTAL) for name in names)
            joined[place] = value if joined.get(place) is None else joined[place]
    return joined


def _names(tables: Sequence[Printed]) -> list[str]:
    return list(dict.fromkeys(name for table in tables for name in table.breakdowns))


def _dimension(name: str, codes: Sequence[str], relations: Mapping[str, Any]) -> Dimension:
    """Stated relations, else what a reader takes for granted: populations in pieces, bands of years, a total over everything else."""
    if name in relations:
        return Dimension(name, read_hierarchy(relations[name]), is_complete=name == POPULATION)
    if name == POPULATION:
        return Dimension(name, tuple(link for tree in POPULATION_PIECES for link in make_links(tree)), is_complete=True)
    if all(parse_band(code) is not None for code in codes if code not in (TOTAL, UNKNOWN)):
        return Dimension(name, cut_bands(codes) if name.startswith("age") else _total_link(codes))
    return Dimension(name, _total_link(codes))


def _total_link(codes: Sequence[str]) -> tuple[Link, ...]:
    rest = tuple(code for code in codes if code != TOTAL)
    return (Link(TOTAL, rest),) if TOTAL in codes and rest else ()


def _last_decimal(cells: Mapping[CellKey, float | None]) -> float:
    decimals = max((len(repr(value).partition(".")[2].rstrip("0")) for value in cells.values() if value is not None), default=0)
    return float(10.0**-decimals)


def _view(system: System, cells: Mapping[CellKey, float | None], marked: np.ndarray, slack: float, whole: bool) -> View:
    values = np.array([cells.get(key) if cells.get(key) is not None else np.nan for key in system.keys], dtype=np.float64)
    unknown = np.isnan(values)
    low = np.where(unknown, 0.0, np.where(values == 0, 0.0, values - slack))
    return View(system, low, np.where(unknown, np.inf, np.where(values == 0, 0.0, values + slack)), marked, whole)


def _open(view: View, measure: str, counts: tuple[int, int, int], threshold: int, zeros: str, step: float, *, is_rounded: bool) -> Opened:
    size = len(view.low)
    limits = np.full(size, float(threshold))
    far = np.full(size, np.inf)
    claims = Claims(limits, far, limits if not is_rounded else -far, step, confined=not is_rounded)
    first = find_intervals(view, claims)
    breaches = find_breaches(view, claims, first)
    exact, derivable, shown = ([breach.cell for breach in breaches if breach.kind == kind] for kind in ("exact", "complement", "shown"))
    narrow = [] if is_rounded else _narrow(view, first, threshold, set(exact))
    second: list[int] = []
    finished = first.is_finished
    if zeros == "shown":
        reading = find_intervals(view, Claims(limits, far, -far, step, confined=False), marks_at_least=min(step, 1.0), full=False)
        second = [b.cell for b in find_breaches(view, replace(claims, confined=False), reading, marked_reading=True) if b.kind == "exact_if_marked" and b.cell not in set(exact)]
        finished = finished and reading.is_finished
        later = {cell: (float(reading.low[cell]), float(reading.high[cell])) for cell in second}
    else:
        later = {}
    ends = {int(at): (float(first.low[at]), float(first.high[at])) for at in [*np.flatnonzero(view.low < view.high), *shown]}
    return Opened(
        measure, *counts,
        _entries(view, shown, ends), _entries(view, exact, ends), _entries(view, second, later), _entries(view, narrow, ends), _entries(view, derivable, ends),
        unfinished=not finished, intervals={"|".join(view.system.keys[at]): end for at, end in ends.items()},
    )  # fmt: skip


def _narrow(view: View, found: Intervals, threshold: int, exact: set[int]) -> list[int]:
    """Marked cells that can only be small, yet not everything from 1 to t−1."""
    ended = view.marked & found.is_complete
    small = ended & (found.high <= threshold - 1)
    short = small & ((found.high < threshold - 1) | (found.low > 1)) & (found.high > 0)
    return [int(at) for at in np.flatnonzero(short) if int(at) not in exact]


def _entries(view: View, cells: Iterable[int], ends: Mapping[int, tuple[float, float]]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"cell": "|".join(view.system.keys[at]), "low": _whole(ends[at][0]), "high": _whole(ends[at][1])} for at in sorted(set(cells)) if at in ends
    )


def _whole(value: float) -> float | str:
    if not np.isfinite(value):
        return "inf"
    return int(value) if value == int(value) else round(value, 6)
