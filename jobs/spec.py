"""The JobSpec: the one frozen, versioned, fully resolved message from the open zone to the protected one.

Codes are expanded to matchers, versions pinned, the disclosure parameters resolved; no name of a person stands in it.
Same order + same snapshot + same policy = same bytes = same hash.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any, Literal

from pydantic import Field

from common.documents import canonical_json
from metadata.model.base import Model
from metadata.model.period import CellPeriod, Period
from metadata.model.policy import DisclosurePolicy
from metadata.model.table import TableShell


class CodeItem(Model):
    """One compiled item of a code expression, in stored form (upper case, no dot): codes.md 4.3.

    prefix: the value starts with `first`; exact: equals it; range: equal lengths n, first ≤ the value's first n characters ≤ last, value ≥ n long.
    """

    kind: Literal["prefix", "exact", "range"]
    first: str
    last: str | None = None


class CodeMatch(Model):
    """A compiled expression in one code system: matches at least one include and no exclude (codes.md 5)."""

    system: str
    includes: tuple[CodeItem, ...]
    excludes: tuple[CodeItem, ...] = ()


class Relation(Model):
    """This criterion's row lies from `from_days` to `to_days` after a qualifying row of criterion `to` of the same cohort (both ends included; None = open)."""

    to: str
    from_days: int | None = None
    to_days: int | None = None


class RowSource(Model):
    """How the rows of a register that is known by its description alone lie in a snapshot.

    `date`: the whole date that dates a row; `row`: numbers it; `person`: whose row it is. Codes stand in `columns` of the table itself, or in the table
    `codes` (columns `person`, `date`, `code`, where `positions` are told apart `position`). `attributes`: which of LK, ALDER and KON the table has.
    """

    register_code: str = Field(alias="register")
    table: str
    date: str
    row: str
    person: str = "person"
    columns: tuple[str, ...] = ()
    codes: str | None = None
    positions: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()


class Criterion(Model):
    """A condition on one register (or on both parts of PAR).

    A person meets it with at least `at_least` counted rows dated in `period` and matching. `registers`: ids of registers.md; ("par_in", "par_out") for
    `par`. `match` empty = any row. `position` (diagnoses only): main → HDIA, any → main and secondary, cause → EKOD.
    `variable`: `code` (ATC), `diagnosis` or `procedure`. `run_in_months`: the row must be new (measures.md 4.4); -1 = unlimited; None = not asked.
    `look_back` is the group G of the run-in as in `TableJob`: None or "group" = the criterion's own `match`, "each_code", "level:n".
    A row qualifies when it matches, lies in `period`, is new (if a run-in is asked) and has its relation (if one is asked); at least `at_least` qualifying
    rows are needed, a row of PAR being a contact.
    `filters`: named filters of one register with plain values. `sources`: where rows and codes lie, of the registers that compute does not know itself.
    """

    id: str
    registers: tuple[str, ...]
    sources: tuple[RowSource, ...] = ()
    variable: Literal["code", "diagnosis", "procedure", "row"] = "code"
    match: tuple[CodeMatch, ...] = ()
    position: Literal["main", "any", "cause"] | None = None
    period: Period
    at_least: int = 1
    run_in_months: int | None = None
    look_back: str | None = None
    relation: Relation | None = None
    filters: dict[str, str] = Field(default_factory=dict)


class Group(Model):
    """Set algebra over criteria: `all` = intersection, `any` = union, `none` = none of the members may be met."""

    operator: Literal["all", "any", "none"]
    members: tuple[Criterion | Group, ...]


class AgeLimit(Model):
    """Completed years, both ends included; an unknown age is outside.

    `index`: on the index date. `year_end`: on 31 December of the cell's year, of the index year where the cell is longer than 12 months; it limits cells,
    not membership.
    """

    at: Literal["index", "year_end"]
    first: int | None = None
    last: int | None = None


class Cohort(Model):
    """A population of an order.

    `base`: `population` (everyone in the registers), `supplied`, or the id of another cohort. `index_date`: `first` (earliest qualifying row of the
    first positive criterion: in an `all` group its first member that is not `none`, in an `any` group the earliest over all its members that are met),
    `each` (every such row; a person may then stand in several cells), or a criterion's id. Only rows of criteria that the person meets count.
    A cohort with exactly one criterion, `at_least` 1, no run-in and no age has no
    membership to compute: its rows are its members.
    """

    id: str
    base: str = "population"
    criteria: Group
    index_date: str = "first"
    age: AgeLimit | None = None


