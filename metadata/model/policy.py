"""The disclosure policy: every number that decides what may leave, resolved and frozen, with the predicate "hidden by itself" (disclosure.md 4)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from metadata.model.base import Model
from metadata.model.text import Text


def _as_tuple(value: Any) -> Any:
    """One text where a list may stand."""
    return (value,) if isinstance(value, str) else value


def _as_true(value: Any) -> Any:
    """The word of a document, where every scalar is text."""
    return value == "true" if isinstance(value, str) else value


ROUND_BASE = 5
ROUND_REACH = 2
"""How far a number lies from its nearest multiple of five at most."""
ROUND_FROM = 8
"""The smallest count that is printed when counts are rounded: a printed five could else only be six or seven (disclosure.md 4.7)."""


def round_to_base(value: int) -> int:
    """The nearest multiple of five; whole numbers never lie half-way."""
    return (value + ROUND_REACH) // ROUND_BASE * ROUND_BASE


Names = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
Always = Annotated[Literal[True], BeforeValidator(_as_true)]


class Decision(Model):
    """Who decided the policy, when, and under which reference; a policy without one is a draft."""

    by: str = Field(min_length=1)
    on: date
    ref: str = Field(min_length=1)


class Applies(Model):
    """Kinds of order and registers the policy is written for; empty = all."""

    kinds: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()


class Persons(Model):
    """`t`: the smallest count of distinct persons that may be shown; 1…t−1 is hidden."""

    t: int = Field(ge=2)
    distinct: Always = True


class When(Model):
    """What a raise answers to: one of the breakdowns stands in the table, or the order's codes fall in the named group."""

    breakdown: Names = ()
    code_group: Literal["sensitive"] | None = None


class Raise(Model):
    """A higher threshold under a condition; all that match add up and the strictest wins."""

    when: When
    t: int = Field(ge=2)


class GroupRule(Model):
    """Shares of a group that say something of everyone in it (percent), and the group size under which they are hidden: `2t` or a number."""

    sensitive_share: tuple[int, ...] = (0, 100)
    min_group: str = Field(default="2t", pattern=r"^(\d+t|\d+)$")


class RowRule(Model):
    """Rows and amounts follow the persons' verdict; `width` is the least interval of a hidden one, as a share of its upper end."""

    follow_persons: Always = True
    width: float = Field(default=0.10, ge=0, lt=1)


class Forbid(Model):
    """Breakdowns refused for the companies' measures, and what lifts the refusal."""

    breakdowns: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    legal: str = ""


class CompanyRule(Model):
    """Sales secrecy: an economic cell with fewer than `company_min` companies is hidden; `p`: the p % rule (percent)."""

    measures: tuple[str, ...] = ()
    forbid: Forbid = Forbid()
    company_min: int = Field(default=2, ge=2)
    p: int = 15
    unknown: Literal["refuse"] = "refuse"
    valid_from: date | None = None
    valid_to: date | None = None


class Statistics(Model):
    """Least numbers of persons behind a mean, a median and the tail of a percentile; significant digits of a mean."""

    mean_n: int = 10
    median_n: int = 20
    percentile_tail: int = 5
    digits: int = 3
    min_max: Literal["never"] = "never"


class Survival(Model):
    """Least numbers behind a survival curve: at its start, per drawn step, at risk."""

    n_start: int = 20
    events_per_step: int = 5
    at_risk_min: int = 10
    ticks: Literal["never"] = "never"


class Secondary(Model):
    """What complementary hiding must reach and how long it may take (seconds; a limit ends in "not protected", never in another pattern)."""

    interval: Literal["1..t-1"] = "1..t-1"
    every_mark_one: bool = True
    insider: bool = True
    keep_totals: bool = True
    time_limit_s: int = Field(default=600, gt=0)
    max_cells: int = Field(default=20_000, gt=0)


