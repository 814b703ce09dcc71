"""One table, full or empty, on one sheet of a workbook: title, headings exactly as the shell has them, cells, notes, signs, print set-up."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from common.translate import translate
from exports.table_view import BodyRow, Heading, TableView
from exports.workbook.styles import TITLE_HEIGHT, Styles, height_of

_NARROW, _WIDE = 9.0, 44.0


def write_table_sheet(sheet: Worksheet, styles: Styles, view: TableView, *, notes: Sequence[str], language: str) -> None:
    """Writes a laid-out table; `notes` are the lines under it (signs, footnotes, source)."""
    first = _write_top(sheet, styles, view, language)
    body = _write_headings(sheet, styles, view, first)
    groups = _group_starts(view)
    for at, row in enumerate(view.rows):
        _write_row(sheet, styles, row, body + at, groups)
    after = body + len(view.rows) + 1
    for at, note in enumerate(notes):
        sheet.write_string(after + at, 0, note, styles.plain)
    _set_widths(sheet, view, body)
    sheet.freeze_panes(body, len(view.stub))
    set_print(sheet, view.title, repeat=(first, body - 1))


def set_print(sheet: Worksheet, title: str, *, repeat: tuple[int, int] | None = None, portrait: bool = False) -> None:
    """A4, one page wide, headings on every page, page numbers; an ampersand would start a code in a page header."""
    sheet.set_paper(9)
    if portrait:
        sheet.set_portrait()
    else:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    sheet.set_header(f"&L{title.replace('&', '&&')[:200]}")
    sheet.set_footer("&R&P / &N")
    if repeat:
        sheet.repeat_rows(*repeat)


def _write_top(sheet: Worksheet, styles: Styles, view: TableView, language: str) -> int:
    """Title, population, what is counted, how it is laid out; returns the first heading row."""
    lines = [view.population, "; ".join(f"{label} ({unit})" for label, unit in view.figures)]
    for key, labels in (("exports.table.rows", view.row_breakdowns), ("exports.table.columns", view.column_breakdowns)):
        if labels:
            lines.append(translate(key, language, names=", ".join(labels)))
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, view.title, styles.title)
    for at, line in enumerate(lines, start=1):
        sheet.write_string(at, 0, line, styles.plain)
    return len(lines) + 2


def _write_headings(sheet: Worksheet, styles: Styles, view: TableView, first: int) -> int:
    """Stub labels beside the heading rows; returns the first body row."""
    last = first + len(view.heading_rows) - 1
    for column, label in enumerate(view.stub):
        _write_span(sheet, (first, column, last, column), label, styles.stub_heading())
    for level, row in enumerate(view.heading_rows):
        column = len(view.stub)
        for heading in row:
            style = styles.column_heading(is_total=heading.is_total, is_group=heading.colspan > 1)
            _write_span(sheet, (first + level, column, first + level, column + heading.colspan - 1), heading.text, style)
            column += heading.colspan
    return last + 1


def _write_span(sheet: Worksheet, place: tuple[int, int, int, int], text: str, style: object) -> None:
    top, left, bottom, right = place
    if (top, left) == (bottom, right):
        sheet.write_string(top, left, text, style)
    else:
        sheet.merge_range(top, left, bottom, right, "", style)
        sheet.write_string(top, left, text, style)


def _group_starts(view: TableView) -> frozenset[int]:
    """Body columns where an outer column heading begins; none when columns do not nest."""
    starts, column = set(), 0
    for heading in view.heading_rows[0]:
        starts.add(column)
        column += heading.colspan
    return frozenset(starts) if len(view.heading_rows) > 1 else frozenset()


def _write_row(sheet: Worksheet, styles: Styles, row: BodyRow, at: int, groups: frozenset[int]) -> None:
    begins = len(row.headings) > 1 and row.headings[0].rowspan > 0
    for column, heading in enumerate(row.headings):
        sheet.write_string(at, column, heading.text, _heading_style(styles, heading, row, begins))
    for number, cell in enumerate(row.cells):
        column = len(row.headings) + number
        style = styles.number(
            cell.decimals,
            is_total=row.is_total or cell.is_total,
            is_preliminary=cell.is_preliminary,
            lines=(begins, number in groups),
        )
        if cell.value is not None:
            sheet.write_number(at, column, float(cell.value), style)
        elif cell.text:
            sheet.write_string(at, column, cell.text, style)
        else:
            sheet.write_blank(at, column, None, style)


def _heading_style(styles: Styles, heading: Heading, row: BodyRow, begins: bool) -> object:
    return styles.row_heading(
        is_total=row.is_total, indent=heading.indent, is_repeated=heading.rowspan == 0, begins_group=begins
    )


def _set_widths(sheet: Worksheet, view: TableView, body: int) -> None:
    """Stub columns as wide as their longest heading, body columns as a word of their heading or their longest number; the last heading row as high as its text."""
    for column, label in enumerate(view.stub):
        texts = [label, *(row.headings[column].text for row in view.rows)]
        indent = max(row.headings[column].indent for row in view.rows)
        sheet.set_column(column, column, _width(texts) + indent)
    headings = []
    innermost = [heading for heading in view.heading_rows[-1] for _ in range(max(heading.colspan, 1))]
    for column, heading in enumerate(innermost):
        longest_word = max(heading.text.split() or [""], key=len)
        numbers = [row.cells[column].text for row in view.rows]
        width = _width([longest_word, heading.text[:14], *numbers])
        sheet.set_column(len(view.stub) + column, len(view.stub) + column, width)
        headings.append((heading.text, width))
    sheet.set_row(body - 1, height_of(headings))


def _width(texts: Sequence[str]) -> float:
    return min(max(_NARROW, max(map(len, texts)) * 1.1 + 2), _WIDE)
