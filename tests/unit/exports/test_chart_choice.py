"""What a chart shows is chosen from the shell alone."""

from __future__ import annotations

from decimal import Decimal

from exports_factory import CODE, COUNTY, NUMBER, SEX, YEAR, make_result, make_shell, make_table
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.chart_data import chart_data
from metadata.model.table import Breakdown, Category, Cell, Table


def test_time_is_the_axis_sex_the_lines_and_all_else_stands_at_its_total():
    data = chart_data(make_result().tables[0], "en")
    assert data is not None
    assert (data.axis.id, data.lines.id if data.lines else "", data.is_time) == ("year", "sex", True)
    assert data.fixed == (("County", "Sweden"), ("Age group", "All ages"))
    assert len(data.points) == 9


def test_a_breakdown_without_margin_is_drawn_before_one_that_has_it():
    data = chart_data(make_table(make_shell("t", (YEAR, SEX), (CODE,))), "sv")
    assert data is not None
    assert data.lines is CODE


def test_without_time_the_first_breakdown_is_the_axis():
    data = chart_data(make_table(make_shell("t", (COUNTY,), (SEX,))), "sv")
    assert data is not None
    assert (data.axis.id, data.is_time) == ("county", False)
    assert [point.at for point in data.points[:2]] == ["Stockholms län", "Skåne län"]


def test_nothing_to_compare_gives_no_chart():
    assert chart_data(make_table(make_shell("t", (), ())), "sv") is None


def test_more_bars_than_an_eye_can_tell_apart_give_no_chart():
    many = Breakdown(id="code", label=CODE.label, categories=tuple(Category(code=f"A{at}", label=CODE.label) for at in range(61)))
    assert chart_data(make_table(make_shell("t", (many,), ())), "sv") is None


@given(st.lists(st.booleans(), min_size=9, max_size=9))
@settings(max_examples=40, deadline=None)
def test_hiding_cells_changes_no_axis_line_or_order(hidden):
    shell = make_shell("t", (YEAR,), (SEX,))
    whole = make_table(shell)
    cells = tuple(Cell(key=cell.key, values={NUMBER.id: None}, mark="X") if hide else cell for cell, hide in zip(whole.cells, hidden, strict=True))
    before, after = chart_data(whole, "sv"), chart_data(Table(shell=shell, cells=cells), "sv")
    assert before is not None
    assert after is not None
    assert [(point.at, point.line) for point in before.points] == [(point.at, point.line) for point in after.points]
    assert (before.axis, before.lines, before.fixed) == (after.axis, after.lines, after.fixed)


def test_a_hidden_number_has_a_sign_and_no_value_and_one_that_cannot_be_computed_another():
    shell = make_shell("t", (YEAR,), ())
    values = {"2022": ("X", None), "2023": ("", None), "2024": ("", Decimal(4))}
    cells = tuple(Cell(key=(year,), values={NUMBER.id: value}, mark=mark) for year, (mark, value) in values.items())
    data = chart_data(Table(shell=shell, cells=cells), "sv")
    assert data is not None
    assert [(point.sign, point.value) for point in data.points] == [("X", None), (".", None), ("", Decimal(4))]
