"""The variable list as the authority wants it: one workbook, one sheet `Variabellista`, every register in it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from xlsxwriter import Workbook

from assistant.variable_list.rows import COLUMNS, ListRow
from exports.workbook.book import OPTIONS
from exports.workbook.styles import Styles, height_of

SHEET = "Variabellista"
_WIDTHS = (12, 16, 16, 34, 9, 9, 13, 34, 14, 48)
_NO_DATE = datetime(1980, 1, 1)  # noqa: DTZ001 - a workbook has no time zone, and equal lists give equal bytes


def write_list_workbook(rows: Sequence[ListRow]) -> bytes:
    """One header row, a row per entry; every cell is text, also one that begins like a formula."""
    buffer = io.BytesIO()
    with Workbook(buffer, OPTIONS) as book:
        book.set_properties({"created": _NO_DATE})
        styles = Styles(book)
        sheet = book.add_worksheet(SHEET)
        for at, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, name, styles.stub_heading())
        for number, row in enumerate(rows, 1):
            sheet.set_row(number, height_of(zip(row.cells, _WIDTHS, strict=True)))
            for at, cell in enumerate(row.cells):
                sheet.write_string(number, at, cell, styles.text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return buffer.getvalue()
