"""Charts as files: equal on every run, without script or address, described for those who cannot see them."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
from exports_factory import COUNTY, SEX, YEAR, make_delivery, make_shell, make_table

from exports.charts import OKABE_ITO, write_chart
from metadata.model.table import Cell, Table

SVG = "{http://www.w3.org/2000/svg}"


def picture(table: Table, language: str = "sv") -> ElementTree.Element:
    svg = write_chart(table, make_delivery(language=language))
    assert svg is not None
    return ElementTree.fromstring(svg)


def words(svg: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()) for element in svg.iter(f"{SVG}text"))


@pytest.fixture(scope="module")
def table() -> Table:
    return make_table(make_shell("t8", (YEAR,), (SEX,)))


def hide(table: Table, *keys: tuple[str, ...]) -> Table:
    cells = [Cell(key=cell.key, values=dict.fromkeys(cell.values), mark="X") if cell.key in keys else cell for cell in table.cells]
    return Table(shell=table.shell, cells=tuple(cells))


def test_the_same_table_gives_the_same_picture(table):
    assert write_chart(table, make_delivery()) == write_chart(table, make_delivery())


def test_a_picture_holds_no_script_and_fetches_nothing(table):
    svg = picture(table)
    assert not [element for element in svg.iter() if element.tag.endswith(("script", "foreignObject", "image", "a"))]
    attributes = {name for element in svg.iter() for name in element.attrib}
    assert not [name for name in attributes if name.startswith("on") or name.endswith("href")]


@pytest.mark.parametrize(("language", "axis", "number"), [("sv", "Kön", "1\u00a0000"), ("en", "Sex", "1,000")])
def test_labels_and_numbers_are_in_the_language_of_the_delivery(table, language, axis, number):
    svg = picture(table, language)
    assert axis in words(svg)
    assert number in words(svg)
    assert svg.attrib["lang"] == language


def test_a_picture_has_a_title_and_names_its_table_as_the_text_alternative(table):
    svg = picture(table)
    assert svg.attrib["role"] == "img"
    assert svg[0].tag == f"{SVG}title"
    assert "tables/t8.csv" in (svg[1].text or "")


def test_colours_are_told_apart_by_colour_blind_readers(table):
    drawn = {element.attrib.get("stroke", "").upper() for element in picture(table).iter(f"{SVG}path")}
    assert {colour.upper() for colour in OKABE_ITO[:3]} <= drawn


def test_a_hidden_number_leaves_a_gap_with_an_x_and_its_note(table):
    whole, gap = picture(table), picture(hide(table, ("2023", "1"), ("2023", "2")))
    assert "X" not in words(whole).split()
    assert words(gap).split().count("X") >= 2
    assert "X = visas inte" in words(gap)


def test_the_x_stands_at_the_foot_of_the_axis(table):
    gap = picture(hide(table, ("2023", "1")))
    marks = [element for element in gap.iter(f"{SVG}text") if element.text == "X"]
    heights = [float(element.attrib["transform"].rpartition(",")[2].rstrip(")")) for element in marks]
    assert len(heights) == 1
    assert 305 <= heights[0] <= 320


def test_places_are_bars_in_the_order_of_the_shell(table):
    svg = picture(make_table(make_shell("t8", (COUNTY,), ())))
    text = words(svg)
    assert text.index("Stockholms län") < text.index("Skåne län")
