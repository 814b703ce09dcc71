"""The cell formats of a workbook, made once per workbook and asked for by name."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

_FONT = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
_HEADING = {"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "vcenter"}
_TOTAL = {"bold": True, "bg_color": "#F4F4F4"}
_LINE = {"top": 1, "top_color": "#9AA5B1"}
LINE_HEIGHT = 15.75
TITLE_HEIGHT = 21.0


def height_of(texts: Iterable[tuple[str, float]]) -> float:
    """Height of a row whose wrapped texts stand in columns of these widths; not every program measures it when it opens the file."""
    return LINE_HEIGHT * max((sum(max(ceil(len(line) * 1.05 / width), 1) for line in text.split("\n")) for text, width in texts), default=1)


class Styles:
    """Formats by their properties; XlsxWriter writes one style per format made, so equal ones are shared."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **properties: Any) -> Format:
        """The format with the house font and these properties."""
        whole = tuple(sorted((_FONT | properties).items()))
        if whole not in self._made:
            self._made[whole] = self._book.add_format(dict(whole))
        return self._made[whole]

    @property
    def title(self) -> Format:
        """A sheet's title."""
        return self.of(bold=True, font_size=14)

    @property
    def label(self) -> Format:
        """A bold word before a value."""
        return self.of(bold=True)

    @property
    def text(self) -> Format:
        """Running text that wraps."""
        return self.of(text_wrap=True)

    @property
    def plain(self) -> Format:
        """Text that runs over its neighbours."""
        return self.of()

    @property
    def warning(self) -> Format:
        """The notice of made-up data."""
        return self.of(bold=True, font_color="#9C0006", bg_color="#FFE9E7", text_wrap=True)

    def column_heading(self, *, is_total: bool, is_group: bool) -> Format:
        """A column's heading; a group of columns is centred over them, a single one stands right, over its numbers."""
        return self.of(**_HEADING, align="center" if is_group else "right", **({"italic": True} if is_total else {}))

    def stub_heading(self) -> Format:
        """The heading of a stub column."""
        return self.of(**_HEADING, align="left")

    def row_heading(self, *, is_total: bool, indent: int, is_repeated: bool, begins_group: bool) -> Format:
        """A row's heading; a repeated one is grey, so that the eye sees the group and a filter still finds the row."""
        colour = {"font_color": "#767676"} if is_repeated else {}
        return self.of(align="left", indent=indent, **colour, **(_TOTAL if is_total else {}), **(_LINE if begins_group else {}))

    def number(self, decimals: int, *, is_total: bool, is_preliminary: bool, lines: tuple[bool, bool]) -> Format:
        """A number or a sign, on the right; a preliminary one is followed by p and stays a number. `lines`: above, and to the left."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + ('" p"' if is_preliminary else "")
        above, left = lines
        drawn = (_LINE if above else {}) | ({"left": 1, "left_color": "#9AA5B1"} if left else {})
        return self.of(num_format=pattern, align="right", **(_TOTAL if is_total else {}), **drawn)
