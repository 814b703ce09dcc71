"""The workbook as a reader opens it."""

from __future__ import annotations

import io
import re

import pytest
from exports_factory import CODE, make_delivery, make_result, make_shell
from openpyxl import Workbook, load_workbook

from exports.table_view import table_view
from exports.workbook.book import sheet_names, write_workbook
from exports.workbook.empty import write_shell_workbook


def opened(language: str = "sv") -> Workbook:
    return load_workbook(io.BytesIO(write_workbook(make_delivery(language=language))))


@pytest.fixture(scope="module")
def book() -> Workbook:
    return opened()


def test_sheets_stand_in_order_in_the_language_of_the_delivery(book):
    assert book.sheetnames == ["Försättsblad", "Återläsning", "t1", "t2", "t3", "Definitioner", "Kvalitet", "Tecken"]
    assert opened("en").sheetnames == ["Cover", "Read-back", "t1", "t2", "t3", "Definitions", "Quality notes", "Signs"]


def heading_block(sheet, view):
    """Row and column where the stub's labels stand."""
    for row in range(1, 15):
        if sheet.cell(row, 1).value == view.stub[0] and sheet.cell(row, len(view.stub) + 1).value == view.heading_rows[0][0].text:
            return row
    raise AssertionError("no headings found")


@pytest.mark.parametrize("at", [0, 1, 2])
def test_headings_and_cells_are_those_of_the_shell_and_the_result(book, at):
    table = make_result().tables[at]
    view = table_view(table, "sv")
    sheet = book[table.shell.id]
    first = heading_block(sheet, view)
    for level, row in enumerate(view.heading_rows):
        printed = [cell.value for cell in sheet[first + level][len(view.stub) :] if cell.value is not None]
        assert printed == [heading.text for heading in row]
    body = first + len(view.heading_rows)
    for number, row in enumerate(view.rows):
        printed = [cell.value for cell in sheet[body + number]]
        assert printed[: len(view.stub)] == [heading.text for heading in row.headings]
        for value, cell in zip(printed[len(view.stub) :], row.cells, strict=True):
            assert value == (cell.text if cell.value is None else float(cell.value))


def test_the_panes_are_frozen_below_the_headings_and_beside_the_stub(book):
    assert book["t1"].freeze_panes == "C9"


def test_x_stands_right_and_preliminary_numbers_stay_numbers(book):
    cells = [cell for row in book["t1"].iter_rows() for cell in row]
    hidden = [cell for cell in cells if cell.value == "X"]
    assert len(hidden) == 2
    assert {cell.alignment.horizontal for cell in hidden} == {"right"}
    preliminary = [cell for cell in cells if '" p"' in cell.number_format]
    assert len(preliminary) == 36
    assert {type(cell.value) for cell in preliminary} <= {int, float}


def test_no_text_becomes_a_formula_or_a_link_out(book):
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "n"}
    assert book["Försättsblad"]["A1"].value == "=Nya användare & ADHD-läkemedel"
    links = [cell.hyperlink for row in book["Försättsblad"].iter_rows() for cell in row if cell.hyperlink]
    assert len(links) == 3
    assert all(link.location and not link.target for link in links)


def test_signs_are_explained_in_both_languages(book):
    texts = [cell.value for row in book["Tecken"].iter_rows() for cell in row if cell.value]
    assert "X = visas inte, för att skydda enskilda. X kan stå för vilket antal personer som helst från 1 och uppåt" in texts
    assert "X = not shown, to protect individuals. X can stand for any number of persons from 1 up" in texts


def test_read_back_stands_in_both_languages(book):
    assert [row[0].value for row in book["Återläsning"].iter_rows()][1:3] == ["=1+1 är text.", "Vi räknar nya användare."]
    assert "We count new users." in [row[0].value for row in book["Återläsning"].iter_rows()]


def test_the_cover_warns_of_synthetic_data_and_only_then(book):
    warned = [cell.value for row in book["Försättsblad"].iter_rows() for cell in row if cell.value and "SYNTETISKA DATA" in cell.value]
    assert len(warned) == 1
    real = make_delivery(result=make_result().model_copy(update={"is_synthetic": False}))
    sheet = load_workbook(io.BytesIO(write_workbook(real)))["Försättsblad"]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.value and "SYNTETISKA" in cell.value]


def test_sheets_print_one_page_wide_with_their_headings(book):
    sheet = book["t1"]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.page_setup.orientation == "landscape"
    assert "$7:$8" in str(sheet.print_title_rows)


def test_sheet_names_are_allowed_and_different():
    names = sheet_names([make_shell(name, (CODE,), ()) for name in ("a/b", "a:b", "x" * 40, "x" * 50, "Tecken", "t1", "T1")], "sv")
    assert len({name.lower() for name in names}) == 7
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)
    assert "Tecken" not in names


def test_empty_tables_have_the_headings_of_the_delivery_and_no_number(book):
    shells = [table.shell for table in make_result().tables]
    empty = load_workbook(io.BytesIO(write_shell_workbook(shells, "sv")))
    for shell in shells:
        first = heading_block(empty[shell.id], table_view(shell, "sv"))
        for row in range(first, first + len(table_view(shell, "sv").heading_rows)):
            assert [cell.value for cell in empty[shell.id][row]] == [cell.value for cell in book[shell.id][row]]
        assert not [cell for row in empty[shell.id].iter_rows() for cell in row if cell.data_type == "n" and cell.value is not None]
    assert write_shell_workbook(shells, "sv") == write_shell_workbook(shells, "sv")
