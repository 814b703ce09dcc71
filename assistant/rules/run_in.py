"""From when a run-in has the history it needs: start of the register's data, plus its months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from assistant.order.criterion import Criterion
from assistant.rules.rule import Case
from metadata.model.period import add_months


def run_ins(case: Case) -> Iterator[tuple[str, Criterion, int]]:
    """Criteria whose rows must be new after so many months: those of new-user tables and those with a run-in of their own."""
    for path, criterion in case.criteria:
        months = [plan.run_in_months for plan in case.plans.values() if plan.events is criterion and (plan.run_in_months or 0) > 0]
        if isinstance(criterion.run_in_months, int):
            months.append(criterion.run_in_months)
        known = [number for number in months if number is not None]
        if known:
            yield path, criterion, max(known)


def data_start(case: Case, criterion: Criterion) -> date:
    """First day with rows of the criterion's register: the register's own, or the snapshot's where that begins later."""
    registers = [case.catalogue.registers[part] for part in case.parts(criterion) if part in case.catalogue.registers]
    days = [register.first_day for register in registers]
    if case.context.snapshot is not None:
        days += [facts.data_from for part in case.parts(criterion) if (facts := case.context.snapshot.get_register(part)) is not None]
    return max(days, default=date.min)


def earliest(case: Case, criterion: Criterion, months: int) -> date:
    """First day on which a person can be called new."""
    return add_months(data_start(case, criterion), months)


def clean_start(case: Case, criterion: Criterion, months: int) -> date:
    """First day whose whole history lies after the uncertain dates of the drug register's first half-year; no such day elsewhere."""
    if criterion.register_code != "lmed":
        return date.min
    return add_months(case.day("MEAS-03", "uncertain_to"), months) + timedelta(days=1)
