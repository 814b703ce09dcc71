"""A workbook of empty tables, in the layout the delivery will have."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from xlsxwriter import Workbook

from common.translate import translate
from exports.table_view import table_view
from exports.workbook.book import OPTIONS, sheet_names
from exports.workbook.styles import Styles
from exports.workbook.table_sheet import write_table_sheet
from metadata.model.table import TableShell

_NO_DATE = datetime(1980, 1, 1)  # noqa: DTZ001 - a workbook has no time zone, and an empty one no date


def write_shell_workbook(shells: Sequence[TableShell], language: str) -> bytes:
    """A workbook with a sheet per table, its headings byte for byte those of the delivery, its cells empty."""
    buffer = io.BytesIO()
    with Workbook(buffer, OPTIONS) as book:
        book.set_properties({"created": _NO_DATE})
        styles = Styles(book)
        for shell, name in zip(shells, sheet_names(shells, language), strict=True):
            notes = [translate("exports.shell.empty", language), *(note.text.of(language) for note in shell.footnotes)]
            write_table_sheet(book.add_worksheet(name), styles, table_view(shell, language), notes=notes, language=language)
    return buffer.getvalue()
