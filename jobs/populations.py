"""Whom each table of a spec counts, in the plain words that disclosure control compares: formulas of conditions, periods, codes and ages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from common.documents import canonical_json
from jobs.compute.measures import MEASURES
from jobs.compute.plan import OUTCOMES
from jobs.disclosure.kin import Counted, Formula, Predicate
from jobs.disclosure.kin.codesets import LAST, name_of, tidy, without
from jobs.disclosure.kin.counted import Extent
from jobs.disclosure.kin.implication import row_meets
from jobs.disclosure.kin.periods import name_period
from jobs.spec import AgeLimit, Band, CodeItem, CodeMatch, Cohort, Criterion, Group, JobSpec, TableJob
from metadata.model.period import CellPeriod, add_months

USUAL = frozenset({"on", "include", "as_recorded", "ignore"})
"""Values of options that leave nothing out."""
FIXED_FILTERS = frozenset({"date", "person"})
"""Filters that choose another date or person instead of leaving rows out."""
OLDEST = 200
FAR = 1_000_000
"""Added to days from the index date so that their texts sort as they do."""


def describe_tables(spec: JobSpec) -> dict[str, Counted]:
    """Table id → what it counts."""
    cohorts = {cohort.id: cohort for cohort in spec.cohorts}
    return {job.shell.id: _Table(job, cohorts).describe() for job in spec.tables}


class _Table:
    """One table being described. An age limit at the year's end that means the same years as the table's own ages becomes the place where it stands."""

    def __init__(self, job: TableJob, cohorts: Mapping[str, Cohort]) -> None:
        self._job, self._shell, self._cohorts = job, job.shell, cohorts
        chain = list(_chain(job.of, cohorts))
        self._criteria = {one.id: one for cohort in chain for one in _criteria(cohort.criteria)}
        self._events = self._criteria.get(job.events)
        self._codes = _extent(self._events.match) if self._events is not None else None
        own = chain[0].age if chain else None
        self._limit = own if own is not None and own.at == "year_end" and self._has_ages_at_year_end() else None

    def _has_ages_at_year_end(self) -> bool:
        cell, period = self._job.cell_period, self._shell.period
        short = period.last < add_months(period.first, 12)
        return self._job.anchor == "year_end" and (cell is CellPeriod.year or (cell is CellPeriod.whole and short))

    def describe(self) -> Counted:
        """What the table counts, in plain words."""
        stands = {"period": name_period(self._shell.period)}
        codes: dict[str, dict[str, str]] = {}
        extents: dict[str, Extent] = {}
        if self._codes is not None:
            stands["code"] = name_of(self._codes)
            extents[stands["code"]] = self._codes
        if self._limit is not None:
            stands["age_group"] = _band_name(self._limit.first or 0, self._limit.last)
        for breakdown in self._job.breakdowns:
            if self._job.targets and breakdown.id in OUTCOMES:
                outcomes = self._outcomes([category.code for one in self._shell.breakdowns if one.id == breakdown.id for category in one.categories])
                codes[breakdown.id] = {code: name for code, (name, _days) in outcomes.items()}
                extents |= {name: extent for name, extent in outcomes.values() if extent}
            elif breakdown.periods:
                codes[breakdown.id] = {code: name_period(period) for code, period in breakdown.periods.items()}
            elif breakdown.code_rows:
                found = {row.code: _extent((row.match,)) or () for row in breakdown.code_rows}
                codes[breakdown.id] = {code: name_of(extent) for code, extent in found.items()}
                extents |= {name_of(extent): extent for extent in found.values()}
            elif self._job.targets and breakdown.id in OUTCOMES:
                codes[breakdown.id] = {code: f"{code} of {self._outcome()}" for code in breakdown.codes}
            elif breakdown.bands:
                codes[breakdown.id] = {band.code: self._clip(band) for band in breakdown.bands}
        return Counted(noun=self._noun(), formula=self._formula(), anchor=self._job.anchor, stands=stands, codes=codes, extents=extents)

    def _outcomes(self, categories: list[str]) -> dict[str, tuple[str, Extent]]:
        """What follows or precedes the index date: the same codes in a longer window hold those of a shorter one; the last category is nobody's target."""
        job = self._job
        first, last = job.window or (0, 0)
        found: dict[str, tuple[str, Extent]] = {}
        targets = {target.code: target.model_dump(mode="json") for target in job.targets}
        for code in categories:
            said = canonical_json({"target": targets.get(code), "options": dict(job.options), "others": [] if code in targets else sorted(targets.items())})
            digest = hashlib.sha256(said.encode()).hexdigest()[:12]
            days = (f"outcome {digest}:{first + FAR:07d}", f"outcome {digest}:{last + FAR + 1:07d}")
            found[code] = f"{code} {first}..{last} {digest}", (days,) if code in targets and job.options.get("assignment") != "first" else ()
        return found

    def _clip(self, band: Band) -> str:
        """A band of ages as far as the cohort's own limit reaches."""
        if self._limit is None:
            return _band_name(band.first, band.last)
        first, last = max(band.first, self._limit.first or 0), min(OLDEST if band.last is None else band.last, OLDEST if self._limit.last is None else self._limit.last)
        return _band_name(first, None if last == OLDEST else last) if first <= last else f"none of {band.code}"

    def _outcome(self) -> str:
        """What is looked for around the index date, and how, in one word."""
        job = self._job
        told = canonical_json({"targets": [one.model_dump(mode="json") for one in job.targets], "window": job.window, "options": job.options})
        return f"{self._shell.measure}:{hashlib.sha256(told.encode()).hexdigest()[:16]}"

    def _noun(self) -> str:
        shell = self._shell
        if self._job.targets and (MEASURES[shell.measure].is_followed or self._job.options.get("denominator") == "alive_at_to"):
            return f"persons followed for {self._outcome()}"
        if shell.unit == "person":
            return "persons"
        return f"{'amount ' if shell.unit == 'amount' else ''}{shell.measure}@{shell.measure_version}/{shell.scale}"

    def _formula(self) -> Formula:
        row = self._row()
        sources = self._sources()
        parts: list[Predicate | Formula] = [self._simplified(cohort.criteria, row) for cohort in _chain(self._job.of, self._cohorts)]
        for at, cohort in enumerate(_chain(self._job.of, self._cohorts)):
            if cohort.age is not None and (cohort.age.at == "index" or (at == 0 and self._limit is None)):
                parts.append(_age(cohort.age))
        return Formula(members=(*parts, *(sources or (row,) if row is not None else ())))

    def _row(self) -> Predicate | None:
        """The condition that a counted row lies in the cell."""
        events, job = self._events, self._job
        if events is None:
            return None
        options = {name: value for name, value in job.options.items() if value not in USUAL}
        if job.targets and (self._shell.measure in MEASURES and MEASURES[self._shell.measure].is_followed or job.options.get("denominator") == "alive_at_to"):
            options["followed"] = f"{job.window} {job.follow_up_to}"
        measure = MEASURES.get(self._shell.measure)
        read = [one for one in events.registers if measure is None or measure.accepts(one)]
        made = _row_of(events, options).model_copy(update={"registers": tuple(sorted(read))})
        if job.look_back is not None and self._shell.measure in MEASURES and MEASURES[self._shell.measure].is_new:
            group = None if job.look_back != "group" else self._codes
            return made.model_copy(update={"kind": "new", "codes": group, "look_back": job.look_back, "months": MEASURES[self._shell.measure].run_in_months or job.run_in_months})
        if self._shell.measure in MEASURES and MEASURES[self._shell.measure].from_index and not self._sources():
            return made.model_copy(update={"kind": "index"})
        return made

    def _sources(self) -> tuple[Predicate, ...]:
        """With a breakdown of populations the rows lie in either source; the same sources, the same people."""
        if not any(breakdown.id == "population" for breakdown in self._job.breakdowns):
            return ()
        return tuple(_row_of(one, {"population": "either"}) for one in self._criteria.values())

    def _simplified(self, group: Group, row: Predicate | None) -> Formula:
        """A cohort's tree; criteria that every counted row of the table meets by itself are left out as true."""
        members: list[Predicate | Formula] = []
        for member in group.members:
            if isinstance(member, Group):
                members.append(self._simplified(member, row))
                continue
            made = self._criterion(member)
            period = self._shell.period
            always = row is not None and not self._sources() and row_meets(row, self._codes, period.first.isoformat(), period.last.isoformat(), made)
            members.append(Formula() if always else made)
        return Formula(operator=group.operator, members=tuple(members))

    def _criterion(self, one: Criterion) -> Predicate:
        relation = one.relation
        target = self._criteria.get(relation.to) if relation is not None else None
        return _row_of(one, {}).model_copy(update={
            "kind": "meets", "codes": _extent(one.match), "first": one.period.first.isoformat(), "last": one.period.last.isoformat(),
            "at_least": one.at_least, "months": one.run_in_months, "look_back": one.look_back if one.run_in_months is not None else None,
            "target": self._criterion(target) if target is not None and target is not one else None,
            "from_days": relation.from_days if relation is not None else None, "to_days": relation.to_days if relation is not None else None,
        })  # fmt: skip


