"""JobSpec → typed plan: finds each table's rows, cells, passes and cohort, and refuses what this edition cannot compute, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import product

from common.errors import Finding, InputRefused, Severity
from jobs.compute.dimensions import build_dimensions
from jobs.compute.matching import widen
from jobs.compute.measures import MEASURES, UNLIMITED, Measure
from jobs.compute.plan import OUTCOMES, Clock, CohortPlan, Dimension, Leaf, NettingPlan, Pass, Plan, RunIn, TablePlan
from jobs.spec import AgeLimit, CodeMatch, Cohort, Criterion, Group, JobSpec, TableJob
from metadata.model.period import add_months

CUTS = {"year": 12, "half_year": 6, "quarter": 3, "month": 1}


def build_plan(spec: JobSpec) -> Plan:
    """The plan of a spec. Raises InputRefused with every part that cannot be computed (`compute.error.…`, path into the spec)."""
    findings = list(_refusals(spec))
    if findings:
        raise InputRefused(findings)
    cohorts = {cohort.id: cohort for cohort in spec.cohorts}
    tables = tuple(_table(job, cohorts) for job in spec.tables)
    shared = tuple({plan.cohort.id: plan.cohort for plan in tables if plan.cohort is not None}.values())
    return Plan(snapshot=spec.snapshot, netting=_netting(tables), cohorts=shared, tables=tables)


def _refusals(spec: JobSpec) -> Iterator[Finding]:
    cohorts = {cohort.id: cohort for cohort in spec.cohorts}
    for number, job in enumerate(spec.tables):
        for code, params in _table_refusals(job, cohorts):
            yield Finding(code, Severity.error, f"/tables/{number}", {"table": job.shell.id, **params})


def _table_refusals(job: TableJob, cohorts: dict[str, Cohort]) -> Iterator[tuple[str, dict[str, str]]]:
    if job.shell.measure not in MEASURES:
        yield "compute.error.measure", {"measure": job.shell.measure}
        return
    measure = measure_of(job)
    if job.of not in cohorts or not _is_closed_chain(job.of, cohorts):
        yield "compute.error.cohort", {"cohort": job.of}
        return
    leaves = criteria_of(cohorts[job.of].criteria)
    events = [one for one in leaves if one.id == job.events]
    if not measure.from_index and not (events and any(measure.accepts(one) for one in events[0].registers)):
        yield "compute.error.events", {"criterion": job.events}
    if measure.is_new and (not job.look_back or (measure.run_in_months or job.run_in_months) is None):
        yield "compute.error.look_back", {}
    if any(dimension is None for dimension in build_dimensions(job)):
        yield "compute.error.breakdown", {}
    dated = [cohort for cohort in _chain(job.of, cohorts) if cohort.age is not None or (measure.from_index and cohort.id == job.of)]
    if any(not _has_index(cohort, cohorts) for cohort in dated):
        yield "compute.error.no_index", {"cohort": job.of}
    has_outcomes = any(breakdown.id in OUTCOMES for breakdown in job.breakdowns)
    if measure.has_outcomes and not (job.targets and job.window and has_outcomes and job.anchor == "index"):
        yield "compute.error.outcomes", {}
    if job.anchor == "event" and any(breakdown.id == "population" for breakdown in job.breakdowns):
        yield "compute.error.anchor", {}
    if len({breakdown.id for breakdown in job.shell.breakdowns} & set(CUTS)) > 1 or (measure.from_index and _has_codes(job)):
        yield "compute.error.breakdown", {}


def measure_of(job: TableJob) -> Measure:
    """The measure of a table. Broken down by population, patients are counted where their rows lie, not on an index date (measures.md 8)."""
    measure = MEASURES[job.shell.measure]
    by_population = any(breakdown.id == "population" for breakdown in job.breakdowns)
    return replace(measure, from_index=False) if measure.from_index and by_population else measure


def _has_codes(job: TableJob) -> bool:
    return any(breakdown.code_rows or breakdown.id == "population" for breakdown in job.breakdowns)


def _chain(name: str, cohorts: dict[str, Cohort]) -> Iterator[Cohort]:
    """A cohort, its base, its base's base."""
    while name != "population":
        yield cohorts[name]
        name = cohorts[name].base


def _has_index(cohort: Cohort, cohorts: dict[str, Cohort]) -> bool:
    """Whether its members have an index date: their own, or, where meeting no criterion makes a member, that of the base."""
    if not _is_open(cohort):
        return bool(index_leaves(cohort))
    return cohort.base != "population" and _has_index(cohorts[cohort.base], cohorts)


