"""Count tables, policies and systems for tests of disclosure control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

import numpy as np

from jobs.disclosure.ledger import ReleasedCell, ReleasedTable
from jobs.disclosure.needs import Cells
from jobs.disclosure.relations import Dimension, make_links
from jobs.disclosure.standing import count_plainly
from jobs.disclosure.system import build_system
from jobs.disclosure.truth import complete
from metadata.model.period import CellPeriod, Period
from metadata.model.policy import DisclosurePolicy
from metadata.model.table import TOTAL, Breakdown, Category, CellKey, Count, CountTable, Figure, TableShell
from metadata.model.text import Text

Leaves = Mapping[CellKey, int]


def text(value: str) -> Text:
    return Text(sv=value, en=value)


def policy(t: int = 5, **fields: Any) -> DisclosurePolicy:
    values = {"policy": "test", "version": 1, "valid_from": date(2026, 1, 1), "persons": {"t": t}, **fields}
    return DisclosurePolicy.model_validate(values)


def breakdown(name: str, codes: Sequence[str], *, total: bool = True, **fields: Any) -> Breakdown:
    categories = tuple(Category(code=code, label=text(code)) for code in codes)
    return Breakdown(id=name, label=text(name), categories=categories, has_total=total, **fields)


def shell(name: str, rows: Sequence[Breakdown], columns: Sequence[Breakdown] = (), **fields: Any) -> TableShell:
    values = {
        "measure": "prevalent_users", "unit": "person", "period": Period.parse("2024"), "cell_period": CellPeriod.year,
        "population": text("everyone"), "figures": (Figure(id="prevalent_users", label=text("users"), unit=text("persons")),), **fields,
    }  # fmt: skip
    return TableShell(id=name, title=text(name), rows=tuple(rows), columns=tuple(columns), **values)


def summed(made: TableShell, leaves: Leaves, *, persons: Leaves | None = None, companies: int | None = None) -> CountTable:
    """A table whose margins are the sums of its leaves (missing leaves are 0)."""
    cells = {}
    for key in made.keys():
        below = list(product(*([c.code for c in b.categories] if code == TOTAL else [code] for b, code in zip(made.breakdowns, key, strict=True))))
        value = sum(leaves.get(leaf, 0) for leaf in below)
        cells[key] = Count(value, value if persons is None else sum(persons.get(leaf, 0) for leaf in below), companies=companies)
    return CountTable(made, cells)


def counties(values: Mapping[str, int], name: str = "t1", **fields: Any) -> CountTable:
    """One line of counties with its total."""
    return summed(shell(name, [breakdown("county", list(values))], **fields), {(code,): value for code, value in values.items()})


def grid(rows: int, columns: int, values: Sequence[int]) -> tuple[list[Dimension], dict[CellKey, int]]:
    """Dimensions and values of a two-way table with totals; values row by row."""
    names = [f"r{at}" for at in range(rows)], [f"c{at}" for at in range(columns)]
    dimensions = [Dimension(axis, make_links(dict.fromkeys(codes, TOTAL))) for axis, codes in zip(("row", "column"), names, strict=True)]
    table = np.array(values).reshape(rows, columns)
    found = {(names[0][r], names[1][c]): int(table[r, c]) for r in range(rows) for c in range(columns)}
    found |= {(names[0][r], TOTAL): int(table[r].sum()) for r in range(rows)}
    found |= {(TOTAL, names[1][c]): int(table[:, c].sum()) for c in range(columns)}
    return dimensions, found | {(TOTAL, TOTAL): int(table.sum())}


def cells_of(dimensions: Sequence[Dimension], values: Mapping[CellKey, int], t: int = 5, **fields: Any) -> Cells:
    """The protector's view of printed values; small counts are primary."""
    truth, system, _dropped = complete(build_system(dimensions, values), values)
    primary = system.ordered & (truth > 0) & (truth < t)
    return Cells(system, truth, primary, np.full(len(truth), float(t)), **fields)


def released(cells: Sequence[tuple[CellKey, str, int | None]], counties: Sequence[str] = ("01", "03", "04"), *, delivery: str = "d1") -> ReleasedTable:
    """An earlier delivery of a line of counties: some of its cells as (key, state, value)."""
    earlier = counties_of(counties)
    told = tuple(ReleasedCell.model_validate({"key": key, "state": state, "value": value}) for key, state, value in cells)
    return ReleasedTable(delivery=delivery, shell=earlier.shell, counted=count_plainly(earlier, [earlier]), cells=told)


def counties_of(codes: Sequence[str]) -> CountTable:
    return counties(dict.fromkeys(codes, 0), "old")
