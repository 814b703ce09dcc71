"""The typed plan: what a JobSpec asks for in the only words both engines know; small, frozen, printable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from jobs.compute.measures import Measure
from jobs.spec import AgeLimit, BreakdownJob, CodeMatch, Cohort, Criterion, Group, Target
from metadata.model.period import Period
from metadata.model.table import Breakdown, TableShell

Kind = Literal["period", "sex", "age", "county", "municipality", "region", "code", "population"]
ATTRIBUTES: frozenset[str] = frozenset({"sex", "age", "county", "municipality", "region"})
POPULATIONS = ("LMED", "PAR", "BADA", "TOTAL")
OUTCOMES = ("outcome", "drug_group", "diagnosis_group", "days")
"""Breakdowns by what lies around the index date."""


@dataclass(frozen=True)
class Dimension:
    """A breakdown as the engine sees it: category numbers and the codes they stand for; −1 is unknown."""

    kind: Kind
    shell: Breakdown
    job: BreakdownJob
    numbers: Mapping[int, str]

    @property
    def id(self) -> str:
        """Id of the breakdown."""
        return self.shell.id


@dataclass(frozen=True)
class Clock:
    """How dates become period cells: number = (year × 12 + month − 1) ÷ `months`; `months` None = one cell, the whole period."""

    period: Period
    months: int | None

    @property
    def is_long(self) -> bool:
        """One cell longer than 12 months: no cell year (measures.md 1.5, 1.7)."""
        return self.months is None and not fits_in_a_year(self.period)


@dataclass(frozen=True)
class RunIn:
    """The look-back of a new-user measure or criterion: months (−1 unlimited), group G (`group`, `each_code`, `level:n`), and what the short resident do."""

    months: int
    group: str
    residence: Literal["ignore", "flag", "exclude"] = "ignore"


@dataclass(frozen=True)
class Leaf:
    """A criterion in a cohort's tree, numbered in reading order; `is_index`: its rows may be the index row."""

    number: int
    criterion: Criterion
    is_index: bool


@dataclass(frozen=True)
class CohortPlan:
    """A population: its tree of criteria, numbered leaves, base, and what an index date is.

    `is_open`: a person who meets no criterion at all is a member (only `none` criteria), so the excluded are listed instead.
    """

    cohort: Cohort
    leaves: tuple[Leaf, ...]
    is_open: bool
    base: CohortPlan | None = None

    @property
    def id(self) -> str:
        """Id of the cohort."""
        return self.cohort.id

    @property
    def chain(self) -> Iterator[CohortPlan]:
        """It, its base, its base's base."""
        yield self
        if self.base is not None:
            yield from self.base.chain

    @property
    def has_each(self) -> bool:
        """Whether a person may have several index rows: its own, or, where meeting no criterion makes a member, those of its base."""
        return self.base.has_each if self.is_open and self.base is not None else self.cohort.index_date == "each"

    @property
    def is_unbounded(self) -> bool:
        """Whether it is everybody but those listed: open, and no base that limits it."""
        return self.is_open and (self.base is None or self.base.is_unbounded)

    @property
    def age(self) -> AgeLimit | None:
        """Its age limit."""
        return self.cohort.age

    @property
    def tree(self) -> Group:
        """Its criteria."""
        return self.cohort.criteria


@dataclass(frozen=True)
class Pass:
    """One pass over the rows of a table: which breakdowns that persons do not add over are kept apart, and which grouping sets are counted.

    `dimensions` are counted apart or by grouping sets; `totalled` ids are margins in this pass. `sets`: per grouping set the ids kept.
    """

    clock: Clock
    totalled: frozenset[str]
    sets: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class TablePlan:
    """One table: what is counted, in whom, how it is cut, and in which passes.

    `cohort` is what must be computed, None where nothing must; `members` limits whose rows count, None where a plain criterion's rows are its members.
    `is_history`: the days of a curve are not those of its grid but every day and how it ended.
    `age_year_end` limits cells, `ages` the population behind rates: the limits of the cohort and of every cohort it starts from, taken together.
    """

    shell: TableShell
    measure: Measure
    events: tuple[Criterion, ...]
    cohort: CohortPlan | None
    members: CohortPlan | None
    age_year_end: AgeLimit | None
    ages: AgeLimit | None
    anchor: Literal["year_end", "year_start", "index", "event"]
    dimensions: tuple[Dimension, ...]
    passes: tuple[Pass, ...]
    run_in: RunIn | None
    rate: int | None
    options: Mapping[str, str] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    window: tuple[int, int] = (0, 0)
    follow_up_to: date | None = None
    is_history: bool = False

    @property
    def is_followed(self) -> bool:
        """Whether only those alive and followed to the end of the window are counted."""
        return self.measure.is_followed or self.options.get("denominator") == "alive_at_to"

    @property
    def is_populations(self) -> bool:
        """Whether the table is cut into LMED, PAR, BADA and TOTAL."""
        return any(dimension.kind == "population" for dimension in self.dimensions)

    @property
    def code_dimension(self) -> Dimension | None:
        """The breakdown by code, if any."""
        return next((dimension for dimension in self.dimensions if dimension.kind == "code"), None)

    @property
    def needs_attributes(self) -> bool:
        """Whether age, sex or residence decides anything."""
        return self.age_year_end is not None or any(dimension.kind in ATTRIBUTES for dimension in self.dimensions)


@dataclass(frozen=True)
class NettingPlan:
    """Corrections of every drug criterion of the order, matched once: the codes concerned, the first day whose rows matter, and whether amounts are summed."""

    match: tuple[CodeMatch, ...]
    start: date
    sums_amounts: bool


@dataclass(frozen=True)
class Plan:
    """Everything to be computed for one JobSpec; shared cohorts and netting stand once."""

    snapshot: str
    netting: NettingPlan | None
    cohorts: tuple[CohortPlan, ...]
    tables: tuple[TablePlan, ...]


def fits_in_a_year(period: Period) -> bool:
    """Whether the period is at most 12 months long."""
    following = period.last.toordinal() + 1
    limit = period.first.replace(year=period.first.year + 1) if not (period.first.month == 2 and period.first.day == 29) else date(period.first.year + 1, 3, 1)
    return following <= limit.toordinal()