def _is_open(cohort: Cohort) -> bool:
    """Whether a person who meets no criterion at all is a member."""
    return holds(cohort.criteria, frozenset(), {id(one): number for number, one in enumerate(criteria_of(cohort.criteria))})


def _is_closed_chain(name: str, cohorts: dict[str, Cohort]) -> bool:
    seen: set[str] = set()
    while name != "population":
        if name in seen or name not in cohorts:
            return False
        seen.add(name)
        name = cohorts[name].base
    return True


def criteria_of(group: Group) -> tuple[Criterion, ...]:
    """Every criterion of a tree in reading order."""
    return tuple(_walk(group.members))


def _walk(members: Iterable[Criterion | Group]) -> Iterator[Criterion]:
    for member in members:
        if isinstance(member, Group):
            yield from _walk(member.members)
        else:
            yield member


def index_leaves(cohort: Cohort) -> frozenset[int]:
    """Numbers of the criteria whose rows may be the index row: the named one, else those of the first positive part of the tree."""
    leaves = criteria_of(cohort.criteria)
    if cohort.index_date not in ("first", "each"):
        return frozenset(number for number, one in enumerate(leaves) if one.id == cohort.index_date)
    chosen = {id(one) for one in _first_positive(cohort.criteria)}
    return frozenset(number for number, one in enumerate(leaves) if id(one) in chosen)


def _first_positive(group: Group) -> list[Criterion]:
    """`all`: the first member that has any; `any`: those of every member; `none`: nothing."""
    if group.operator == "none":
        return []
    parts = [_first_positive(member) if isinstance(member, Group) else [member] for member in group.members]
    if group.operator == "any":
        return [one for found in parts for one in found]
    return next((found for found in parts if found), [])


def holds(group: Group, met: frozenset[int], numbers: dict[int, int]) -> bool:
    """Whether a person who meets exactly these criteria belongs to the group; `numbers`: id() of a criterion → its number."""
    results = [holds(member, met, numbers) if isinstance(member, Group) else numbers[id(member)] in met for member in group.members]
    return {"all": all(results), "any": any(results), "none": not any(results)}[group.operator]


def _cohort(name: str, cohorts: dict[str, Cohort]) -> CohortPlan | None:
    if name == "population":
        return None
    cohort = cohorts[name]
    found, first = criteria_of(cohort.criteria), index_leaves(cohort)
    leaves = tuple(Leaf(number, one, number in first) for number, one in enumerate(found))
    return CohortPlan(cohort, leaves, is_open=_is_open(cohort), base=_cohort(cohort.base, cohorts))


def _is_trivial(cohort: Cohort, measure: Measure) -> bool:
    """One plain criterion: its rows are its members, nothing to compute."""
    found = criteria_of(cohort.criteria)
    plain = len(found) == 1 and found[0].at_least == 1 and found[0].run_in_months is None and found[0].relation is None
    nested = any(isinstance(member, Group) for member in cohort.criteria.members) or cohort.criteria.operator == "none"
    limit = cohort.age is None or cohort.age.at == "year_end"
    return plain and not nested and limit and cohort.base == "population" and not measure.from_index


def _table(job: TableJob, cohorts: dict[str, Cohort]) -> TablePlan:
    measure, cohort = measure_of(job), cohorts[job.of]
    dimensions = tuple(dimension for dimension in build_dimensions(job) if dimension is not None)
    limits = [one.age for one in _chain(cohort.id, cohorts) if one.age is not None]
    age = narrowest([limit for limit in limits if limit.at == "year_end"])
    long = Clock(job.shell.period, None).is_long and not any(dimension.kind == "period" for dimension in dimensions)
    is_trivial = _is_trivial(cohort, measure)
    needs_cohort = not is_trivial or (age is not None and (long or _period_total(dimensions)))
    planned = _cohort(cohort.id, cohorts) if needs_cohort else None
    return TablePlan(
        shell=job.shell, measure=measure, events=_events(job, cohort, measure), cohort=planned, members=None if is_trivial else planned,
        age_year_end=age, ages=narrowest(limits), anchor=job.anchor, dimensions=dimensions, passes=_passes(job, measure, dimensions, planned is not None and planned.has_each),
        run_in=_run_in(job, measure), rate=job.rate, options=job.options, targets=job.targets, window=job.window or (0, 0), follow_up_to=job.follow_up_to,
    )


