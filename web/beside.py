"""The protected tables of a case, and beside them the true ones when the reviewer has asked for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from exports.table_view import TableView, table_view
from jobs.review.lookup import ReviewCase
from metadata.model.table import Cell, CellKey, Table, TableShell
from web.language import language

Marks = Mapping[tuple[int, int], str]


@dataclass(frozen=True)
class Beside:
    """`full` is what the recipient gets; `protected` and `true` show the counted figure alone, cell against cell, with the reasons as marks."""

    id: str
    full: TableView
    protected: TableView | None
    true: TableView | None
    marks: Marks


def lay_beside(case: ReviewCase, seen: Mapping[str, Any] | None, reasons: Mapping[str, Mapping[CellKey, str]]) -> list[Beside]:
    """Every table of a case; `reasons`: table id → key → `primary` or `secondary`."""
    return [_one(table, (seen or {}).get(table.shell.id), reasons.get(table.shell.id, {})) for table in case.result.tables]


def _one(table: Table, unprotected: Mapping[str, Any] | None, reasons: Mapping[CellKey, str]) -> Beside:
    full = table_view(table, language())
    if unprotected is None:
        return Beside(table.shell.id, full, None, None, {})
    shell = table.shell.model_copy(update={"figures": table.shell.figures[:1], "footnotes": ()})
    true = Table(shell=shell, cells=tuple(_true_cells(shell, unprotected["cells"])))
    return Beside(
        table.shell.id, full, table_view(Table(shell=shell, cells=table.cells), language()), table_view(true, language()), _marks(shell, reasons)
    )


def _true_cells(shell: TableShell, cells: list[Any]) -> list[Cell]:
    figure = shell.figures[0].id
    values = {tuple(key): Decimal(value) / shell.scale for key, value, _persons in cells}
    return [Cell(key=key, values={figure: values.get(key)}) for key in shell.keys()]


def _marks(shell: TableShell, reasons: Mapping[CellKey, str]) -> Marks:
    """Row and column of every reason in the laid-out table of one figure."""
    rows = list(product(*(breakdown.codes for breakdown in shell.rows)))
    columns = list(product(*(breakdown.codes for breakdown in shell.columns)))
    return {
        (at, across): reasons[row + column] for at, row in enumerate(rows) for across, column in enumerate(columns) if row + column in reasons
    }
