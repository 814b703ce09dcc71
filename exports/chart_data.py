"""Which numbers of a table its chart shows: chosen from the shell alone, so that no hidden value decides an axis, a line or an order."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from exports.dimensions import time_of
from exports.numbers import figure_mark
from exports.table_view import PRELIMINARY
from metadata.model.table import TOTAL, Breakdown, CellKey, Figure, Table, TableShell

MOST_LINES = 8
"""The colour set has eight colours that can be told apart."""
MOST_BARS = 60
"""More bars than this are a table, not a picture."""
_FIRST_CHOICE = ("sex", "population", "drug_group", "diagnosis_group", "code", "group")


@dataclass(frozen=True)
class Point:
    """One number of the chart: where it stands on the axis, which line it belongs to; without a `value` it has a `sign`: X or a full stop."""

    at: str
    line: str
    value: Decimal | None
    sign: str
    is_preliminary: bool


@dataclass(frozen=True)
class ChartData:
    """A chart's numbers in printing order. `fixed`: breakdown label and category label of everything held still, totals first choice."""

    figure: Figure
    axis: Breakdown
    lines: Breakdown | None
    is_time: bool
    fixed: tuple[tuple[str, str], ...]
    points: tuple[Point, ...]


def chart_data(table: Table, language: str) -> ChartData | None:
    """The default chart: time, else the first breakdown, on the axis; a line by sex or the first breakdown that fits; all else at its total.

    A breakdown without a margin that is not drawn is held at its first category in printing order. None when there is nothing to compare.
    """
    shell = table.shell
    time = time_of(shell)
    axis = time or next(iter(shell.breakdowns), None)
    if axis is None or len(_drawn(axis)) < 2:
        return None
    lines = _lines_of(shell, axis)
    if time is None and len(_drawn(axis)) * (len(lines.codes) if lines else 1) > MOST_BARS:
        return None
    held = {one.id: TOTAL if one.has_total else one.codes[0] for one in shell.breakdowns if one not in (axis, lines)}
    return ChartData(
        figure=shell.figures[0],
        axis=axis,
        lines=lines,
        is_time=time is not None,
        fixed=tuple((one.label.of(language), one.label_of(held[one.id], language)) for one in shell.breakdowns if one.id in held),
        points=_points(table, axis, lines, held, language),
    )


def _lines_of(shell: TableShell, axis: Breakdown) -> Breakdown | None:
    """The breakdown that becomes lines: one without a margin before one with, the usual ones first, never more lines than colours."""
    candidates = [one for one in shell.breakdowns if one is not axis and 1 < len(one.codes) <= MOST_LINES]
    order = {name: at for at, name in enumerate(_FIRST_CHOICE)}
    return min(candidates, key=lambda one: (one.has_total, order.get(one.id, len(order))), default=None)


def _drawn(axis: Breakdown) -> tuple[str, ...]:
    """Categories on the axis; the margin would dwarf them."""
    return tuple(code for code in axis.codes if code != TOTAL)


def _points(table: Table, axis: Breakdown, lines: Breakdown | None, held: dict[str, str], language: str) -> tuple[Point, ...]:
    shell, cells, figure = table.shell, table.by_key(), table.shell.figures[0]
    found = []
    for line in lines.codes if lines else ("",):
        for code in _drawn(axis):
            chosen = held | {axis.id: code} | ({lines.id: line} if lines else {})
            key: CellKey = tuple(chosen[one.id] for one in shell.breakdowns)
            value = cells[key].values.get(figure.id)
            found.append(Point(
                at=axis.label_of(code, language),
                line=lines.label_of(line, language) if lines else figure.label.of(language),
                value=value,
                sign=figure_mark(cells[key], figure),
                is_preliminary=cells[key].status == PRELIMINARY,
            ))
    return tuple(found)
