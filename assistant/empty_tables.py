"""A shell without numbers as text: the delivered long form with empty values, and a grid to read."""

from __future__ import annotations

import csv
import io
from itertools import product

from metadata.model.table import Breakdown, TableShell

GRID_ROWS = 60
"""A grid shows so many rows; the long form has them all."""


def long_csv(shell: TableShell) -> str:
    """One row a cell and figure, values empty: the columns of the delivered file (interfaces.md)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*(one.id for one in shell.breakdowns), "measure", "value", "mark", "unit", "status"])
    for key in shell.keys():
        for figure in shell.figures:
            writer.writerow([*key, figure.id, "", "", figure.unit.of("en"), ""])
    return text.getvalue()


def grid(shell: TableShell, language: str) -> str:
    """Title, population, the table with labels and dots for values, and the footnotes."""
    heads = list(product(*(one.codes for one in shell.columns)))
    rows = list(product(*(one.codes for one in shell.rows)))
    lines = [[*(one.label.of(language) for one in shell.rows), *(_labels(shell.columns, key, language) or shell.figures[0].label.of(language) for key in heads)]]
    lines += [[*(one.label_of(code, language) for one, code in zip(shell.rows, key, strict=True)), *("." for _head in heads)] for key in rows[:GRID_ROWS]]
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    shown = ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    rest = [f"… +{len(rows) - GRID_ROWS}"] if len(rows) > GRID_ROWS else []
    notes = [f"{note.id}: {note.text.of(language)}" for note in shell.footnotes]
    return "\n".join([shell.title.of(language), shell.population.of(language), "", *shown, *rest, "", *notes]) + "\n"


def _labels(breakdowns: tuple[Breakdown, ...], key: tuple[str, ...], language: str) -> str:
    return " / ".join(one.label_of(code, language) for one, code in zip(breakdowns, key, strict=True))
