"""The nested cross-table that the workbook and the web print."""

from __future__ import annotations

from decimal import Decimal

import pytest
from exports_factory import AGE, COUNTY, NUMBER, RATE, SEX, YEAR, make_result, make_shell, make_table
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.numbers import plain_number, print_number
from exports.table_view import table_view
from metadata.model.table import Table


def test_rows_and_columns_nest_with_spans():
    view = table_view(make_result().tables[0], "sv")
    assert view.stub == ("År", "Län")
    assert [(heading.text, heading.colspan) for heading in view.heading_rows[0]] == [("Män", 4), ("Kvinnor", 4), ("Båda könen", 4)]
    assert [heading.text for heading in view.heading_rows[1]] == ["0-17 år", "18-44 år", "85+ år", "Alla åldrar"] * 3
    assert [row.headings[0].rowspan for row in view.rows[:4]] == [3, 0, 0, 3]
    assert [row.headings[1].text for row in view.rows[:3]] == ["Stockholms län", "Skåne län", "Riket"]
    assert [row.is_total for row in view.rows[:3]] == [False, False, True]


def test_hidden_prints_x_and_no_value():
    view = table_view(make_result().tables[0], "en")
    hidden = view.rows[3].cells[6]
    assert (hidden.text, hidden.value, hidden.css) == ("X", None, "hidden")
    assert view.has_hidden


def test_not_computable_prints_a_dot_and_is_not_called_hidden():
    view = table_view(make_result().tables[1], "sv")
    cell = view.rows[0].cells[3]
    assert (cell.text, cell.css) == (".", "not-applicable")


def test_several_figures_are_the_innermost_columns():
    view = table_view(make_result().tables[1], "en")
    assert [heading.text for heading in view.heading_rows[1]][:2] == ["New users", "New users per 1,000 inhabitants"]


def test_preliminary_carries_p():
    view = table_view(make_result().tables[1], "sv")
    assert view.rows[2].cells[0].text == "1\u00a0222\u00a0p"
    assert "preliminary" in view.rows[2].cells[0].css
    assert view.has_preliminary


def test_single_breakdown_has_the_figure_as_its_column_and_indents_children():
    view = table_view(make_result().tables[2], "sv")
    assert [heading.text for heading in view.heading_rows[0]] == ["Antal nya användare"]
    assert [row.headings[0].indent for row in view.rows] == [0, 1]


def test_a_shell_is_the_same_layout_with_empty_cells():
    table = make_result().tables[0]
    full, empty = table_view(table, "sv"), table_view(table.shell, "sv")
    assert empty.heading_rows == full.heading_rows
    assert [row.headings for row in empty.rows] == [row.headings for row in full.rows]
    assert {cell.text for row in empty.rows for cell in row.cells} == {""}


def test_a_table_that_lacks_a_cell_of_its_shell_is_refused():
    table = make_result().tables[0]
    with pytest.raises(KeyError):
        table_view(Table(shell=table.shell, cells=table.cells[1:]), "sv")


@pytest.mark.parametrize(("language", "printed"), [("sv", "1\u00a0234\u00a0567,50"), ("en", "1,234,567.50")])
def test_numbers_print_as_the_language_does(language, printed):
    assert print_number(Decimal("1234567.5"), 2, language) == printed


@pytest.mark.parametrize(("value", "printed"), [("2.345", "2.35"), ("-2.345", "-2.35"), ("-0.001", "0.00")])
def test_printing_rounds_half_away_from_zero(value, printed):
    assert print_number(Decimal(value), 2, "en") == printed


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_machine_numbers_lose_nothing(value, decimals):
    assert Decimal(plain_number(value, decimals)) == value


_AXES = st.permutations([YEAR, COUNTY, SEX, AGE])


@given(_AXES, st.integers(0, 4), st.integers(0, 4), st.booleans())
@settings(max_examples=40, deadline=None)
def test_every_cell_is_printed_once_whatever_the_nesting(order, row_count, width, with_rate):
    chosen = order[: max(width, 1)]
    cut = min(row_count, len(chosen))
    shell = make_shell("t9", tuple(chosen[:cut]), tuple(chosen[cut:]), (NUMBER, RATE) if with_rate else (NUMBER,))
    view = table_view(make_table(shell), "sv")
    assert sum(len(row.cells) for row in view.rows) == shell.cell_count * len(shell.figures)
    assert all(sum(heading.colspan for heading in row) == view.column_count for row in view.heading_rows)
    assert sum(row.headings[0].rowspan for row in view.rows) == len(view.rows)
