"""Cohorts: set algebra, time between events, at least so many, age at index, and a cohort built on another."""

from __future__ import annotations

from typing import Any

import pytest
from compute_registers import Counted, all_of, any_of, by_period, care, cohort, drugs, frames_of, none_of, rows_of, spec, table, values

from jobs.compute.reference import Frames
from jobs.spec import AgeLimit, Cohort, Group, Relation

ROWS = """
| person | drug       | again      | diagnosis  |
| 1      | 2024-02-01 |            | 2024-01-10 |
| 2      | 2024-02-01 | 2024-06-01 | 2024-05-01 |
| 3      | 2024-02-01 | 2024-06-01 |            |
| 4      |            |            | 2024-03-01 |
"""
BORN = {1: "2006-02-01", 2: "2006-02-02", 3: "1980-01-01", 4: "1990-01-01"}


def registers() -> Frames:
    """Dispensings of N06BA04 and outpatient diagnoses F900 as drawn."""
    lmed, contacts, diagnoses = [], [], []
    for row in rows_of(ROWS):
        person = int(row["person"])
        lmed += [{"row_no": 10 * person + number, "person": person, "ATC": "N06BA04", "EDATUM": row[name], "ANTAL": "1"}
                 for number, name in enumerate(("drug", "again")) if row[name]]
        if row["diagnosis"]:
            contacts.append({"contact": person, "person": person, "INDATUM": row["diagnosis"]})
            diagnoses.append({"contact": person, "person": person, "date": row["diagnosis"], "position": "main", "code": "F900"})
    people = [{"person": person, "year": 2023, "FODDAT": born, "KON": 1, "LK": "0180"} for person, born in BORN.items()]
    return frames_of({"lmed": lmed, "par_out": contacts, "par_out_dia": diagnoses, "person_years": people})


def patients(counted: Counted, *cohorts: Cohort) -> int:
    """Persons of the last cohort in the whole year by index date."""
    return counted(registers(), spec(cohorts, table("patients", of=cohorts[-1].id, anchor="index")))[0].cells[()].value


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (all_of(drugs("N06BA"), care("F90")), 2), (any_of(drugs("N06BA"), care("F90")), 4), (all_of(drugs("N06BA"), none_of(care("F90"))), 1),
        (all_of(any_of(drugs("N06BA"), care("F90")), none_of(care("F90"))), 1),
    ],
)
def test_criteria_combine_as_sets(counted: Counted, tree: Group, expected: int):
    """`all` is the intersection, `any` the union, `none` excludes: persons 1 and 2 have both, 3 the drug alone, 4 the diagnosis alone."""
    assert patients(counted, cohort(tree)) == expected


@pytest.mark.parametrize(("first", "last", "expected"), [(0, 30, 1), (0, 21, 0), (-90, 0, 1), (None, 0, 1), (-90, 90, 2)])
def test_one_event_within_days_of_another(counted: Counted, first: int | None, last: int, expected: int):
    """The drug lies 22 days after the diagnosis of person 1; person 2 has it 90 days before and again 31 days after. Both ends of the window count."""
    related = drugs("N06BA", relation=Relation(to="care", from_days=first, to_days=last))
    assert patients(counted, cohort(all_of(related, care("F90")))) == expected


def test_at_least_two_rows(counted: Counted):
    """Persons 2 and 3 have two dispensings in the year."""
    assert patients(counted, cohort(drugs("N06BA", at_least=2))) == 2


def test_the_index_date_is_the_first_row_or_each(counted: Counted):
    """With `first` a person stands in the month of the first dispensing; with `each` in every month with one, and once in the margin."""
    shape = by_period("quarter", "2024")
    order = spec((cohort(drugs("N06BA"), name="a"), cohort(drugs("N06BA"), name="b", index_date="each")),
                 table("patients", shape, of="a", anchor="index"), table("patients", shape, of="b", anchor="index", name="t2"))
    first, each = counted(registers(), order)
    assert values(first) == {"2024Q1": 3, "2024Q2": 0, "2024Q3": 0, "2024Q4": 0, "total": 3}
    assert values(each) == {"2024Q1": 3, "2024Q2": 2, "2024Q3": 0, "2024Q4": 0, "total": 3}


def test_a_named_criterion_gives_the_index_date(counted: Counted):
    """Of those with both, person 1 has the diagnosis in the first quarter and person 2 in the second."""
    tree: Any = cohort(all_of(drugs("N06BA"), care("F90")), index_date="care")
    order = spec(tree, table("patients", by_period("quarter", "2024", total=False), anchor="index"))
    assert values(counted(registers(), order)[0]) == {"2024Q1": 1, "2024Q2": 1, "2024Q3": 0, "2024Q4": 0}


def test_age_at_index_is_completed_years_on_the_day(counted: Counted):
    """On 1 February 2024 person 1 turns eighteen and person 2 does so the day after: two of the three users are adults."""
    assert patients(counted, cohort(drugs("N06BA"), age=AgeLimit(at="index", first=18))) == 2


def test_age_at_year_end_limits_the_cells(counted: Counted):
    """Age on 31 December of the cell's year: persons 1 and 2 are both eighteen in 2024."""
    limited = cohort(drugs("N06BA"), age=AgeLimit(at="year_end", first=18, last=18))
    assert counted(registers(), spec(limited, table("prevalent_users")))[0].cells[()].value == 2


def test_a_cohort_on_another_is_its_part(counted: Counted):
    """A cohort whose base is another holds only members of both; a base without its own events gives the index date."""
    base = cohort(drugs("N06BA"), name="base")
    assert patients(counted, base, cohort(care("F90"), base="base")) == 2
    assert patients(counted, base, cohort(none_of(care("F90")), base="base")) == 1


def test_rows_of_a_cohort_are_those_of_its_members(counted: Counted):
    """Dispensings of persons who also have the diagnosis: one of person 1, two of person 2."""
    order = spec(cohort(all_of(drugs("N06BA"), care("F90"))), table("dispensings"))
    assert counted(registers(), order)[0].cells[()].value == 3