class Band(Model):
    """An age band in completed years; `last` None = and over."""

    code: str
    first: int
    last: int | None = None


class CodeRow(Model):
    """One category of a `code`, `drug_group` or `diagnosis_group` breakdown: its code in the shell and what it matches."""

    code: str
    match: CodeMatch


class Target(Model):
    """What is looked for around a person's index date: the category a person belongs to who has a counted row of the criterion in the window."""

    code: str
    criterion: Criterion


class BreakdownJob(Model):
    """How the engine assigns rows and persons to the categories of one breakdown of the shell (same id, same codes).

    Exactly one of the lists is filled, by id: `periods` code → dates (year, half_year, quarter, month); `bands` (age_group; single ages are bands of one
    year); `codes` (sex: 1, 2; county: two digits; municipality: four digits; population: LMED, PAR, BADA, TOTAL); `regions` code → counties
    (healthcare_region); `code_rows` (code).
    """

    id: str
    periods: dict[str, Period] = Field(default_factory=dict)
    bands: tuple[Band, ...] = ()
    codes: tuple[str, ...] = ()
    regions: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    code_rows: tuple[CodeRow, ...] = ()


class TableJob(Model):
    """One table to compute.

    Counted are the matching counted rows of `events` dated in its period and in the cell; its `at_least`, run-in and relation decide membership alone.
    `events`: the criterion (of cohort `of`) whose rows are counted: the first top-level criterion of a register the measure accepts. Persons are
    limited to the cohort's members. `look_back`: for new-user measures the group G: "group" (the whole of `events.match`), "each_code"
    (the full code of the row), "level:n" (the row's ATC group at level n, 1–5); it must be given. `run_in_months`: 12, other numbers, -1 = unlimited.
    `anchor`: measures.md 1.5. `options`: the measure's own options by name (`dose`, `netting`, `ed`, `lookback_residence`, `look_back_years` …).
    `rate`: 1,000 or 100,000 when a denominator per cell is wanted.
    `targets`, `window` (days from the index date, both ends included) and `follow_up_to`: measures of what follows or precedes the index date; a person
    stands in the category of every target met, or of the first (`assignment`), or in the last category of the breakdown where none is.
    With a `population` breakdown: LMED and PAR are the persons with a counted row of the cohort's lmed and par criterion in the cell (measures.md 8).
    """

    shell: TableShell
    of: str
    events: str
    cell_period: CellPeriod
    breakdowns: tuple[BreakdownJob, ...]
    anchor: Literal["year_end", "year_start", "index", "event"]
    look_back: str | None = None
    run_in_months: int | None = None
    rate: int | None = None
    options: dict[str, str] = Field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    window: tuple[int, int] | None = None
    follow_up_to: date | None = None


class RegisterLimit(Model):
    """What compute must know of a register of the snapshot: first day with data and last final day (later = preliminary)."""

    register_code: str
    data_from: date


class JobSpec(Model):
    """Everything the worker is told. Format version 1; a sample of every version ever written stays in tests/samples and must load."""

    version: Literal[1] = 1
    kind: Literal["statistics", "standard_report"] = "statistics"
    purpose: Literal["delivery", "preview"] = "delivery"
    order_id: str
    specification_hash: str
    catalogue_version: str
    editions: dict[str, str] = Field(default_factory=dict, description="Code system → edition the codes were expanded in.")
    snapshot: str = Field(description="Id of the snapshot to run on; the worker refuses another.")
    policy: DisclosurePolicy
    cohorts: tuple[Cohort, ...]
    tables: tuple[TableJob, ...]
    registers: tuple[RegisterLimit, ...] = ()

    def canonical(self) -> dict[str, Any]:
        """Plain values for storing and hashing. Members that came after version 1 was first written stand only where they say something, so that what
        an earlier message said keeps its hash.
        """
        plain: dict[str, Any] = _without_silent(self.model_dump(mode="json", by_alias=True))
        return plain

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical text: equal specs, equal hash."""
        return hashlib.sha256(canonical_json(self.canonical()).encode()).hexdigest()


LATER = frozenset({"sources", "targets", "window", "follow_up_to"})
"""Members of criteria and tables that version 1 did not have at first."""


def _without_silent(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_silent(one) for key, one in value.items() if not (key in LATER and one in (None, []))}
    return [_without_silent(one) for one in value] if isinstance(value, list) else value