def narrowest(limits: Sequence[AgeLimit]) -> AgeLimit | None:
    """The ages inside every limit, None without one; `first` above `last` where the limits have no age in common."""
    if not limits:
        return None
    last = min((limit.last for limit in limits if limit.last is not None), default=None)
    return AgeLimit(at=limits[0].at, first=max(limit.first or 0 for limit in limits), last=last)


def _period_total(dimensions: Sequence[Dimension]) -> bool:
    return any(dimension.kind == "period" and dimension.shell.has_total for dimension in dimensions)


def _events(job: TableJob, cohort: Cohort, measure: Measure) -> tuple[Criterion, ...]:
    """The criterion whose rows are counted; for the four populations the drug criterion and the care criterion."""
    found = criteria_of(cohort.criteria)
    if any(breakdown.id == "population" for breakdown in job.breakdowns):
        drugs = [one for one in found if "lmed" in one.registers][:1]
        care = [one for one in found if "lmed" not in one.registers][:1]
        return (*drugs, *care)
    if measure.from_index:
        return ()
    event = next(one for one in found if one.id == job.events)
    filters = {**event.filters, "emergency": "true"} if measure.is_emergency else event.filters
    return (event.model_copy(update={"registers": tuple(one for one in event.registers if measure.accepts(one)), "filters": filters}),)


def _run_in(job: TableJob, measure: Measure) -> RunIn | None:
    if not measure.is_new:
        return None
    months = measure.run_in_months or job.run_in_months or UNLIMITED
    return RunIn(months, job.look_back or "group", job.options.get("lookback_residence", "ignore"))  # type: ignore[arg-type]


def _passes(job: TableJob, measure: Measure, dimensions: tuple[Dimension, ...], each: bool) -> tuple[Pass, ...]:
    """Breakdowns that persons do not add over are counted apart, margin and all; the others by grouping sets in one pass."""
    is_once = not measure.is_new or job.look_back in (None, "group")
    adds = (measure.adds_over_periods and is_once) or (measure.from_index and not each)
    apart = [one for one in dimensions if one.kind in ("code", "population") or (one.kind == "period" and not adds)]
    together = [one for one in dimensions if one not in apart]
    sets = [tuple(name for name in chosen if name) for chosen in product(*(_choices(one) for one in together))]
    cut = next((CUTS[one.id] for one in dimensions if one.kind == "period"), None)
    made = []
    for chosen in product(*(_choices(one) for one in apart)):
        kept = tuple(name for name in chosen if name)
        totalled = frozenset(one.id for one in apart) - frozenset(kept)
        months = None if any(one.kind == "period" and one.id in totalled for one in apart) else cut
        made.append(Pass(Clock(job.shell.period, months), totalled, tuple((*kept, *one) for one in sets)))
    return tuple(made)


def _choices(dimension: Dimension) -> tuple[str | None, ...]:
    return (dimension.id, None) if dimension.shell.has_total else (dimension.id,)


def _netting(tables: Sequence[TablePlan]) -> NettingPlan | None:
    """One matching of corrections for every drug criterion of the spec: the union of their codes, from the first day any of them looks at."""
    match: list[CodeMatch] = []
    days: list[date] = []
    for criterion, first, group in _drug_rows(tables):
        days.append(first)
        wide = widen(criterion.match, int(group[6:])) if group.startswith("level:") else criterion.match
        match.extend(one for one in (wide or (EVERY_CODE,)) if one not in match)
    if not days:
        return None
    return NettingPlan(() if EVERY_CODE in match else tuple(match), min(days), any(table.measure.counts == "amount" for table in tables))


EVERY_CODE = CodeMatch(system="ATC", includes=())


def _drug_rows(tables: Sequence[TablePlan]) -> Iterator[tuple[Criterion, date, str]]:
    for table in tables:
        run_in = table.run_in
        for criterion in table.events:
            if "lmed" in criterion.registers:
                yield criterion, first_day(table.shell.period.first, run_in.months if run_in else 0), run_in.group if run_in else "group"
        for target in table.targets:
            if "lmed" in target.criterion.registers:
                yield target.criterion, target.criterion.period.first, "group"
        cohort = table.cohort
        while cohort is not None:
            for leaf in cohort.leaves:
                if "lmed" in leaf.criterion.registers:
                    yield leaf.criterion, first_day(leaf.criterion.period.first, leaf.criterion.run_in_months or 0), leaf.criterion.look_back or "group"
            cohort = cohort.base


def first_day(start: date, run_in_months: int) -> date:
    """The first day whose rows matter: the start less the run-in; the beginning of time when it is unlimited."""
    return date(1900, 1, 1) if run_in_months == UNLIMITED else add_months(start, -run_in_months)
