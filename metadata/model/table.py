"""The one object that is previewed, computed, protected, reviewed and delivered: shell, cells, table, result.

Lies in metadata because exports, jobs, assistant and web all need it and only metadata is below all four.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Literal

from pydantic import Field

from metadata.model.base import Model
from metadata.model.period import CellPeriod, Period
from metadata.model.text import Text

TOTAL = "total"
"""Code of a margin in every breakdown."""
UNKNOWN = "unknown"
"""Code of "Uppgift saknas"/"Unknown"; a category is only present when the shell lists it or, after computing, when it is not empty."""
MARK = "X"
"""What a hidden cell prints, whatever the reason."""

CellKey = tuple[str, ...]
"""One category code per breakdown: the rows' breakdowns in order, then the columns'."""


class Category(Model):
    """One value of a breakdown. `parent` is the code of the category it adds up to inside the same breakdown, None for the total."""

    code: str
    label: Text
    parent: str | None = None


class Breakdown(Model):
    """A breakdown of a table: id of measures.md 1.5, label, categories in printing order, and its margin.

    `additive`: the cells of the measure add over this breakdown (measures.md 1.6). A margin over a breakdown that is not additive is
    counted for itself (distinct persons). `exhaustive`: the categories together with unknown are everybody, else the table and its margin
    are limited to the listed categories (municipalities of one county, ages 65 and over).
    """

    id: str
    label: Text
    categories: tuple[Category, ...]
    has_total: bool = False
    total_label: Text | None = None
    additive: bool = True
    exhaustive: bool = True

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes in printing order, the margin last when there is one."""
        return tuple(category.code for category in self.categories) + ((TOTAL,) if self.has_total else ())

    def label_of(self, code: str, language: str) -> str:
        """The printed label of a code, the margin's included. Raises KeyError for a code that is not here."""
        if code == TOTAL and self.total_label is not None:
            return self.total_label.of(language)
        return next(category.label.of(language) for category in self.categories if category.code == code) if self._has(code) else _missing(code)

    def _has(self, code: str) -> bool:
        return any(category.code == code for category in self.categories)


def _missing(code: str) -> str:
    raise KeyError(code)


_UNKNOWN_LABEL = Text(sv="Uppgift saknas", en="Unknown")
_UNLISTED_LABEL = Text(sv="Koder i urvalet utan egen rad i kodlistan", en="Selected codes without a row of their own in the code list")


def unknown_label(breakdown_id: str) -> Text:
    """What the category `unknown` is called: rows whose code no list of the period has, or people of whom nothing is known."""
    return _UNLISTED_LABEL if breakdown_id == "code" else _UNKNOWN_LABEL


class Figure(Model):
    """One number printed per cell: the measure itself (`id` = measure id) or one derived from it (`new_users_12m.per_1000`)."""

    id: str
    label: Text
    unit: Text
    decimals: int = 0
    is_derived: bool = False


class Footnote(Model):
    """A note under a table: id of measures.md 7 or registers.md 14, and its text."""

    id: str
    text: Text


class TableShell(Model):
    """What a table looks like before it has numbers; the delivered headings equal these byte for byte.

    `unit`: what one counts (`person`, `row`, `amount`). `scale`: how many minor units make one printed unit (100 for öre → SEK,
    1,000 for thousandths of packages and DDD, 1 for persons and rows). `economic`: sales secrecy applies.
    """

    id: str
    title: Text
    measure: str
    measure_version: int = 1
    unit: Literal["person", "row", "amount"]
    scale: int = 1
    economic: bool = False
    figures: tuple[Figure, ...]
    rows: tuple[Breakdown, ...]
    columns: tuple[Breakdown, ...]
    period: Period
    cell_period: CellPeriod
    population: Text = Field(description="Who is counted, in one phrase.")
    footnotes: tuple[Footnote, ...] = ()

    @property
    def breakdowns(self) -> tuple[Breakdown, ...]:
        """Rows' breakdowns, then columns'."""
        return self.rows + self.columns

    def keys(self) -> Iterator[CellKey]:
        """Every cell of the shell, margins included, in printing order."""
        return product(*(breakdown.codes for breakdown in self.breakdowns))

    @property
    def cell_count(self) -> int:
        """Number of cells, margins included."""
        count = 1
        for breakdown in self.breakdowns:
            count *= len(breakdown.codes)
        return count


@dataclass(frozen=True)
class Curve:
    """A survival curve at one day: the exact share beyond it, the persons at its start, the events until it."""

    share: Fraction
    start: int
    events: int


@dataclass(frozen=True)
class Count:
    """An unprotected cell as the engine returns it; integers only.

    `value` in minor units (persons, rows, öre, thousandths); `persons` the distinct persons behind it; `denominator` the population for
    a rate (persons), None where there is none; `companies` the companies behind an economic cell, None when not known or not needed.
    """

    value: int
    persons: int
    denominator: int | None = None
    companies: int | None = None
    curve: Curve | None = None


@dataclass(frozen=True)
class CountTable:
    """An unprotected table: every key of the shell has a count (0 when nobody). Never leaves the protected zone but through review.

    `shell` is the order's shell, with an `unknown` category added where such cells are not empty.
    `preliminary` holds the codes of period cells that are preliminary; `notes` counts for the reviewer (rows without key, unmatched corrections).
    `incomplete`: cells of which too many rows lack the value that is summed; they are not published (measures.md 1.10).
    """

    shell: TableShell
    cells: Mapping[CellKey, Count]
    preliminary: frozenset[str] = frozenset()
    notes: Mapping[str, int] = field(default_factory=dict)
    incomplete: frozenset[CellKey] = frozenset()


class Cell(Model):
    """A protected cell: one value per figure id, None when hidden (`mark` = X) or not computable; `status` `p` when preliminary."""

    key: CellKey
    values: dict[str, Decimal | None]
    mark: str = ""
    status: str = ""


class Table(Model):
    """A protected table: shell and cells in the shell's printing order."""

    shell: TableShell
    cells: tuple[Cell, ...]

    def by_key(self) -> dict[CellKey, Cell]:
        """Cells by key."""
        return {cell.key: cell for cell in self.cells}


class Result(Model):
    """What crosses back to the open zone: protected tables and what they rest on. Versioned; every version stays readable."""

    version: Literal[1] = 1
    spec_hash: str
    specification_hash: str
    snapshot: str
    is_synthetic: bool
    policy: str = Field(description="Policy id and version, `custom-statistics@1`.")
    software: str
    tables: tuple[Table, ...]
