"""Every cell of a table counted for itself from the rows, the long way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from jobs.compute.reference.amounts import AMOUNTS, companies_of, counts_after_dose
from jobs.compute.reference.cohorts import Membership, criteria_of, is_inside
from jobs.compute.reference.denominators import Populations
from jobs.compute.reference.frames import Frames
from jobs.compute.reference.newness import is_new
from jobs.compute.reference.outcomes import OUTCOMES, is_followed, outcomes
from jobs.compute.reference.people import Attributes, People
from jobs.compute.reference.rows import Row, drug_rows, matches, rows_of
from jobs.compute.reference.stays import days, stays
from jobs.compute.reference.treatment import share_beyond, time_of
from jobs.spec import AgeLimit, BreakdownJob, Cohort, Criterion, TableJob
from metadata.model.period import Period, add_months
from metadata.model.table import TOTAL, UNKNOWN, Breakdown, Category, CellKey, Count, CountTable, Curve, unknown_label

PERIODS = ("year", "half_year", "quarter", "month")
NEW = {"new_users_12m": 12, "new_users_unlimited": -1, "new_users": None, "new_patients": None}
REGISTERS = {
    "patients_inpatient": ("par_in",), "care_episodes": ("par_in",), "hospital_stays": ("par_in",), "care_days": ("par_in",), "new_patients": ("par_in", "par_out"), "patients_outpatient": ("par_out",), "outpatient_visits": ("par_out",), "ed_visits": ("par_out",),
    "patients_any_care": ("par_in", "par_out"), "prevalent_diagnosis": ("par_in", "par_out"),
}
EVERYBODY = "every"
"""Stands for all days of a curve."""
ROWS = ("dispensings", "ed_visits", "care_episodes", "outpatient_visits", "hospital_stays", "care_days")


@dataclass
class Sum:
    """What gathers in a cell."""

    value: int = 0
    persons: set[int] = field(default_factory=set)
    companies: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Unit:
    """A person's part of a cell: attributes, value, whether the person stands behind it, companies."""

    person: int
    attributes: Attributes
    value: int
    is_behind: bool
    companies: frozenset[str] = frozenset()
    time: tuple[int, bool] | None = None


