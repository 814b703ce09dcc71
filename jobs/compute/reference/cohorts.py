"""Members of a cohort and their index rows, person by person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from jobs.compute.reference.frames import Frames
from jobs.compute.reference.newness import is_new
from jobs.compute.reference.people import People
from jobs.compute.reference.rows import Row, rows_of
from jobs.spec import AgeLimit, Cohort, Criterion, Group


class Membership:
    """One cohort: `is_member` for any person, `index_rows` of a member (earliest only, unless the index date is `each`)."""

    def __init__(self, cohort: Cohort, cohorts: Mapping[str, Cohort], frames: Frames) -> None:
        self._cohort, self._frames, self._people = cohort, frames, People(frames)
        self.base = Membership(cohorts[cohort.base], cohorts, frames) if cohort.base != "population" else None
        self.criteria = list(criteria_of(cohort.criteria))
        self._qualifying: dict[int, list[Row]] = {}

    def is_member(self, person: int) -> bool:
        """Whether the person meets the criteria, belongs to the base, and is inside an age limit at the index date."""
        if not self._holds(self._cohort.criteria, person) or (self.base is not None and not self.base.is_member(person)):
            return False
        return self._age_at_index() is None or bool(self.index_rows(person))

    @property
    def is_plain(self) -> bool:
        """One plain criterion on everybody: its rows are its members, corrections without a counterpart included."""
        group, plain = self._cohort.criteria, self.criteria[0]
        is_single = len(self.criteria) == 1 and group.operator != "none" and not isinstance(group.members[0], Group)
        has_limit = plain.at_least > 1 or plain.run_in_months is not None or plain.relation is not None or self._age_at_index() is not None
        return is_single and not has_limit and self.base is None

    @property
    def has_each(self) -> bool:
        """Whether a person may have several index rows."""
        return self.base.has_each if self._is_open() and self.base is not None else self._cohort.index_date == "each"

    def index_rows(self, person: int) -> list[Row]:
        """Index rows of a person who meets the criteria, inside the age limit; none for one who does not."""
        if not self._holds(self._cohort.criteria, person) or (self.base is not None and not self.base.is_member(person)):
            return []
        if self._is_open() and self.base is not None:
            rows = self.base.index_rows(person)
        else:
            rows = self._own_index_rows(person)
        limit = self._age_at_index()
        if limit is None:
            return rows
        return [row for row in rows if is_inside(limit.first, limit.last, self._people.attributes(person, "index", 0, row).age)]

    def _age_at_index(self) -> AgeLimit | None:
        age = self._cohort.age
        return age if age is not None and age.at == "index" else None

    def _is_open(self) -> bool:
        return self._holds(self._cohort.criteria, -1)

    def _own_index_rows(self, person: int) -> list[Row]:
        if self._cohort.index_date in ("first", "each"):
            chosen = _first_positive(self._cohort.criteria)
        else:
            chosen = [one for one in self.criteria if one.id == self._cohort.index_date]
        rows = [row for one in chosen if self._is_met(one, person) for row in self._rows(one) if row.person == person]
        rows.sort(key=Row.first)
        return rows if self._cohort.index_date == "each" else rows[:1]

    def _holds(self, group: Group, person: int) -> bool:
        met = [self._holds(one, person) if isinstance(one, Group) else self._is_met(one, person) for one in group.members]
        return {"all": all(met), "any": any(met), "none": not any(met)}[group.operator]

    def _is_met(self, criterion: Criterion, person: int) -> bool:
        return len({row.key for row in self._rows(criterion) if row.person == person}) >= criterion.at_least

    def _rows(self, criterion: Criterion) -> list[Row]:
        if id(criterion) not in self._qualifying:
            self._qualifying[id(criterion)] = [row for row in rows_of(criterion, self._frames, {}) if self._qualifies(row, criterion)]
        return self._qualifying[id(criterion)]

    def _qualifies(self, row: Row, criterion: Criterion) -> bool:
        if not criterion.period.contains(row.date):
            return False
        months = criterion.run_in_months
        if months is not None and not is_new(row, criterion, criterion.look_back or "group", months, self._frames, {}):
            return False
        return criterion.relation is None or self._is_related(row, criterion)

    def _is_related(self, row: Row, criterion: Criterion) -> bool:
        relation = criterion.relation
        assert relation is not None
        target = next(one for one in self.criteria if one.id == relation.to)
        for other in self._rows(target):
            days = row.date - other.date
            after = relation.from_days is None or days >= timedelta(days=relation.from_days)
            before = relation.to_days is None or days <= timedelta(days=relation.to_days)
            if other.person == row.person and after and before:
                return True
        return False


def criteria_of(group: Group) -> Iterable[Criterion]:
    """Every criterion of a tree in reading order."""
    for member in group.members:
        if isinstance(member, Group):
            yield from criteria_of(member)
        else:
            yield member


def _first_positive(group: Group) -> list[Criterion]:
    if group.operator == "none":
        return []
    parts = [_first_positive(one) if isinstance(one, Group) else [one] for one in group.members]
    if group.operator == "any":
        return [one for part in parts for one in part]
    return next((part for part in parts if part), [])


def is_inside(first: int | None, last: int | None, age: int | None) -> bool:
    """A known age within the limits."""
    return age is not None and age >= (first or 0) and (last is None or age <= last)
