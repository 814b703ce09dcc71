"""rut-gsim-se/1.0 as a workbook: the sheets that the reader of the same profile takes back, every cell text."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook

from catalog.exchange.rut_sheets import lay_out
from exports.workbook.book import OPTIONS


def write_rut_workbook(document: Mapping[str, Any]) -> bytes:
    """The document as .xlsx; equal documents, equal bytes."""
    return write_grids(lay_out(document), title=str(document["profile"]), created=datetime.fromisoformat(document["generatedAt"]).replace(tzinfo=None))


def write_grids(sheets: Mapping[str, list[list[str]]], *, title: str, created: datetime) -> bytes:
    """Sheets of text cells under a header row that stays in sight; `created` without time zone."""
    buffer = io.BytesIO()
    with Workbook(buffer, OPTIONS) as book:
        book.set_properties({"title": title, "created": created})
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, text in enumerate(rows[0] if rows else ()):
                widest = max((len(row[column]) for row in rows[:200] if column < len(row)), default=0)
                sheet.set_column(column, column, min(max(widest, 8) + 2, 60))
                sheet.write_string(0, column, text, heading)
            for at, row in enumerate(rows[1:], 1):
                for column, text in enumerate(row):
                    if text:
                        sheet.write_string(at, column, text)
    return buffer.getvalue()
