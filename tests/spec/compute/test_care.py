"""Care measures: episodes, visits, patients in either part, positions of a diagnosis, emergency visits recorded twice."""

from __future__ import annotations

from typing import Any

import pytest
from compute_registers import Counted, by_county, by_period, care, cohort, frames_of, rows_of, spec, table, values

from jobs.compute.reference import Frames

EMERGENCY = """
| contact | person | part | INDATUM    | UTDATUM    | SJUKHUS | MVO | ed_arrival          |
| 1       | 2      | out  | 2016-03-03 |            | 11001   | 046 | 2016-03-03 10:00:00 |
| 2       | 2      | in   | 2016-03-03 | 2016-03-06 | 11001   | 101 |                     |
| 3       | 3      | out  | 2016-03-03 |            | 11001   | 046 | 2016-03-03 10:00:00 |
| 4       | 4      | out  | 2016-03-31 |            | 11001   | 100 | 2016-03-31 22:00:00 |
| 5       | 4      | in   | 2016-04-01 | 2016-04-02 | 11001   | 101 |                     |
| 6       | 5      | out  | 2016-03-10 |            | 11001   | 101 |                     |
"""


def par(text: str, code: str = "I109") -> Frames:
    """Contacts with one main diagnosis each."""
    tables: dict[str, list[dict[str, Any]]] = {"par_in": [], "par_out": [], "par_in_dia": [], "par_out_dia": []}
    for row in rows_of(text):
        part = f"par_{row['part']}"
        tables[part].append(row)
        date = row["UTDATUM"] if part == "par_in" else row["INDATUM"]
        tables[f"{part}_dia"].append({"contact": row["contact"], "person": row["person"], "date": date, "position": "main", "code": code})
    return frames_of(tables)


@pytest.mark.parametrize(
    ("measure", "as_recorded", "without"),
    [("outpatient_visits", 4, 2), ("patients_outpatient", 4, 2), ("patients_inpatient", 1, 1), ("patients_any_care", 4, 3)],
)
@pytest.mark.parametrize("option", ["as_recorded", "exclude_admitted"])
def test_emergency_visits_that_lead_to_admission(counted: Counted, measure: str, as_recorded: int, without: int, option: str):
    """In March 2016 P2 was admitted the day of an emergency visit and P4 the day after one, in April; both visits stand in the outpatient part as
    well. As recorded there are four visits and four patients in either part; with `exclude_admitted` two visits remain (P3 and the planned P5), P2 is
    still an inpatient of March, and P4 is a patient of April alone."""
    order = spec(cohort(care("I10", period="2016-03")), table(measure, period="2016-03", events="care", options={"ed": option}))
    assert counted(par(EMERGENCY), order)[0].cells[()].value == (without if option == "exclude_admitted" else as_recorded)


def test_an_emergency_criterion_takes_visits_with_an_arrival_in_an_emergency_area(counted: Counted):
    """Three of the four outpatient contacts of March 2016 are emergency visits: an emergency care area and an arrival time."""
    order = spec(cohort(care("I10", period="2016-03", filters={"emergency": "true"})), table("outpatient_visits", period="2016-03", events="care"))
    assert counted(par(EMERGENCY), order)[0].cells[()].value == 3


def test_an_operation_before_the_turn_of_the_year_belongs_to_the_year_of_discharge(counted: Counted):
    """Admitted in December 2023, operated on 30 December, discharged on 4 January 2024: one episode and one inpatient of 2024, none of 2023."""
    frames = frames_of({
        "par_in": [{"contact": 1, "person": 1, "INDATUM": "2023-12-28", "UTDATUM": "2024-01-04"}],
        "par_in_op": [{"contact": 1, "person": 1, "date": "2023-12-30", "code": "NFB49"}],
    })
    operated = care("NFB", period="2023/2024", variable="procedure", position=None)
    tables = [table(measure, by_period("year", "2023/2024"), period="2023/2024", events="care", name=measure) for measure in ("care_episodes", "patients_inpatient")]
    for found in counted(frames, spec(cohort(operated), *tables)):
        assert values(found) == {"2023": 0, "2024": 1, "total": 1}


def test_care_episodes_are_discharges_from_clinics(counted: Counted):
    """A stay over two clinics and another two days later are three care episodes of one patient."""
    frames = par("""
    | contact | person | part | INDATUM    | UTDATUM    |
    | 1       | 1      | in   | 2024-05-01 | 2024-05-04 |
    | 2       | 1      | in   | 2024-05-04 | 2024-05-10 |
    | 3       | 1      | in   | 2024-05-12 | 2024-05-12 |
    """)
    order = spec(cohort(care("I10")), table("care_episodes", events="care"), table("patients_inpatient", events="care", name="t2"))
    episodes, patients = counted(frames, order)
    assert (episodes.cells[()].value, episodes.cells[()].persons, patients.cells[()].value) == (3, 1, 1)


def test_a_contact_with_two_matching_diagnoses_is_one_episode(counted: Counted):
    """A row of the patient register is a contact: two matching diagnoses in it make one episode, whenever age and residence are taken."""
    frames = frames_of({
        "par_in": rows_of("""
        | contact | person | INDATUM    | UTDATUM    | LK   |
        | 1       | 1      | 2024-01-01 | 2024-01-02 | 0180 |
        """),
        "par_in_dia": rows_of("""
        | contact | person | date       | position  | code |
        | 1       | 1      | 2024-01-02 | main      | F900 |
        | 1       | 1      | 2024-01-02 | secondary | F901 |
        """),
    })
    tables = [table("care_episodes", by_county("01"), events="care", anchor=anchor, name=anchor) for anchor in ("year_end", "event")]
    assert [values(one) for one in counted(frames, spec(cohort(care("F90")), *tables))] == [{"01": 1, "total": 1}] * 2


