"""Prepared values for templates: texts in the reader's language, long dates, places of findings, clipped tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from common.database import parse_stamp
from exports.table_view import BodyRow, TableView
from metadata.model.text import Text
from web.language import language, t

_NOTES = ("Fotnot: ", "Footnote: ")
_VALUE = re.compile(r"\{[a-z_]+\}")
_SWEDEN = ZoneInfo("Europe/Stockholm")


def in_language(value: Any) -> str:
    """A `Text`, a half-written text or a `{sv, en}` mapping in the reader's language; plain text as it is; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return str(value.get(language()) or value.get("sv") or value.get("en") or "")
    if isinstance(value, Text):
        return value.of(language())
    whole = getattr(value, "text", None)
    return whole.of(language()) if isinstance(whole, Text) else str(value)


def long_date(value: date | datetime | str | None) -> str:
    """`12 januari 2026`, and the hour where there is one (Swedish time)."""
    if not value:
        return ""
    moment = parse_stamp(value) if isinstance(value, str) and value.endswith("Z") else value
    if isinstance(moment, str):
        moment = date.fromisoformat(moment)
    hour = ""
    if isinstance(moment, datetime):
        moment = moment.astimezone(_SWEDEN)
        hour = f" {moment:%H:%M}"
    return f"{moment.day} {t('web.months').split()[moment.month - 1]} {moment.year}{hour}"


def short_date(value: date) -> str:
    """`2015` for a first or last day of a year, else `2015-07-01`."""
    return str(value.year) if (value.month, value.day) in ((1, 1), (12, 31)) else value.isoformat()


def anchor(path: str) -> str:
    """The HTML id of the field that a JSON pointer leads to."""
    return "f" + path.replace("/", "-").lower()


def count(value: int) -> str:
    """A whole number with the reader's thousands separator."""
    return f"{value:,}".replace(",", "\u00a0" if language() == "sv" else ",")


def clipped(view: TableView, limit: int) -> TableView:
    """The first rows of a laid-out table, row spans cut to fit."""
    rows = [_cut(row, limit - at) for at, row in enumerate(view.rows[:limit])]
    return replace(view, rows=tuple(rows))


def excerpt(view: TableView, limit: int) -> TableView:
    """A few rows that say the most: the totals of each outer category where there are some, else the first rows."""
    totals = [row for row in view.rows if row.is_total and len(row.headings) > 1 and not row.headings[0].is_total]
    if len(totals) < 3:
        return clipped(view, limit)
    alone = [replace(row, is_total=False, headings=tuple(replace(heading, rowspan=1) for heading in row.headings)) for row in totals[-limit:]]
    return replace(view, rows=tuple(alone))


def _cut(row: BodyRow, left: int) -> BodyRow:
    return replace(row, headings=tuple(replace(heading, rowspan=min(heading.rowspan, left)) for heading in row.headings))


@dataclass(frozen=True)
class Section:
    """A section of a read-back: heading, sentences, and the footnotes apart."""

    heading: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]


def sections(text: str) -> list[Section]:
    """A read-back by its sections, which stand apart by an empty line; the first line of each is its heading."""
    found = []
    for part in text.strip().split("\n\n"):
        heading, *lines = part.split("\n")
        notes = tuple(line.partition(": ")[2] for line in lines if line.startswith(_NOTES))
        found.append(Section(heading, tuple(line for line in lines if not line.startswith(_NOTES)), notes))
    return found


def first_sentence(text: str) -> str:
    """The first sentence of a long text."""
    return text.partition(". ")[0].rstrip(".") + "."


def unfilled(text: str) -> str:
    """A title whose values are not filled in yet, with `N` for each: `Antal nya användare (N mån run-in)`."""
    return _VALUE.sub("N", text)


FILTERS = {
    "unfilled": unfilled, "sections": sections, "in_language": in_language, "long_date": long_date, "short_date": short_date, "anchor": anchor, "count": count, "clipped": clipped, "excerpt": excerpt,
}