class Counter:
    """One table of a spec on the frames."""

    def __init__(self, job: TableJob, cohorts: Mapping[str, Cohort], frames: Frames) -> None:
        self.job, self.frames, self.people = job, frames, People(frames)
        self.measure, self.cohort = job.shell.measure, cohorts[job.of]
        self.membership = Membership(self.cohort, cohorts, frames)
        self.jobs = {one.id: one for one in job.breakdowns}
        self.on_index = (self.measure == "patients" and "population" not in self.jobs) or bool(job.targets)
        """Patients are counted on their index date; broken down by population, where their rows lie (measures.md 8)."""
        self.events = [] if self.on_index else self._events()
        self.limits = list(_limits(self.cohort, cohorts))
        self.populations = Populations(job, self._cells(), [(limit.first, limit.last) for limit in self.limits], frames)

    def count(self) -> CountTable:
        """The table, its cells filled in one by one."""
        sums: dict[CellKey, Sum] = {}
        for parts in product(*(self._apart(one) for one in self.job.shell.breakdowns)):
            for unit in self._units(dict(parts)):
                for key in self._keys(unit, dict(parts)):
                    found = sums.setdefault(key, Sum())
                    found.value += unit.value
                    found.persons |= {unit.person} if unit.is_behind else set()
                    found.companies |= unit.companies
        return self._table(sums)

    def _curves(self) -> dict[CellKey, Curve]:
        """The curve of every cell of a table of treatment, from the times of everybody in the row."""
        if self.measure != "time_on_treatment":
            return {}
        days = [one.id for one in self.job.shell.breakdowns].index("days")
        times: dict[CellKey, list[tuple[int, bool]]] = {}
        for parts in product(*([("days", EVERYBODY)] if one.id == "days" else self._apart(one) for one in self.job.shell.breakdowns)):
            for unit in self._units(dict(parts)):
                for key in self._keys(unit, dict(parts)):
                    times.setdefault(key, []).extend([unit.time] if unit.time is not None else [])
        return {
            (*key[:days], day, *key[days + 1 :]): Curve(share_beyond(found, int(day)), len(found), sum(event for time, event in found if time <= int(day)))
            for key, found in times.items() for day in self.job.shell.breakdowns[days].codes if found
        }

    def _incomplete(self) -> frozenset[CellKey]:
        """Cells of an amount in which more than three rows in ten lack it, each row read placed like a person's part of the sum."""
        read: dict[CellKey, list[bool]] = {}
        for parts in product(*(self._apart(one) for one in self.job.shell.breakdowns)) if self.measure in AMOUNTS else ():
            period, is_whole = self._period(dict(parts))
            rows = [row for event in self.events for row in drug_rows(event.match, self.frames, self.job.options) if event.period.contains(row.date)]
            rows = [row for row in rows if period.contains(row.date) and (self.membership.is_plain or self.membership.is_member(row.person))]
            rows = self._of_code(rows, dict(parts)["code"] or TOTAL) if "code" in dict(parts) else rows
            for person in sorted({row.person for row in rows}):
                for attributes, own in self._groups(person, [row for row in rows if row.person == person], period, is_whole):
                    for key in self._keys(Unit(person, attributes, 0, True), dict(parts)):
                        read.setdefault(key, []).extend(AMOUNTS[self.measure](row) is None for row in own)
        return frozenset(key for key, found in read.items() if sum(found) * 100 > len(found) * 30)

    # which cells

    @property
    def _adds(self) -> bool:
        """Whether a person is in one period cell at most, or rows are counted: the margin over periods is then the union of its cells."""
        is_once = (self.measure == "new_users_unlimited" and self.job.look_back in (None, "group")) or (self.on_index and not self.membership.has_each)
        return self.measure in ROWS or self.measure in AMOUNTS or is_once

    def _apart(self, one: Breakdown) -> list[tuple[str, str | None]]:
        """Categories counted each for itself; attributes are handled person by person."""
        total = [TOTAL] if one.has_total else []
        if one.id in PERIODS:
            return [(one.id, code) for code in [*self.jobs[one.id].periods, *([] if self._adds else total)]]
        if one.id in OUTCOMES:
            return [(one.id, code) for code in one.codes]
        if one.id == "code":
            return [(one.id, code) for code in [*one.codes, UNKNOWN]]
        return [(one.id, code) for code in one.codes] if one.id == "population" else [(one.id, None)]

    def _keys(self, unit: Unit, parts: Mapping[str, str | None]) -> Iterator[CellKey]:
        choices = []
        for one in self.job.shell.breakdowns:
            code = parts[one.id]
            if code is None:
                found = category(self.jobs[one.id], unit.attributes)
                if found is None and not one.exhaustive:
                    return
                choices.append([found or UNKNOWN, *([TOTAL] if one.has_total else [])])
            else:
                choices.append([code, TOTAL] if one.id in PERIODS and self._adds and one.has_total else [code])
        yield from product(*choices)

    def _period(self, parts: Mapping[str, str | None]) -> tuple[Period, bool]:
        """The cell's dates within the table's period, and whether it is one whole cell."""
        whole = self.job.shell.period
        for name, code in parts.items():
            if name in PERIODS and code is not None and code != TOTAL:
                cell = self.jobs[name].periods[code]
                return Period(first=max(cell.first, whole.first), last=min(cell.last, whole.last)), False
        return whole, True

    # which rows

    def _events(self) -> list[Criterion]:
        criteria = list(criteria_of(self.cohort.criteria))
        if "population" in self.jobs:
            drugs = [one for one in criteria if "lmed" in one.registers][:1]
            return drugs + [one for one in criteria if "lmed" not in one.registers][:1]
        event = next(one for one in criteria if one.id == self.job.events)
        wanted = REGISTERS.get(self.measure, ("lmed",))
        filters = {**event.filters, **({"emergency": "true"} if self.measure == "ed_visits" else {})}
        return [event.model_copy(update={"registers": tuple(name for name in event.registers if name in wanted), "filters": filters})]

    def _candidates(self, period: Period) -> list[Row]:
        """Rows of the members that the measure may count, dated in the cell and in the criterion's period."""
        if self.on_index:
            persons = {row.person for one in _all_criteria(self.membership) for row in rows_of(one, self.frames, {})}
            rows = [row for person in persons for row in self.membership.index_rows(person)]
            return [row for row in rows if period.contains(row.date)]
        found = []
        for event in self.events:
            if self.measure in AMOUNTS:
                rows = [row for row in drug_rows(event.match, self.frames, self.job.options) if AMOUNTS[self.measure](row) is not None]
            else:
                rows = rows_of(event, self.frames, self.job.options)
            found += [row for row in rows if period.contains(row.date) and event.period.contains(row.date)]
        found = found if self.membership.is_plain else [row for row in found if self.membership.is_member(row.person)]
        return counts_after_dose(found, self.job.options.get("dose", "include")) if self.measure == "dispensings" else found

    def _of_code(self, rows: list[Row], code: str) -> list[Row]:
        shell = next(one for one in self.job.shell.breakdowns if one.id == "code")
        listed = {row.code: (row.match,) for row in self.jobs["code"].code_rows}
        if code == TOTAL:
            return rows if shell.exhaustive else [row for row in rows if any(matches(row.code, match) for match in listed.values())]
        if code == UNKNOWN:
            return [row for row in rows if not any(matches(row.code, match) for match in listed.values())] if shell.exhaustive else []
        return [row for row in rows if matches(row.code, listed[code])]

    def _is_new(self, row: Row) -> bool:
        months = NEW[self.measure] or self.job.run_in_months
        assert months is not None and self.job.look_back is not None
        if not is_new(row, self.events[0], self.job.look_back, months, self.frames, self.job.options):
            return False
        return self.job.options.get("lookback_residence") != "exclude" or not self.people.is_short_resident(row.person, row.date)

    # which persons, with which attributes

    def _units(self, parts: Mapping[str, str | None]) -> Iterator[Unit]:
        period, is_whole = self._period(parts)
        rows = self._candidates(self.job.shell.period if self.measure == "hospital_stays" else period)
        if "code" in parts:
            rows = self._of_code(rows, parts["code"] or TOTAL)
        if self.measure == "hospital_stays":
            rows = [row for row in self._stays(rows) if period.contains(row.date)]
        by_person: dict[int, list[Row]] = {}
        for row in rows:
            by_person.setdefault(row.person, []).append(row)
        outcome = next((code for name, code in parts.items() if name in OUTCOMES), None)
        for person, own in sorted(by_person.items()):
            if outcome is not None:
                first = [row for row in own if is_followed(self.job, row, self.frames)]
                own = sorted(first, key=Row.first)[:1]
                if not own or (outcome not in (TOTAL, EVERYBODY) and outcome not in outcomes(self.job, own[0], self.frames)):
                    continue
            if self._is_in_population(own, parts.get("population")):
                yield from self._person_units(person, own, period, is_whole)

    def _stays(self, rows: list[Row]) -> list[Row]:
        """Stays are joined over the whole period, so that one over the turn of a month is one."""
        return [row for person in sorted({row.person for row in rows}) for row in stays([one for one in rows if one.person == person], self.frames)]

    def _is_in_population(self, rows: list[Row], code: str | None) -> bool:
        drugs, care = any(row.key[0] == "lmed" for row in rows), any(row.key[0] != "lmed" for row in rows)
        return {"LMED": drugs, "PAR": care, "BADA": drugs and care}.get(code or "", True)

    def _person_units(self, person: int, rows: list[Row], period: Period, is_whole: bool) -> Iterator[Unit]:
        for attributes, own in self._groups(person, rows, period, is_whole):
            yield self._unit(person, attributes, own)

    def _groups(self, person: int, rows: list[Row], period: Period, is_whole: bool) -> Iterator[tuple[Attributes, list[Row]]]:
        """The person's rows with the attributes they are counted under: all together, or one by one where each row has its own."""
        counted = [row for row in rows if self._is_new(row)] if self.measure in NEW else rows
        if not counted:
            return
        if self.job.anchor == "event":
            groups = [([row], row) for row in {row.key: row for row in counted}.values()]
        else:
            deciding = [row for row in rows if row.is_counted] or rows
            if self.job.anchor == "index":
                row = min(counted if self.measure in NEW else deciding, key=Row.first)
            else:
                row = max(deciding, key=Row.last)
            groups = [(rows if self.measure in AMOUNTS else counted, row)]
        year = period.first.year if is_whole and self.job.anchor == "year_start" else period.last.year
        for own, row in groups:
            attributes = self.people.attributes(person, self.job.anchor, year, row)
            if self._is_inside_age(person, attributes, period, is_whole):
                yield attributes, own

    def _unit(self, person: int, attributes: Attributes, rows: list[Row]) -> Unit:
        if self.measure in AMOUNTS:
            behind = [row for row in rows if row.contributes]
            companies = frozenset(name for row in behind for name in companies_of(row, self.frames)) if self._wants_companies else frozenset()
            return Unit(person, attributes, sum(AMOUNTS[self.measure](row) or 0 for row in rows), bool(behind), companies)
        if self.measure == "care_days":
            return Unit(person, attributes, sum(days(row, self.frames) for row in {row.key: row for row in rows}.values()), True)
        time = time_of(self.job, rows[0], self.frames) if self.measure == "time_on_treatment" else None
        return Unit(person, attributes, len({row.key for row in rows}) if self.measure in ROWS else 0, True, time=time)

    def _is_inside_age(self, person: int, attributes: Attributes, period: Period, is_whole: bool) -> bool:
        limits = [limit for limit in self.limits if limit.at == "year_end"]
        if not limits:
            return True
        year = period.last.year
        if is_whole and not is_within_a_year(period):
            index = self.membership.index_rows(person)
            if not index:
                return False
            year = index[0].date.year
        age = attributes.age if attributes.born is None else year - attributes.born.year
        return all(is_inside(limit.first, limit.last, age) for limit in limits)

    @property
    def _wants_companies(self) -> bool:
        return self.measure in AMOUNTS and self.job.shell.economic and self.frames.has_products

    # the table

    def _table(self, sums: Mapping[CellKey, Sum]) -> CountTable:
        shell, unknown = self.job.shell, set()
        is_person = self.measure not in ROWS and self.measure not in AMOUNTS
        for key, found in sums.items():
            if found.persons or found.value:
                unknown |= {position for position, code in enumerate(key) if code == UNKNOWN}
        breakdowns = [_with_unknown(one) if position in unknown else one for position, one in enumerate(shell.breakdowns)]
        shell = shell.model_copy(update={"rows": tuple(breakdowns[: len(shell.rows)]), "columns": tuple(breakdowns[len(shell.rows) :])})
        cells, curves = {}, self._curves()
        for key in shell.keys():
            found = sums.get(key, Sum())
            value = len(found.persons) if is_person else found.value
            cells[key] = Count(value, len(found.persons), self.populations.behind(key), len(found.companies) if self._wants_companies else None, curves.get(key))
        incomplete = frozenset(key for key in self._incomplete() if key in cells)
        return CountTable(shell=shell, cells=cells, preliminary=self._preliminary(), incomplete=incomplete)

    def _preliminary(self) -> frozenset[str]:
        criteria = self.events or list(criteria_of(self.cohort.criteria))
        final = min((self.frames.final_to.get(name, date.max) for one in criteria for name in one.registers), default=date.max)
        return frozenset(code for code, period in self._cells().items() if period.last > final)

    def _cells(self) -> dict[str, Period]:
        whole = self.job.shell.period
        for one in self.job.shell.breakdowns:
            if one.id in PERIODS:
                return {**self.jobs[one.id].periods, **({TOTAL: whole} if one.has_total else {})}
        return {"whole": whole}