def test_an_inpatient_belongs_to_the_year_of_discharge(counted: Counted):
    """Admitted in December, discharged in January: a patient of the new year."""
    frames = par("""
    | contact | person | part | INDATUM    | UTDATUM    |
    | 1       | 1      | in   | 2023-12-30 | 2024-01-02 |
    """)
    order = spec(cohort(care("I10", period="2023/2024")), *(
        table("patients_inpatient", period=year, events="care", name=f"t{year}") for year in ("2023", "2024")))
    assert [one.cells[()].value for one in counted(frames, order)] == [0, 1]


@pytest.mark.parametrize(("position", "expected"), [("main", 1), ("any", 2), ("cause", 1)])
def test_the_position_of_a_diagnosis_is_chosen(counted: Counted, position: str, expected: int):
    """`main` is the main diagnosis, `any` main or secondary, `cause` the external cause."""
    frames = frames_of({
        "par_in": rows_of("""
        | contact | person | INDATUM    | UTDATUM    |
        | 1       | 1      | 2024-01-01 | 2024-01-02 |
        | 2       | 2      | 2024-01-01 | 2024-01-02 |
        | 3       | 3      | 2024-01-01 | 2024-01-02 |
        """),
        "par_in_dia": rows_of("""
        | contact | person | date       | position  | code |
        | 1       | 1      | 2024-01-02 | main      | F900 |
        | 2       | 2      | 2024-01-02 | secondary | F900 |
        | 3       | 3      | 2024-01-02 | cause     | F900 |
        """),
    })
    order = spec(cohort(care("F90", position=position)), table("prevalent_diagnosis", events="care"))
    assert counted(frames, order)[0].cells[()].value == expected


STAYS = """
| contact | person | part | INDATUM    | UTDATUM    |
| 1       | 1      | in   | 2024-05-01 | 2024-05-04 |
| 2       | 1      | in   | 2024-05-04 | 2024-05-10 |
| 3       | 1      | in   | 2024-05-12 | 2024-05-12 |
"""


def test_rows_that_touch_are_one_stay_and_days_are_at_least_one(counted: Counted):
    """Rows 1 and 2 touch and are one stay; 12 May is later than the day after 10 May, so row 3 is another. Days: 3 + 6 + 1."""
    tables = [table(name, events="care", name=name) for name in ("care_episodes", "hospital_stays", "care_days", "patients_inpatient")]
    found = counted(par(STAYS), spec(cohort(care("I10")), *tables))
    assert [one.cells[()].value for one in found] == [3, 2, 10, 1]


def test_a_stay_belongs_to_its_last_discharge(counted: Counted):
    """Discharged on 31 January and admitted again on 1 February: one stay, of February. A long row that holds another within it is one stay with it."""
    frames = par("""
    | contact | person | part | INDATUM    | UTDATUM    |
    | 1       | 1      | in   | 2024-01-20 | 2024-01-31 |
    | 2       | 1      | in   | 2024-02-01 | 2024-02-03 |
    | 3       | 2      | in   | 2024-01-01 | 2024-03-01 |
    | 4       | 2      | in   | 2024-01-10 | 2024-01-12 |
    | 5       | 2      | in   | 2024-02-10 | 2024-02-11 |
    """)
    (found,) = counted(frames, spec(cohort(care("I10")), table("hospital_stays", by_period("month", "2024-01/2024-03"), period="2024-01/2024-03", events="care")))
    assert values(found) == {"2024-01": 0, "2024-02": 1, "2024-03": 1, "total": 2}


@pytest.mark.parametrize(("months", "expected"), [(60, {"2015": 1, "2021": 1}), (120, {"2015": 1, "2021": 0}), (-1, {"2015": 1, "2021": 0})])
def test_a_new_patient_has_no_matching_row_in_the_years_before(counted: Counted, months: int, expected: dict[str, int]):
    """Rows in March 2015 and June 2021: with five years of look-back the patient is new in 2021 too, with ten years or without limit not."""
    frames = par("""
    | contact | person | part | INDATUM    | UTDATUM    |
    | 1       | 1      | out  | 2015-03-10 |            |
    | 2       | 1      | in   | 2021-06-01 | 2021-06-02 |
    """)
    period = "2015/2021"
    order = spec(cohort(care("I10", period=period)), table("new_patients", by_period("year", period, total=False), period=period, events="care", run_in_months=months, look_back="group"))
    found = values(counted(frames, order)[0])
    assert {year: found[year] for year in expected} == expected
    assert sum(found.values()) == sum(expected.values())


def test_a_new_patient_is_looked_for_in_the_parts_that_the_order_names(counted: Counted):
    """An earlier visit does not count when only the inpatient part is searched."""
    frames = par("""
    | contact | person | part | INDATUM    | UTDATUM    |
    | 1       | 1      | out  | 2023-03-10 |            |
    | 2       | 1      | in   | 2024-06-01 | 2024-06-02 |
    """)
    both, one = (
        counted(frames, spec(cohort(care("I10", **more)), table("new_patients", events="care", run_in_months=60, look_back="group")))[0].cells[()].value
        for more in ({}, {"registers": ("par_in",)}))
    assert (both, one) == (0, 1)


def test_emergency_visits_are_counted_whatever_follows(counted: Counted):
    """March 2016 has three emergency visits, of P2, P3 and P4; that P2 and P4 were admitted changes nothing, and the planned visit of P5 is none."""
    order = spec(cohort(care(variable="row", position=None, period="2016-03")), table("ed_visits", period="2016-03", events="care"))
    assert counted(par(EMERGENCY), order)[0].cells[()].value == 3
