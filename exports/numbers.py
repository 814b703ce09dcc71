"""How a released number is printed for people and for machines; it never changes one."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from metadata.model.table import MARK, Cell, Figure

NOT_APPLICABLE = "."
"""What a figure prints that cannot be computed in a cell; it says nothing about protection."""
NO_BREAK_SPACE = "\u00a0"


def print_number(value: Decimal, decimals: int, language: str) -> str:
    """A number for people: `12 345,60` in Swedish (no-break space), `12,345.60` in English; half away from zero (measures.md 1.7)."""
    text = f"{_rounded(value, decimals):,f}"
    return text.replace(",", NO_BREAK_SPACE).replace(".", ",") if language == "sv" else text


def plain_number(value: Decimal, decimals: int) -> str:
    """A number for machines: decimal point, no thousands separator, at least so many decimals, none of its own lost."""
    exact = -int(value.normalize().as_tuple().exponent)
    return f"{_rounded(value, max(decimals, exact)):f}"


def json_number(value: Decimal) -> int | float:
    """A number for JSON: an integer where it is one."""
    return int(value) if value == value.to_integral_value() else float(value)


def figure_mark(cell: Cell, figure: Figure) -> str:
    """`X` when this figure of the cell is hidden, `.` when it cannot be computed, empty when it has a value."""
    if cell.values.get(figure.id) is not None:
        return ""
    return MARK if cell.mark == MARK else NOT_APPLICABLE


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0  # + 0 turns -0 into 0
