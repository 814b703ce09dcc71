"""Members of a cohort and their index rows, person by person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from jobs.compute.reference.frames import Frames
from jobs.compute.reference.newness import is_new
from jobs.compute.reference.people import People
from jobs.compute.reference.rows import Row, rows_of
from jobs.spec import Cohort, Criterion, Group

Member = Callable[[int], bool]


class Membership:
    """One cohort: `is_member` for any person, `index_rows` of a member (earliest only, unless the index date is `each`)."""

    def __init__(self, cohort: Cohort, cohorts: Mapping[str, Cohort], frames: Frames) -> None:
        self._cohort, self._frames, self._people = cohort, frames, People(frames)
        self._base = Membership(cohorts[cohort.base], cohorts, frames) if cohort.base != "population" else None
        self._criteria = list(_criteria(cohort.criteria))
        self._qualifying: dict[int, list[Row]] = {}

    def is_member(self, person: int) -> bool:
        """Whether the person meets the criteria, belongs to the base, and is inside an age limit at the index date."""
        if not self._holds(self._cohort.criteria, person) or (self._base is not None and not self._base.is_member(person)):
            return False
        return self._age_at_index() is None or bool(self.index_rows(person))

    def index_rows(self, person: int) -> list[Row]:
        """Index rows of a person who meets the criteria, inside the age limit; none for one who does not."""
        if not self._holds(self._cohort.criteria, person) or (self._base is not None and not self._base.is_member(person)):
            return []
        if self._is_open() and self._base is not None:
            rows = self._base.index_rows(person)
        else:
            rows = self._own_index_rows(person)
        limit = self._age_at_index()
        if limit is None:
            return rows
        return [row for row in rows if _is_inside(limit.first, limit.last, self._people.attributes(person, "index", 0, row).age)]

    def _age_at_index(self):  # noqa: ANN202 - AgeLimit or None
        age = self._cohort.age
        return age if age is not None and age.at == "index" else None

    def _is_open(self) -> bool:
        return self._holds(self._cohort.criteria, -1)

    def _own_index_rows(self, person: int) -> list[Row]:
        if self._cohort.index_date in ("first", "each"):
            chosen = _first_positive(self._cohort.criteria)
        else:
            chosen = [one for one in self._criteria if one.id == self._cohort.index_date]
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
        if months is not None and not is_new(row, criterion.match, criterion.look_back or "group", months, self._frames, {}):
            return False
        return criterion.relation is None or self._is_related(row, criterion)

    def _is_related(self, row: Row, criterion: Criterion) -> bool:
        relation = criterion.relation
        assert relation is not None
        target = next(one for one in self._criteria if one.id == relation.to)
        for other in self._rows(target):
            days = row.date - other.date
            after = relation.from_days is None or days >= timedelta(days=relation.from_days)
            before = relation.to_days is None or days <= timedelta(days=relation.to_days)
            if other.person == row.person and after and before:
                return True
        return False


def _criteria(group: Group) -> Iterable[Criterion]:
    for member in group.members:
        if isinstance(member, Group):
            yield from _criteria(member)
        else:
            yield member


def _first_positive(group: Group) -> list[Criterion]:
    if group.operator == "none":
        return []
    parts = [_first_positive(one) if isinstance(one, Group) else [one] for one in group.members]
    if group.operator == "any":
        return [one for part in parts for one in part]
    return next((part for part in parts if part), [])


def _is_inside(first: int | None, last: int | None, age: int | None) -> bool:
    return age is not None and age >= (first or 0) and (last is None or age <= last)