def _row_of(one: Criterion, options: Mapping[str, str]) -> Predicate:
    filters = {name: value for name, value in one.filters.items() if name not in FIXED_FILTERS} | dict(options)
    fixed = {name: value for name, value in one.filters.items() if name in FIXED_FILTERS}
    return Predicate(kind="row", registers=tuple(sorted(one.registers)), variable=one.variable, position=one.position, filters=filters, fixed=fixed)


def _age(limit: AgeLimit) -> Predicate:
    last = OLDEST if limit.last is None else limit.last
    return Predicate(kind="age", look_back=limit.at, first=str(limit.first or 0), last=str(last))


def _chain(name: str, cohorts: Mapping[str, Cohort], seen: tuple[str, ...] = ()) -> tuple[Cohort, ...]:
    """A cohort and those it starts from, nearest first."""
    if name not in cohorts or name in seen:
        return ()
    return (cohorts[name], *_chain(cohorts[name].base, cohorts, (*seen, name)))


def _criteria(group: Group) -> tuple[Criterion, ...]:
    return tuple(one for member in group.members for one in (_criteria(member) if isinstance(member, Group) else (member,)))


def _extent(matches: tuple[CodeMatch, ...]) -> Extent | None:
    """The codes of a match, each begun with its system; None = any code."""
    if not matches:
        return None
    found: list[tuple[str, str]] = []
    for match in matches:
        included = tidy(_interval(match.system, item) for item in match.includes)
        found += without(included, tidy(_interval(match.system, item) for item in match.excludes))
    return tidy(found)


def _interval(system: str, item: CodeItem) -> tuple[str, str]:
    first = f"{system}:{item.first}"
    if item.kind == "exact":
        return first, first + "\0"
    return first, f"{system}:{item.last if item.kind == 'range' else item.first}{LAST}"


def _band_name(first: int, last: int | None) -> str:
    return f"{first}+" if last is None else str(first) if first == last else f"{first}-{last}"


