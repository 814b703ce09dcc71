"""The delivery as a workbook: cover, read-back, a sheet per table, definitions, quality notes, signs. Equal input, equal bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from common.translate import translate
from exports.delivery_input import DeliveryInput
from exports.table_view import table_view
from exports.wording import all_signs, signs_of, source_line
from exports.workbook.cover import write_cover
from exports.workbook.styles import TITLE_HEIGHT, Styles, height_of
from exports.workbook.table_sheet import set_print, write_table_sheet
from metadata.model.table import Table, TableShell

_SHEETS = ("exports.sheet.cover", "exports.sheet.read_back")
_SHEETS_AFTER = ("exports.sheet.definitions", "exports.sheet.quality", "exports.sheet.signs")
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(delivery: DeliveryInput) -> bytes:
    """`delivery.xlsx` in the delivery's language, the other language beside it for read-back, definitions and signs."""
    buffer = io.BytesIO()
    language = delivery.language
    with Workbook(buffer, OPTIONS) as book:
        book.set_properties({
            "title": delivery.title.of(language),
            "author": delivery.publisher.name.of(language),
            "company": delivery.publisher.name.of(language),
            "created": delivery.created.replace(tzinfo=None),
        })
        styles = Styles(book)
        shells = [table.shell for table in delivery.result.tables]
        names = sheet_names(shells, language)
        first, read_back = (book.add_worksheet(translate(key, language)) for key in _SHEETS)
        write_cover(first, styles, delivery, names)
        _write_read_back(read_back, styles, delivery)
        for table, name in zip(delivery.result.tables, names, strict=True):
            notes = _notes(table, delivery)
            write_table_sheet(book.add_worksheet(name), styles, table_view(table, language), notes=notes, language=language)
        definitions, quality, signs = (book.add_worksheet(translate(key, language)) for key in _SHEETS_AFTER)
        _write_definitions(definitions, styles, delivery)
        _write_quality(quality, styles, delivery)
        _write_signs(signs, styles, delivery)
        for sheet in book.worksheets():
            sheet.hide_gridlines(2)
    return buffer.getvalue()


def sheet_names(shells: Iterable[TableShell], language: str) -> list[str]:
    """A sheet name per table: its id, without the signs a workbook forbids, at most 31 characters, different from all others."""
    taken = {translate(key, language).lower() for key in (*_SHEETS, *_SHEETS_AFTER)} | {"history"}
    names = []
    for shell in shells:
        base = re.sub(r"[\[\]:*?/\\']", "_", shell.id)[:31] or "_"
        name, number = base, 2
        while name.lower() in taken:
            name, number = f"{base[:27]}_{number}", number + 1
        taken.add(name.lower())
        names.append(name)
    return names


def _notes(table: Table, delivery: DeliveryInput) -> list[str]:
    language = delivery.language
    footnotes = [note.text.of(language) for note in table.shell.footnotes]
    source = translate("exports.source", language, source=source_line(delivery, language))
    return [*signs_of(table, delivery, language), *footnotes, source]


def _other(language: str) -> str:
    return "en" if language == "sv" else "sv"


def _write_read_back(sheet: Worksheet, styles: Styles, delivery: DeliveryInput) -> None:
    """What the orderer confirmed, line by line; the other language under it."""
    language = delivery.language
    sheet.set_column(0, 0, 110)
    at = 0
    for spoken in (language, _other(language)):
        sheet.set_row(at, TITLE_HEIGHT)
        sheet.write_string(at, 0, translate("exports.sheet.read_back", spoken), styles.title)
        at += 1
        for line in delivery.read_back.of(spoken).splitlines():
            sheet.set_row(at, height_of([(line, 110)]))
            sheet.write_string(at, 0, line, styles.text)
            at += 1
        at += 1
    set_print(sheet, delivery.title.of(language), portrait=True)


def _write_definitions(sheet: Worksheet, styles: Styles, delivery: DeliveryInput) -> None:
    rows = []
    language = delivery.language
    for item in delivery.definitions:
        own, other = item.text.of(language), item.text.of(_other(language))
        rows.append((item.id, str(item.version), item.title.of(language), own, item.title.of(_other(language)), other, item.source))
    heading = ("id", "version", "title", "definition", "other_title", "other_definition", "source")
    _write_list(sheet, styles, delivery, heading=heading, rows=rows, title="exports.sheet.definitions")


def _write_quality(sheet: Worksheet, styles: Styles, delivery: DeliveryInput) -> None:
    language = delivery.language
    rows = [
        (note.id, note.about.of(language) if note.about else "", note.text.of(language), note.text.of(_other(language)))
        for note in delivery.quality_notes
    ]
    _write_list(sheet, styles, delivery, heading=("id", "about", "note", "other_note"), rows=rows, title="exports.sheet.quality")


def _write_signs(sheet: Worksheet, styles: Styles, delivery: DeliveryInput) -> None:
    language = delivery.language
    others = dict(all_signs(delivery, _other(language)))
    rows = [(sign, sentence, others[sign]) for sign, sentence in all_signs(delivery, language)]
    rows += [("", note.of(language), note.of(_other(language))) for note in delivery.policy_notes]
    _write_list(sheet, styles, delivery, heading=("sign", "meaning", "other_meaning"), rows=rows, title="exports.sheet.signs")


_HEADINGS = {
    "id": ("exports.heading.id", 22),
    "version": ("exports.heading.version", 9),
    "title": ("exports.heading.title", 30),
    "definition": ("exports.heading.definition", 60),
    "other_title": ("exports.heading.other_title", 30),
    "other_definition": ("exports.heading.other_definition", 60),
    "source": ("exports.heading.source", 24),
    "about": ("exports.heading.about", 26),
    "note": ("exports.heading.note", 60),
    "other_note": ("exports.heading.other_note", 60),
    "sign": ("exports.heading.sign", 8),
    "meaning": ("exports.heading.meaning", 60),
    "other_meaning": ("exports.heading.other_meaning", 60),
}


def _write_list(
    sheet: Worksheet, styles: Styles, delivery: DeliveryInput, *, heading: Sequence[str], rows: Sequence[Sequence[str]], title: str
) -> None:
    """A list of texts under headings, every cell written as text."""
    language = delivery.language
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, translate(title, language), styles.title)
    for column, name in enumerate(heading):
        key, width = _HEADINGS[name]
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, translate(key, language), styles.stub_heading())
    for at, row in enumerate(rows, start=3):
        sheet.set_row(at, height_of((text, _HEADINGS[name][1]) for text, name in zip(row, heading, strict=True)))
        for column, text in enumerate(row):
            sheet.write_string(at, column, text, styles.text)
    if not rows:
        sheet.write_string(3, 0, translate("exports.nothing_here", language), styles.plain)
    sheet.freeze_panes(3, 0)
    set_print(sheet, delivery.title.of(language), repeat=(2, 2))