class LedgerRule(Model):
    """Earlier deliveries that a new one is attacked together with."""

    scope: tuple[Literal["person", "organisation", "series", "public"], ...] = ()
    months: int = 36


class Supplied(Model):
    """Least size of a population the orderer supplies."""

    min_size: int = 50


class DisclosurePolicy(Model):
    """A complete policy, resolved: base, raises, the order's own tightening. The protected zone sees only this.

    `zeros`: `shown` = a zero is never hidden and every mark means at least 1; `hideable` = a zero may serve as cover; `hidden` = a zero is
    treated like 1…t−1. The first of `methods` is the default.
    """

    id: str = Field(alias="policy", pattern=r"^[a-z][a-z0-9-]*$")
    version: int = Field(ge=1)
    title: Text | None = None
    source: Text | None = None
    extends: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9-]*@\d+$")
    valid_from: date
    valid_to: date | None = None
    decided: Decision | None = None
    applies: Applies = Applies()
    mark: Literal["X"] = "X"
    zeros: Literal["shown", "hideable", "hidden"] = "shown"
    methods: tuple[Literal["suppress", "round5"], ...] = ("suppress",)
    persons: Persons
    raises: tuple[Raise, ...] = Field(default=(), alias="raise")
    group: GroupRule = GroupRule()
    rows: RowRule = RowRule()
    companies: CompanyRule = CompanyRule()
    stats: Statistics = Statistics()
    survival: Survival = Survival()
    secondary: Secondary = Secondary()
    ledger: LedgerRule = LedgerRule()
    denominator_min: int = Field(default=50, ge=0)
    supplied: Supplied = Supplied()
    sensitive: dict[str, str] = Field(default_factory=dict, description="Code system → expression of the codes judged more strictly.")

    @property
    def ref(self) -> str:
        """`id@version`."""
        return f"{self.id}@{self.version}"

    @property
    def t(self) -> int:
        """The smallest count of persons that may be shown, before raises."""
        return self.persons.t

    @property
    def is_draft(self) -> bool:
        """No decision is recorded: usable on synthetic snapshots only."""
        return self.decided is None

    @property
    def hash(self) -> str:
        """SHA-256 of the resolved policy as sorted JSON."""
        text = json.dumps(self.model_dump(mode="json", by_alias=True), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def threshold(self, breakdowns: Iterable[str] = (), *, is_sensitive: bool = False) -> int:
        """The threshold of a table with these breakdowns: the base raised by every line that matches."""
        present = set(breakdowns)
        lines = (line.t for line in self.raises if present & set(line.when.breakdown) or (is_sensitive and line.when.code_group == "sensitive"))
        return max((self.persons.t, *lines))

    @property
    def method(self) -> str:
        """The method that protects: the one the order chose, else the first."""
        return self.methods[0]

    def least_shown(self, threshold: int) -> int:
        """The smallest count of persons that is printed under a threshold."""
        return max(threshold, ROUND_FROM) if self.method == "round5" else threshold

    def hides(self, persons: int, breakdowns: Iterable[str] = ()) -> bool:
        """Whether a cell with so many distinct persons is hidden by its own content (used by the engine and by the forecast)."""
        return self.hides_below(persons, self.threshold(breakdowns))

    def hides_below(self, persons: int, threshold: int) -> bool:
        """The same with the threshold already known: 1…t−1, and 0 too where the policy hides zeros; 1…7 where counts are rounded."""
        return persons < self.least_shown(threshold) and (persons > 0 or self.zeros == "hidden")

    def hides_companies(self, companies: int | None) -> bool:
        """Whether an economic cell falls to sales secrecy: fewer companies than `company_min`, or not known how many."""
        return companies is None or companies < self.companies.company_min

    @property
    def min_group(self) -> int:
        """The group size under which a share of 0 or 100 percent is hidden, in persons."""
        text = self.group.min_group
        return int(text[:-1]) * self.t if text.endswith("t") else int(text)