def category(job: BreakdownJob, person: Attributes) -> str | None:
    """The category of a person in a breakdown by attribute; None = unknown or not listed."""
    if job.id == "age_group":
        fits = (band.code for band in job.bands if person.age is not None and band.first <= person.age and (band.last is None or person.age <= band.last))
        return next(fits, None)
    if job.id == "sex":
        return str(person.kon) if str(person.kon) in job.codes else None
    place = None if person.lk is None else f"{person.lk:04d}"
    if place is None:
        return None
    if job.id == "healthcare_region":
        return next((code for code, counties in job.regions.items() if place[:2] in counties), None)
    code = place if job.id == "municipality" else place[:2]
    return code if code in job.codes else None


def is_within_a_year(period: Period) -> bool:
    """At most 12 months."""
    return period.last < (add_months(period.first, 12) if (period.first.month, period.first.day) != (2, 29) else date(period.first.year + 1, 3, 1))


def _with_unknown(one: Breakdown) -> Breakdown:
    return one.model_copy(update={"categories": (*one.categories, Category(code=UNKNOWN, label=unknown_label(one.id)))})


def _limits(cohort: Cohort, cohorts: Mapping[str, Cohort]) -> Iterator[AgeLimit]:
    """Age limits of a cohort and of every cohort it starts from."""
    if cohort.age is not None:
        yield cohort.age
    if cohort.base in cohorts:
        yield from _limits(cohorts[cohort.base], cohorts)


def _all_criteria(membership: Membership) -> list[Criterion]:
    found = list(membership.criteria)
    return found + (_all_criteria(membership.base) if membership.base else [])
