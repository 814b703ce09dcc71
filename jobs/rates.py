"""From released cells to printed figures: amounts in printed units, and rates computed from nothing but released numbers (measures.md 1.7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Protocol

from jobs.curves import drawn_steps
from metadata.model.policy import DisclosurePolicy, round_to_base
from metadata.model.table import MARK, TOTAL, UNKNOWN, Cell, CellKey, Count, CountTable, Figure, Table, TableShell

PERIODS = frozenset({"month", "quarter", "half_year", "year"})
SHARED = frozenset({"outcome", "drug_group", "diagnosis_group"})
"""Breakdowns whose margin is everybody of whom a share is taken."""


class Protection(Protocol):
    """What publishing must know of a protection: per table the hidden cells, and the policy."""

    @property
    def hidden(self) -> Mapping[str, Collection[CellKey]]: ...

    @property
    def policy(self) -> DisclosurePolicy: ...


def publish(tables: Sequence[CountTable], protection: Protection) -> tuple[Table, ...]:
    """The protected tables, in the order given and each in its shell's printing order; a hidden or an incomplete cell holds no number in any figure."""
    return tuple(_publish(table, protection) for table in tables)


def round_half_away(value: Decimal, decimals: int) -> Decimal:
    """Rounded to so many decimals, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _publish(table: CountTable, protection: Protection) -> Table:
    hidden = protection.hidden[table.shell.id]
    cells, drawn = [], drawn_steps(table, hidden, protection.policy.survival)
    for key in table.shell.keys():
        status = "p" if _is_preliminary(table, key) else ""
        if key in hidden:
            cells.append(Cell(key=key, values={figure.id: None for figure in table.shell.figures}, mark=MARK, status=status))
            continue
        if key in table.incomplete:
            cells.append(Cell(key=key, values={figure.id: None for figure in table.shell.figures}, status=status))
            continue
        values = _figures(table.shell, key, _released(table, key, protection.policy), protection.policy.denominator_min)
        values |= {figure.id: _of_curve(drawn.get(key), figure) if table.cells[key].curve else _share(table, key, figure, protection) for figure in table.shell.figures if _is_share(figure)}
        cells.append(Cell(key=key, values=values, status=status))
    return Table(shell=table.shell, cells=tuple(cells))


def _released(table: CountTable, key: CellKey, policy: DisclosurePolicy) -> Count:
    """The count that is printed, at its nearest five where the policy rounds; whatever is derived is derived from that."""
    count = table.cells[key]
    return replace(count, value=round_to_base(count.value)) if policy.method == "round5" and table.shell.unit != "amount" else count


def _is_share(figure: Figure) -> bool:
    return figure.id.endswith(".share")


def _of_curve(share: Fraction | None, figure: Figure) -> Decimal | None:
    """The drawn share in per cent; None where the curve is not drawn."""
    return None if share is None else round_half_away(Decimal(share.numerator * 100) / share.denominator, figure.decimals)


def _share(table: CountTable, key: CellKey, figure: Figure, protection: Protection) -> Decimal | None:
    """The released number as per cent of everybody in its row, the margin over what was found; None where that is hidden or of too few persons."""
    whole = tuple(TOTAL if breakdown.id in SHARED else code for breakdown, code in zip(table.shell.breakdowns, key, strict=True))
    if whole in protection.hidden[table.shell.id] or whole not in table.cells:
        return None
    part, everyone = (_released(table, one, protection.policy).value for one in (key, whole))
    return round_half_away(Decimal(part * 100) / everyone, figure.decimals) if everyone >= max(protection.policy.denominator_min, 1) else None


def _is_preliminary(table: CountTable, key: CellKey) -> bool:
    """A cell whose period, or one of the periods it sums, is preliminary."""
    if not table.preliminary:
        return False
    periods = [code for breakdown, code in zip(table.shell.breakdowns, key, strict=True) if breakdown.id in PERIODS]
    return not periods or TOTAL in periods or bool(table.preliminary & set(periods))


def _figures(shell: TableShell, key: CellKey, count: Count, denominator_min: int) -> dict[str, Decimal | None]:
    """The released amount, and each derived figure from that released amount."""
    base = next((figure for figure in shell.figures if not is_rate(figure)), None)
    exact = Decimal(count.value) / shell.scale
    released = exact if base is None else round_half_away(exact, base.decimals)
    rated = UNKNOWN not in key and count.denominator is not None and count.denominator >= max(denominator_min, 1)
    found: dict[str, Decimal | None] = {}
    for figure in shell.figures:
        if not is_rate(figure):
            found[figure.id] = round_half_away(exact, figure.decimals)
        elif rated and count.denominator is not None:
            found[figure.id] = round_half_away(released * _factor(shell, key, figure) / count.denominator, figure.decimals)
        else:
            found[figure.id] = None
    return found


def is_rate(figure: Figure) -> bool:
    """Whether a figure is a number over a denominator; `ddd_per_1000_day` is one though it is a measure."""
    return figure.is_derived or figure.id.endswith("per_1000_day")


def _factor(shell: TableShell, key: CellKey, figure: Figure) -> Decimal:
    """What the quotient is multiplied by: the last part of the figure's id says it."""
    name = figure.id.rpartition(".")[2]
    if name.endswith("per_1000_day"):
        return Decimal(1000) / _days(shell, key)
    return {"per_1000": Decimal(1000), "per_100000": Decimal(100_000)}[name]


def _days(shell: TableShell, key: CellKey) -> int:
    """Days in the cell's period, clipped to the study period; a margin over periods and a table without them have all."""
    codes = {code for breakdown, code in zip(shell.breakdowns, key, strict=True) if breakdown.id in PERIODS}
    cell = next((cell for cell in shell.period.cells(shell.cell_period) if cell.code in codes), None)
    period = cell.period if cell is not None else shell.period
    return (period.last - period.first).days + 1
