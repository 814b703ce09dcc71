"""Which rows a table counts and when: the event criterion, the sources of a population breakdown, the study period, the registers and their breaks."""

from __future__ import annotations

from assistant.order.cohort import Cohort
from assistant.order.criterion import Criterion
from assistant.order.order import Order
from assistant.order.table import OrderTable
from catalog.lookup import Catalogue
from metadata.model.measure import Measure
from metadata.model.period import Period


def criteria_of(order: Order, cohort_id: str, seen: tuple[str, ...] = ()) -> list[Criterion]:
    """Top-level criteria of a cohort, then those of the cohort it starts from."""
    cohort = order.find_cohort(cohort_id)
    if cohort is None or cohort_id in seen:
        return []
    own = [condition for condition in cohort.criteria if isinstance(condition, Criterion)]
    return own + criteria_of(order, cohort.base, (*seen, cohort_id))


def event_criterion(order: Order, table: OrderTable, catalogue: Catalogue) -> Criterion | None:
    """The first top-level criterion of a register that the measure accepts; the first of all while the measure is unknown.

    With a `population` breakdown the persons come from both sources, which may stand inside a group; the first source then stands for them.
    """
    sources = population_sources(order, table, catalogue)
    if sources:
        return next(iter(sources.values()))
    found = criteria_of(order, table.of)
    measure = catalogue.measures.get(table.measure)
    if measure is None:
        return next(iter(found), None)
    return next((criterion for criterion in found if _accepts(measure, criterion, catalogue)), None)


def _accepts(measure: Measure, criterion: Criterion, catalogue: Catalogue) -> bool:
    accepted = {part for register in measure.registers for part in catalogue.members(register)}
    parts = catalogue.members(criterion.register_code)
    return bool(accepted.intersection(parts)) or any(measure.accepts(part) for part in parts)


def population_sources(order: Order, table: OrderTable, catalogue: Catalogue) -> dict[str, Criterion]:
    """For a `population` breakdown: the criteria behind LMED and PAR; empty without one. Looks into groups, since either may qualify a person."""
    if table.choice("population") is None:
        return {}
    found: dict[str, Criterion] = {}
    for _path, cohort, criterion in order.criteria():
        name = "LMED" if criterion.register_code == "lmed" else "PAR" if set(catalogue.members(criterion.register_code)) & {"par_in", "par_out"} else None
        if name and cohort.id == table.of:
            found.setdefault(name, criterion)
    return found


def study_period(order: Order, table: OrderTable, catalogue: Catalogue) -> Period | None:
    """The closed period that is cut into cells: that of the counted rows; with a population breakdown the one both sources lie in."""
    events = event_criterion(order, table, catalogue)
    criteria = list(population_sources(order, table, catalogue).values()) or ([events] if events else [])
    periods = [criterion.period.period for criterion in criteria if criterion.period is not None and criterion.period.period is not None]
    if not periods or len(periods) < len(criteria):
        return None
    first, last = max(period.first for period in periods), min(period.last for period in periods)
    return Period(first=first, last=last) if first <= last else None


def registers_of(order: Order, table: OrderTable, catalogue: Catalogue) -> tuple[str, ...]:
    """Registers whose rows the table rests on: every criterion of its cohort, groups opened, families resolved; sorted."""
    cohorts = _with_bases(order, table.of)
    found = {part for _path, cohort, criterion in order.criteria() if cohort.id in cohorts for part in catalogue.members(criterion.register_code)}
    return tuple(sorted(found))


def ages_of(order: Order, cohort_id: str) -> tuple[int, int | None]:
    """First and last age (None = no last) inside the age limits of a cohort and of every cohort it starts from; (0, None) without a limit."""
    limits = [cohort.age for cohort in cohorts_of(order, cohort_id) if cohort.age is not None]
    last = min((limit.last for limit in limits if limit.last is not None), default=None)
    return max((limit.first or 0 for limit in limits), default=0), last


def cohorts_of(order: Order, cohort_id: str) -> list[Cohort]:
    """A cohort and every cohort it starts from."""
    found = (order.find_cohort(one) for one in sorted(_with_bases(order, cohort_id)))
    return [one for one in found if one is not None]


def _with_bases(order: Order, cohort_id: str) -> set[str]:
    found: set[str] = set()
    while cohort_id not in found and order.find_cohort(cohort_id) is not None:
        found.add(cohort_id)
        cohort_id = order.find_cohort(cohort_id).base  # type: ignore[union-attr]
    return found
