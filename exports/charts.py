"""A table's chart as SVG: no script, no network, colours that colour-blind readers can tell apart, a description for screen readers."""

from __future__ import annotations

import re
from typing import Any, Literal
from xml.sax.saxutils import escape

import altair
import vl_convert

from common.translate import translate
from exports.chart_data import ChartData, chart_data
from exports.delivery_input import DeliveryInput
from exports.wording import hidden_sign, source_line
from metadata.model.table import MARK, Table

OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#B8A900")
"""Okabe and Ito's colours, the yellow darkened so that it can be seen on white."""
_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 4], [1, 3], [10, 2, 2, 2, 2, 2])
_VERSION = altair.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""Liberation Sans is bundled with the renderer and as wide as Arial, so labels are measured as they are shown."""


def write_chart(table: Table, delivery: DeliveryInput) -> bytes | None:
    """The chart of the table's first figure in the delivery's language; None when the table has nothing to compare."""
    language = delivery.language
    data = chart_data(table, language)
    if data is None:
        return None
    notes = _notes(data, delivery)
    chart = _layers(data, language).properties(
        width=560, height=320 if data.is_time else {"step": 8 + 12 * _line_count(data), "for": "position"}, title=_title(table, data, notes, language), background="white"
    )
    locale: Literal["sv-SE", "en-GB"] = "sv-SE" if language == "sv" else "en-GB"
    svg = vl_convert.vegalite_to_svg(_configured(chart).to_dict(), vl_version=_VERSION, allowed_base_urls=[], format_locale=locale)
    return _described(svg, table, " ".join(notes), language)


def _line_count(data: ChartData) -> int:
    return len(data.lines.codes) if data.lines else 1


def _notes(data: ChartData, delivery: DeliveryInput) -> list[str]:
    language = delivery.language
    found = []
    if any(point.is_preliminary for point in data.points):
        found.append(translate("exports.chart.preliminary", language))
    if any(point.sign == MARK for point in data.points):
        found.append(hidden_sign(delivery, language))
    return [*found, translate("exports.source", language, source=source_line(delivery, language))]


def _title(table: Table, data: ChartData, notes: list[str], language: str) -> altair.TitleParams:
    """Title, what is held still, and the notes as lines under it."""
    held = "; ".join(f"{label}: {category}" for label, category in data.fixed)
    lines = [line for text in ([held] if held else []) + notes for line in _wrap(text, 100)]
    return altair.TitleParams(text=_wrap(table.shell.title.of(language), 66), subtitle=lines, anchor="start", frame="group")


def _wrap(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def _layers(data: ChartData, language: str) -> Any:
    rows = [
        {
            "at": point.at,
            "line": point.line,
            "value": None if point.value is None else float(point.value),
            "sign": point.sign,
            "preliminary": point.is_preliminary,
        }
        for point in data.points
    ]
    base = altair.Chart(altair.Data(values=rows))
    order = list(dict.fromkeys(point.at for point in data.points))
    return _lines(base, data, order, language) if data.is_time else _bars(base, data, order, language)


def _lines(base: Any, data: ChartData, order: list[str], language: str) -> Any:
    """Lines break at a hidden value; its place on the axis carries an X at the bottom, whatever the value."""
    at = altair.X("at:N", sort=order, title=data.axis.label.of(language), axis=altair.Axis(labelAngle=0 if len(order) <= 12 else -60, labelOverlap="greedy"))
    value = altair.Y("value:Q", title=_value_title(data, language), scale=altair.Scale(zero=True, nice=True), axis=altair.Axis(tickCount=6, format=_format(data)))
    colour, names = _colour(data, language)
    dash = altair.StrokeDash("line:N", sort=names, scale=altair.Scale(domain=names, range=[list(one) for one in _DASHES[: len(names)]]), legend=None)
    fill = altair.condition("datum.preliminary", altair.value("white"), colour.copy())
    return altair.layer(
        base.mark_line(invalid="break-paths-show-domains", strokeWidth=2.5).encode(x=at, y=value, color=colour, strokeDash=dash),
        base.transform_filter("datum.value !== null").mark_point(size=45, opacity=1, strokeWidth=2).encode(x=at, y=value, color=colour, fill=fill),
        base.transform_filter("datum.sign !== ''").mark_text(baseline="bottom", dy=-3, fontWeight="bold", color="#333").encode(
            x=at, y=altair.datum(0), text="sign:N"
        ),
    )


def _bars(base: Any, data: ChartData, order: list[str], language: str) -> Any:
    """Bars in the shell's order, never by size: an order by size would tell where a hidden number lies."""
    colour, names = _colour(data, language)
    value = altair.X("value:Q", title=_value_title(data, language), scale=altair.Scale(zero=True, nice=True), axis=altair.Axis(tickCount=6, format=_format(data)))
    at = altair.Y("at:N", sort=order, title=None, axis=altair.Axis(labelLimit=260))
    offset = altair.YOffset("line:N", sort=names)
    return altair.layer(
        base.mark_bar().encode(y=at, x=value, color=colour, yOffset=offset),
        base.transform_filter("datum.sign !== ''").mark_text(align="left", dx=3, fontWeight="bold", color="#333").encode(
            y=at, x=altair.datum(0), yOffset=offset, text="sign:N"
        ),
    )


def _format(data: ChartData) -> str:
    return f",.{data.figure.decimals}f"


def _value_title(data: ChartData, language: str) -> str:
    label, unit = data.figure.label.of(language), data.figure.unit.of(language)
    return label if unit.lower() in label.lower() else f"{label} ({unit})"


def _colour(data: ChartData, language: str) -> tuple[altair.Color, list[str]]:
    names = list(dict.fromkeys(point.line for point in data.points))
    legend = altair.Legend(title=data.lines.label.of(language), symbolType="stroke" if data.is_time else "square", labelLimit=260) if data.lines else None
    scale = altair.Scale(domain=names, range=list(OKABE_ITO[: len(names)]))
    return altair.Color("line:N", sort=names, scale=scale, legend=legend), names


def _configured(chart: Any) -> Any:
    return (
        chart.configure(font=_FONT, padding=12, aria=False)  # the marks' own labels are English only; the picture is described as one
        .configure_title(fontSize=15, subtitleFontSize=11, subtitleColor="#444", subtitlePadding=6, offset=14)
        .configure_axis(labelFontSize=11, titleFontSize=11, titleFontWeight="normal", gridColor="#E3E3E3")
        .configure_legend(labelFontSize=11, titleFontSize=11)
        .configure_view(stroke=None)
    )


def _described(svg: str, table: Table, notes: str, language: str) -> bytes:
    """A title and a description inside the picture; the table with the same numbers is named as its text alternative."""
    words = translate("exports.chart.description", language, table=f"tables/{table.shell.id}.csv", notes=notes)
    inside = f"<title>{escape(table.shell.title.of(language))}</title><desc>{escape(words)}</desc>"
    return (re.sub(r"(<svg\b[^>]*)>", lambda found: f'{found[1]} role="img" lang="{language}">{inside}', svg, count=1) + "\n").encode()
