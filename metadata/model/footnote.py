"""What is printed under tables: the standing notes of the measures and the breaks of the registers' series."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from metadata.model.artefact import Source
from metadata.model.base import Model
from metadata.model.day import FirstDay, LastDay
from metadata.model.period import Period
from metadata.model.text import Text


class Note(Model):
    """A footnote text by its id (measures.md 7).

    `when`: under which tables of a measure that names it the note is printed; `always` = all of them. The other words name what the table
    must have: preliminary cells, an unknown row, rates, cells shorter than a year, rows per code, a margin over periods, the four populations …

    `general`: it stands under every table that has this, whether its measure names the note or not.
    """

    id: str = Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$")
    when: Literal[
        "always", "preliminary", "unknown", "rates", "short_periods", "denominator_earlier", "series", "anchor_event", "code_rows",
        "period_total", "populations", "unlisted", "ages", "places", "age_limit_rates",
    ] = "always"
    general: bool = False
    text: Text
    source: Source


class BreakKind(StrEnum):
    """What kind of break it is."""

    start = "start"
    coverage = "coverage"
    definition = "definition"
    coding = "coding"
    quality = "quality"
    legal = "legal"


class Break(Model):
    """A break in a series: a table whose period spans it prints its footnote.

    `first` is the first day of the new state, or of the disturbed time that ends with `last`; `yearly`: repeats each 1 January from `first`.
    `variables`: column names, or `*`. `silent`: known to the catalogue but not printed (legal changes without effect on numbers).
    """

    id: str = Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$")
    registers: tuple[str, ...] = Field(min_length=1)
    variables: tuple[str, ...] = ("*",)
    first: FirstDay = Field(alias="from")
    last: LastDay | None = Field(default=None, alias="to")
    kind: BreakKind
    yearly: bool = False
    silent: bool = False
    title: Text
    text: Text
    source: Source

    def is_spanned_by(self, period: Period) -> bool:
        """Whether the period lies on both sides of the break, or touches the disturbed time."""
        if self.last is not None:
            return self.first <= period.last and period.first <= self.last
        if self.yearly:
            return period.last >= self.first and (period.first.year < period.last.year)
        return period.first < self.first <= period.last
