"""What a rule is, and what it is handed: the order, the catalogue, the context and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from assistant.judgement import Context
from assistant.order.criterion import Criterion
from assistant.order.order import Order
from assistant.order.table import OrderTable
from assistant.specification import TablePlan, plan_tables
from catalog.lookup import Catalogue
from common.errors import Finding, Fix, Severity
from metadata.model.measure import Measure
from metadata.model.period import Period


class Found(NamedTuple):
    """One place where a rule speaks: pointer, values of the sentence, a fix. The rest is the rule's unless said here."""

    path: str
    params: Mapping[str, Any] = {}
    fix: Fix | None = None
    severity: Severity | None = None
    translation: str | None = None


@dataclass(frozen=True)
class Case:
    """Everything a rule may read; never microdata, a file, the database or a clock."""

    order: Order
    catalogue: Catalogue
    context: Context

    @cached_property
    def plans(self) -> Mapping[str, TablePlan]:
        """Tables that are complete enough to be planned, by JSON pointer."""
        return plan_tables(self.order, self.catalogue, self.context)

    @cached_property
    def criteria(self) -> tuple[tuple[str, Criterion], ...]:
        """Every single criterion with its JSON pointer."""
        return tuple((path, criterion) for path, _cohort, criterion in self.order.criteria())

    @cached_property
    def content(self) -> Mapping[str, Any]:
        """Thresholds and sources of every rule by id."""
        found: dict[str, Any] = {}
        for document in self.catalogue.rules.values():
            found |= document if isinstance(document, dict) else {}
        return found

    def limits(self, rule: str) -> Mapping[str, Any]:
        """The thresholds of a rule as written in the content; empty when it has none."""
        found: Mapping[str, Any] = (self.content.get(rule) or {}).get("limits", {})
        return found

    def day(self, rule: str, name: str) -> date:
        """A threshold that is a day."""
        return Period.parse(self.limits(rule)[name]).first

    def path_of(self, criterion: Criterion) -> str:
        """The JSON pointer of a criterion of this order."""
        return next(path for path, one in self.criteria if one is criterion)

    def parts(self, criterion: Criterion) -> tuple[str, ...]:
        """Registers of a criterion, families resolved."""
        return self.catalogue.members(criterion.register_code)

    def dated(self) -> list[tuple[str, Criterion, Period]]:
        """Criteria with a closed period, with pointer and period."""
        found = [(path, criterion, criterion.period.period) for path, criterion in self.criteria if criterion.period is not None]
        return [(path, criterion, period) for path, criterion, period in found if period is not None]

    def measure_of(self, table: OrderTable) -> Measure | None:
        """The measure of a table, None while it is missing or unknown."""
        return self.catalogue.measures.get(table.measure)


Check = Callable[[Case], Iterable[Found]]


@dataclass(frozen=True)
class Rule:
    """A rule of rules.md: its id, severity and condition."""

    id: str
    severity: Severity
    check: Check = field(repr=False)

    def speak(self, case: Case) -> list[Finding]:
        """Every finding of the rule about an order; none outside the rule's effective dates."""
        entry = case.content.get(self.id) or {}
        if not _in_force(entry, case.context.today):
            return []
        return [
            Finding(self.id, one.severity or self.severity, one.path, dict(one.params), one.fix, entry.get("source"), one.translation)
            for one in self.check(case)
        ]


def _in_force(entry: Mapping[str, Any], today: date) -> bool:
    since, until = entry.get("effective_from"), entry.get("effective_to")
    return (since is None or date.fromisoformat(since) <= today) and (until is None or today <= date.fromisoformat(until))


def set_value(path: str, value: Any) -> Fix:
    """The fix that writes a value at a pointer."""
    return Fix("set", {"path": path, "value": value})


def set_period(path: str, period: Period, *, first: date | None = None, last: date | None = None) -> Fix | None:
    """The fix that moves an end of a criterion's period; None when nothing of the period would be left."""
    begin, end = first or period.first, last or period.last
    return set_value(f"{path}/period", str(Period(first=begin, last=end))) if begin <= end else None
