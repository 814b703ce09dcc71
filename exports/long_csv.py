"""The delivered table as long-form CSV: one row a figure of a cell, codes not labels, margins as `total` (interfaces.md)."""

from __future__ import annotations

from collections.abc import Iterator

from exports.numbers import figure_mark, plain_number
from exports.plain_files import safe_text, write_csv
from metadata.model.table import MARK, Table, TableShell

VALUE_COLUMNS = ("measure", "value", "mark", "unit", "status")
COLUMN_LABELS = {
    "measure": "exports.column.measure",
    "value": "exports.column.value",
    "mark": "exports.column.mark",
    "unit": "exports.column.unit",
    "status": "exports.column.status",
}
"""Translation keys of the value columns' labels."""
COLUMN_TEXTS = {
    "measure": "exports.column_text.measure",
    "value": "exports.column_text.value",
    "mark": "exports.column_text.mark",
    "unit": "exports.column_text.unit",
    "status": "exports.column_text.status",
}
"""Translation keys of what the value columns hold."""


def header_of(shell: TableShell) -> tuple[str, ...]:
    """A column per breakdown, then measure, value, mark, unit, status."""
    return tuple(breakdown.id for breakdown in shell.breakdowns) + VALUE_COLUMNS


def write_long_csv(table: Table) -> bytes:
    """Rows in the shell's printing order, the figures of a cell together. `value` is empty when hidden (mark `X`) or not computable (mark empty)."""
    return write_csv(header_of(table.shell), _rows(table))


def _rows(table: Table) -> Iterator[tuple[str, ...]]:
    cells = table.by_key()
    for key in table.shell.keys():
        cell = cells[key]
        for figure in table.shell.figures:
            value = cell.values.get(figure.id)
            number = "" if value is None else plain_number(value, figure.decimals)
            mark = MARK if figure_mark(cell, figure) == MARK else ""
            yield (*map(safe_text, key), figure.id, number, mark, figure.unit.en, cell.status)
