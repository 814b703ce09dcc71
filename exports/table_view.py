"""A table or its empty shell as a nested cross-table: heading rows with spans, body rows with row headings, cells as text and class.

The one layout of a table: the workbook, the empty tables and the web pages all print it; nothing here decides what is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from exports.numbers import NO_BREAK_SPACE, figure_mark, print_number
from metadata.model.table import TOTAL, Breakdown, Cell, CellKey, Figure, Table, TableShell

PRELIMINARY = "p"
_HIDDEN, _NOT_APPLICABLE, _NUMBER, _EMPTY, _TOTAL, _PRELIMINARY = "hidden", "not-applicable", "number", "empty", "total", "preliminary"


@dataclass(frozen=True)
class Heading:
    """A heading cell of a column or of a row.

    `colspan` and `rowspan` count grid cells; 0 means that the heading continues the one before it (left or above) and an HTML table leaves it out.
    `indent` is the depth of the category inside its breakdown (0 = top). `scope` is the HTML attribute.
    """

    text: str
    colspan: int = 1
    rowspan: int = 1
    is_total: bool = False
    indent: int = 0
    scope: str = "col"


@dataclass(frozen=True)
class BodyCell:
    """One printed figure: `text` for people, `value` for a workbook (None when there is no number), `css` as space-separated class names.

    Class names: `number`, `hidden` (X), `not-applicable` (.), `empty` (a shell's cell), and beside these `total` and `preliminary`.
    """

    text: str
    css: str
    value: Decimal | None = None
    decimals: int = 0
    is_total: bool = False
    is_preliminary: bool = False


@dataclass(frozen=True)
class BodyRow:
    """Row headings (one per stub column, continued ones with rowspan 0) and cells from left to right."""

    headings: tuple[Heading, ...]
    cells: tuple[BodyCell, ...]
    is_total: bool = False


@dataclass(frozen=True)
class TableView:
    """The laid-out table. Each heading row starts after the stub; `stub` holds the labels of the stub columns, which span all heading rows.

    `figures`: `label, unit` of each figure, in order. `breakdowns`: labels of the rows' and of the columns' breakdowns.
    """

    id: str
    title: str
    population: str
    figures: tuple[tuple[str, str], ...]
    row_breakdowns: tuple[str, ...]
    column_breakdowns: tuple[str, ...]
    stub: tuple[str, ...]
    heading_rows: tuple[tuple[Heading, ...], ...]
    rows: tuple[BodyRow, ...]
    footnotes: tuple[str, ...]
    has_hidden: bool
    has_preliminary: bool
    has_not_applicable: bool

    @property
    def column_count(self) -> int:
        """Number of body columns, the stub not counted."""
        return len(self.rows[0].cells)


@dataclass(frozen=True)
class _Axis:
    """One heading level: codes, labels, depth and which codes are margins. The figures of a table are a level too."""

    codes: tuple[str, ...]
    labels: Mapping[str, str]
    depths: Mapping[str, int]
    total: str = TOTAL


def table_view(table: Table | TableShell, language: str) -> TableView:
    """Lays out a protected table, or a shell with empty cells, in `sv` or `en`.

    Rows' breakdowns nest downwards, columns' breakdowns to the right; figures are the innermost columns when there are several or when there is no
    column breakdown, and the rows when there is no row breakdown. A key without a cell raises KeyError: a protected table has every key of its shell.
    """
    shell = table if isinstance(table, TableShell) else table.shell
    figures = _figure_axis(shell.figures, language)
    row_axes = [_axis(breakdown, language) for breakdown in shell.rows]
    column_axes = [_axis(breakdown, language) for breakdown in shell.columns]
    figures_in_rows = not shell.rows
    if figures_in_rows:
        row_axes = [figures]
    elif len(shell.figures) > 1 or not column_axes:
        column_axes.append(figures)
    cells = None if isinstance(table, TableShell) else table.by_key()
    columns = list(product(*(axis.codes for axis in column_axes)))
    rows = tuple(_body_row(row, columns, row_axes, shell, cells, language) for row in _row_starts(row_axes))
    every = [cell.css.split() for row in rows for cell in row.cells]
    return TableView(
        id=shell.id,
        title=shell.title.of(language),
        population=shell.population.of(language),
        figures=tuple((figure.label.of(language), figure.unit.of(language)) for figure in shell.figures),
        row_breakdowns=tuple(breakdown.label.of(language) for breakdown in shell.rows),
        column_breakdowns=tuple(breakdown.label.of(language) for breakdown in shell.columns),
        stub=tuple(breakdown.label.of(language) for breakdown in shell.rows) or ("",),
        heading_rows=_heading_rows(column_axes),
        rows=rows,
        footnotes=tuple(note.text.of(language) for note in shell.footnotes),
        has_hidden=any(_HIDDEN in css for css in every),
        has_preliminary=any(_PRELIMINARY in css for css in every),
        has_not_applicable=any(_NOT_APPLICABLE in css for css in every),
    )


def _axis(breakdown: Breakdown, language: str) -> _Axis:
    parents = {category.code: category.parent for category in breakdown.categories}
    labels = {code: breakdown.label_of(code, language) for code in breakdown.codes}
    return _Axis(breakdown.codes, labels, {code: _depth(code, parents) for code in breakdown.codes})


def _depth(code: str, parents: Mapping[str, str | None]) -> int:
    depth, parent = 0, parents.get(code)
    while parent is not None and parent in parents and depth < len(parents):
        depth, parent = depth + 1, parents[parent]
    return depth


def _figure_axis(figures: Sequence[Figure], language: str) -> _Axis:
    codes = tuple(figure.id for figure in figures)
    return _Axis(codes, {figure.id: figure.label.of(language) for figure in figures}, dict.fromkeys(codes, 0), total="")


def _heading_rows(axes: Sequence[_Axis]) -> tuple[tuple[Heading, ...], ...]:
    """One row per level; a heading spans all that is nested under it."""
    if not axes:
        return ((Heading(""),),)
    rows = []
    for level, axis in enumerate(axes):
        span = _product(axes[level + 1 :])
        row = [_heading(axis, code, colspan=span, scope="colgroup" if span > 1 else "col") for code in axis.codes]
        rows.append(tuple(row) * _product(axes[:level]))
    return tuple(rows)


def _product(axes: Sequence[_Axis]) -> int:
    count = 1
    for axis in axes:
        count *= len(axis.codes)
    return count


def _heading(axis: _Axis, code: str, *, colspan: int = 1, rowspan: int = 1, scope: str) -> Heading:
    return Heading(axis.labels[code], colspan, rowspan, code == axis.total, axis.depths[code], scope)


def _row_starts(axes: Sequence[_Axis]) -> list[tuple[CellKey, tuple[Heading, ...]]]:
    """Every row's codes with its headings; an outer heading is repeated with rowspan 0 in the rows it spans."""
    found = []
    for at, codes in enumerate(product(*(axis.codes for axis in axes))):
        headings = []
        for level, (axis, code) in enumerate(zip(axes, codes, strict=True)):
            span = _product(axes[level + 1 :])
            headings.append(_heading(axis, code, rowspan=0 if at % span else span, scope="rowgroup" if span > 1 else "row"))
        found.append((codes, tuple(headings)))
    return found


def _body_row(
    row: tuple[CellKey, tuple[Heading, ...]],
    columns: Sequence[CellKey],
    row_axes: Sequence[_Axis],
    shell: TableShell,
    cells: Mapping[CellKey, Cell] | None,
    language: str,
) -> BodyRow:
    codes, headings = row
    figures = {figure.id: figure for figure in shell.figures}
    row_is_total = any(code == axis.total for code, axis in zip(codes, row_axes, strict=True))
    found = []
    for column in columns:
        whole = codes + column
        key = tuple(code for code in whole if code not in figures)
        figure = next((figures[code] for code in whole if code in figures), shell.figures[0])
        found.append(_cell(None if cells is None else cells[key], figure, TOTAL in key, language))
    return BodyRow(headings, tuple(found), row_is_total)


def _cell(cell: Cell | None, figure: Figure, is_total: bool, language: str) -> BodyCell:
    extra = f" {_TOTAL}" if is_total else ""
    if cell is None:
        return BodyCell("", _EMPTY + extra, is_total=is_total)
    value = cell.values.get(figure.id)
    if value is None:
        mark = figure_mark(cell, figure)
        return BodyCell(mark, (_HIDDEN if cell.mark == mark else _NOT_APPLICABLE) + extra, is_total=is_total)
    text = print_number(value, figure.decimals, language)
    if cell.status != PRELIMINARY:
        return BodyCell(text, _NUMBER + extra, value, figure.decimals, is_total)
    return BodyCell(f"{text}{NO_BREAK_SPACE}{PRELIMINARY}", f"{_NUMBER}{extra} {_PRELIMINARY}", value, figure.decimals, is_total, True)
