"""The delivered table as PX (AXIS-VERSION 2013, UTF-8, both languages): X is DATASYMBOL1, a figure that cannot be computed DATASYMBOL2, zero is 0."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import prod

from common.translate import translate
from exports.delivery_input import DeliveryInput
from exports.dimensions import TIME
from exports.numbers import figure_mark, plain_number
from exports.table_view import PRELIMINARY
from exports.wording import signs_of, source_line
from metadata.model.table import MARK, Breakdown, Cell, Figure, Table, TableShell

_LINE = 256
_TIME_SCALE = {"year": "A1", "half_year": "H1", "quarter": "Q1", "month": "M1", "index_month": "M1"}


def write_px(table: Table, delivery: DeliveryInput) -> bytes:
    """The PX file of one table. Rows' breakdowns are the stub, columns' the heading; several figures are a content variable."""
    main = delivery.language
    other = "en" if main == "sv" else "sv"
    lines = [*_head(table, delivery), *_texts(table, delivery, main, ""), *_texts(table, delivery, other, f"[{other}]"), "DATA="]
    return ("\n".join([*lines, *_data(table)]) + ";\n").encode()


def _head(table: Table, delivery: DeliveryInput) -> Iterator[str]:
    shell, created = table.shell, delivery.created.strftime("%Y%m%d %H:%M")
    other = "en" if delivery.language == "sv" else "sv"
    decimals = [figure.decimals for figure in shell.figures]
    yield from ('CHARSET="ANSI";', 'AXIS-VERSION="2013";', 'CODEPAGE="utf-8";')
    yield _line("LANGUAGE", [delivery.language])
    yield _line("LANGUAGES", [delivery.language, other])
    yield _line("CREATION-DATE", [created])
    yield f"DECIMALS={max(decimals)};"
    yield f"SHOWDECIMALS={min(decimals)};"
    yield _line("MATRIX", [_matrix(delivery.delivery_id, shell.id)])
    yield from ("AGGREGALLOWED=NO;", "COPYRIGHT=NO;", 'SUBJECT-CODE="HS";')
    yield _line("LAST-UPDATED", [created])
    yield _line("DATASYMBOL1", [MARK])
    yield _line("DATASYMBOL2", ["."])


def _matrix(delivery_id: str, table_id: str) -> str:
    """At most 20 letters and digits; the end of the delivery id tells more than its beginning."""
    table = re.sub(r"[^A-Za-z0-9]", "", table_id).upper()[-8:]
    return re.sub(r"[^A-Za-z0-9]", "", delivery_id).upper()[-(20 - len(table)) :] + table


def _texts(table: Table, delivery: DeliveryInput, language: str, suffix: str) -> Iterator[str]:
    """Every keyword that has words in it, once per language."""
    shell = table.shell
    labels = _labels(shell, language)
    contents = _contents_label(labels, language)
    figures_in_rows = not shell.rows
    stub = [labels[breakdown.id] for breakdown in shell.rows]
    heading = [labels[breakdown.id] for breakdown in shell.columns]
    if len(shell.figures) > 1 or not shell.breakdowns:
        (stub if figures_in_rows else heading).append(contents)
    yield _line(f"SUBJECT-AREA{suffix}", [translate("exports.subject_area", language)])
    yield _line(f"TITLE{suffix}", [shell.title.of(language)])
    yield _line(f"CONTENTS{suffix}", [shell.figures[0].label.of(language)])
    yield _line(f"UNITS{suffix}", [shell.figures[0].unit.of(language)])
    yield from (_line(f"{word}{suffix}", names) for word, names in (("STUB", stub), ("HEADING", heading)) if names)
    for breakdown in shell.breakdowns:
        yield from _variable(breakdown, labels[breakdown.id], language, suffix)
    yield from _preliminary(table, labels, language, suffix)
    if contents in (*stub, *heading):
        yield from _figures(shell.figures, contents, language, suffix)
    yield _line(f"SOURCE{suffix}", [source_line(delivery, language)])
    notes = [*signs_of(table, delivery, language), *(note.text.of(language) for note in shell.footnotes)]
    if notes:
        yield _line(f"NOTE{suffix}", ["#".join(notes)])


def _labels(shell: TableShell, language: str) -> dict[str, str]:
    """Variable names, made different where two breakdowns have the same label: PX knows a variable by its name alone."""
    names = [breakdown.label.of(language) for breakdown in shell.breakdowns]
    return {
        breakdown.id: name if names.count(name) == 1 else f"{name} ({breakdown.id})" for breakdown, name in zip(shell.breakdowns, names, strict=True)
    }


def _contents_label(labels: dict[str, str], language: str) -> str:
    label = translate("exports.contents", language)
    return f"{label} (contents)" if label in labels.values() else label


def _variable(breakdown: Breakdown, name: str, language: str, suffix: str) -> Iterator[str]:
    yield _line(f"VARIABLECODE{suffix}", [breakdown.id], name)
    yield _line(f"VALUES{suffix}", [breakdown.label_of(code, language) for code in breakdown.codes], name)
    if breakdown.id in TIME and not breakdown.has_total:
        times = _split([_quote(_time(code)) for code in breakdown.codes])
        yield f"TIMEVAL{suffix}({_quote(name)})=TLIST({_TIME_SCALE[breakdown.id]}),{times};"
    yield _line(f"CODES{suffix}", list(breakdown.codes), name)


def _time(code: str) -> str:
    """PX writes months as 2024M05, the house as 2024-05."""
    return code.replace("-", "M")


def _preliminary(table: Table, labels: dict[str, str], language: str, suffix: str) -> Iterator[str]:
    """A note at each category all of whose cells are preliminary; PX has no sign of its own for them."""
    for at, breakdown in enumerate(table.shell.breakdowns):
        final = {cell.key[at] for cell in table.cells if cell.status != PRELIMINARY}
        for code in breakdown.codes:
            if code not in final and breakdown.id in TIME:
                place = f"({_quote(labels[breakdown.id])},{_quote(breakdown.label_of(code, language))})"
                yield f"VALUENOTE{suffix}{place}={_split([_quote(translate('exports.sign.preliminary', language))])};"


def _figures(figures: Iterable[Figure], contents: str, language: str, suffix: str) -> Iterator[str]:
    found = list(figures)
    labels = [figure.label.of(language) for figure in found]
    yield _line(f"CONTVARIABLE{suffix}", [contents])
    yield _line(f"VALUES{suffix}", labels, contents)
    yield _line(f"CODES{suffix}", [figure.id for figure in found], contents)
    least = min(figure.decimals for figure in found)
    for figure, label in zip(found, labels, strict=True):
        yield _line(f"UNITS{suffix}", [figure.unit.of(language)], label)
        if figure.decimals > least:  # PX: a precision must be higher than SHOWDECIMALS
            yield f"PRECISION{suffix}({_quote(contents)},{_quote(label)})={figure.decimals};"


def _line(keyword: str, texts: list[str], variable: str | None = None) -> str:
    where = f"({_quote(variable)})" if variable is not None else ""
    return f"{keyword}{where}={_split([_quote(text) for text in texts])};"


def _quote(text: str) -> str:
    """A PX string: PX has no way to write a double quote inside one; a line feed is `#`."""
    return '"' + re.sub(r"\s*\n\s*", "#", text.strip()).replace('"', "'") + '"'


def _split(strings: list[str]) -> str:
    """Strings with commas between, no line longer than PX allows: long strings are cut into pieces, lists broken after a comma."""
    pieces: list[str] = []
    length = 0
    for at, string in enumerate(strings):
        comma = "," if at < len(strings) - 1 else ""
        cut = [f'"{string[1:-1][start : start + 200]}"' for start in range(0, max(len(string) - 2, 1), 200)]
        text = "\n".join(cut) + comma
        if length and (length + len(text) > _LINE - 60 or "\n" in text):
            pieces.append("\n")
            length = 0
        pieces.append(text)
        length = len(text.rpartition("\n")[2]) + (length if "\n" not in text else 0)
    return "".join(pieces)


def _data(table: Table) -> Iterator[str]:
    """One line per combination of the stub; `"."` for X, `".."` for what cannot be computed."""
    shell, cells = table.shell, table.by_key()
    keys = list(shell.keys())
    if not shell.rows:
        yield from (" ".join(_datum(cells[key], figure) for key in keys) for figure in shell.figures)
        return
    width = prod(len(breakdown.codes) for breakdown in shell.columns)
    for start in range(0, len(keys), width):
        yield " ".join(_datum(cells[key], figure) for key in keys[start : start + width] for figure in shell.figures)


def _datum(cell: Cell, figure: Figure) -> str:
    value = cell.values.get(figure.id)
    if value is not None:
        return plain_number(value, figure.decimals)
    return '"."' if figure_mark(cell, figure) == MARK else '".."'
