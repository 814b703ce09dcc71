"""What lies around a person's index date: drugs tried before, probable indication, dispensings in a window, persistence (measures 4.9–4.11)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from compute_registers import Counted, breakdown, by_sex, care, cohort, drugs, frames_of, spec, table, values

from jobs.compute.reference import Frames
from jobs.spec import BreakdownJob, Criterion, TableJob, Target
from metadata.model.table import Breakdown

START = date(2024, 5, 1)


def around(measure: str, name: str, window: tuple[int, int], targets: dict[str, Criterion], *more: Any, rest: str = "without", **options: Any) -> TableJob:
    """A table by what is found in the window, with the margin of everybody."""
    codes = (*targets, rest)
    by: tuple[Breakdown, BreakdownJob] = (breakdown(name, codes), BreakdownJob(id=name, codes=codes))
    follow = options.pop("follow_up_to", None)
    return table(
        measure, by, *more, period="2024", anchor="index", targets=tuple(Target(code=code, criterion=one) for code, one in targets.items()), window=window,
        options=options, follow_up_to=follow)


def dispensed(rows: list[tuple[int, str, str]], **tables: Any) -> Frames:
    """Rows of person, code and day."""
    drugs = [{"row_no": at, "person": person, "ATC": code, "EDATUM": day, "ANTAL": "1"} for at, (person, code, day) in enumerate(rows)]
    return frames_of({"lmed": drugs, **tables})


def ever(*codes: str) -> Criterion:
    """A drug on any day."""
    return drugs(*codes, period="2000/2030", name="target")


def test_a_drug_on_the_same_day_is_not_prior(counted: Counted):
    """The index is 1 May 2024; a statin the year before was tried, ezetimibe on the day itself was not. A person who tried nothing stands last."""
    frames = dispensed([(1, "C10AX13", "2024-05-01"), (1, "C10AA05", "2023-06-01"), (1, "C10AX09", "2024-05-01"), (2, "C10AX13", "2024-06-01"), (2, "C10AA01", "2020-01-01")])
    order = spec(cohort(drugs("C10AX13")), around("prior_drugs", "drug_group", (-730, -1), {"statin": ever("C10AA"), "ezetimibe": ever("C10AX09")}))
    assert values(counted(frames, order)[0]) == {"statin": 1, "ezetimibe": 0, "without": 1, "total": 2}


DIAGNOSES = [(1, "C839", "2024-01-10"), (1, "D709", "2024-05-03"), (2, "D709", "2024-05-20"), (3, "C839", "2022-01-01"), (4, "D709", "2024-06-15")]


@pytest.mark.parametrize(("assignment", "expected"), [("first", {"blood": 1, "neutropenia": 1, "none": 2, "total": 4}), ("all", {"blood": 1, "neutropenia": 2, "none": 2, "total": 4})])
def test_users_stand_under_the_first_diagnosis_group_or_under_every_one(counted: Counted, assignment: str, expected: dict[str, int]):
    """Within a year before and 30 days after 1 May 2024: U1 has both groups, U2 neutropenia; the diagnosis of U3 is too old, that of U4 too late."""
    contacts = [{"contact": at, "person": person, "INDATUM": day} for at, (person, _code, day) in enumerate(DIAGNOSES)]
    found = [{"contact": at, "person": person, "date": day, "position": "main", "code": code} for at, (person, code, day) in enumerate(DIAGNOSES)]
    frames = dispensed([(person, "L03AA02", "2024-05-01") for person in (1, 2, 3, 4)], par_out=contacts, par_out_dia=found)
    groups = {"blood": care("C81-C96", period="2000/2030", name="b"), "neutropenia": care("D70", period="2000/2030", name="n")}
    order = spec(cohort(drugs("L03AA02")), around("users_by_diagnosis", "diagnosis_group", (-365, 30), groups, rest="none", assignment=assignment))
    assert values(counted(frames, order)[0]) == expected


PERSONS = {1: [0, 80, 170], 2: [0], 3: [0, 100, 200, 300], 4: [0, 100], 5: [0, 130]}
"""Days of dispensing after the index of A, B, C, D and E; D dies on day 150."""


def treated() -> Frames:
    """The five persons of the table of treatment."""
    rows = [(person, "N06BA04", (START + timedelta(days=day)).isoformat()) for person, days in PERSONS.items() for day in days]
    spells = [{"person": person, "from": "2000-01-01", "to": (START + timedelta(days=150)).isoformat() if person == 4 else None,
               "end_reason": "death" if person == 4 else None} for person in PERSONS]
    return dispensed(rows, spells=spells)


def test_persistence_asks_for_a_dispensing_that_lasts_to_the_day(counted: Counted):
    """On day 180, with 90 days of supply and 30 of grace, a dispensing on day 61–180 keeps A, C and E; B has none, D is dead: 3 of 4, 75.0 per cent."""
    order = spec(cohort(drugs("N06BA", period="2024")), around("persistence_at", "outcome", (61, 180), {"yes": ever("N06BA")}, rest="no", follow_up_to=START + timedelta(days=365)))
    assert values(counted(treated(), order)[0]) == {"yes": 3, "no": 1, "total": 4}


def test_persistence_needs_data_to_the_day(counted: Counted):
    """When the data end on day 179 nobody is followed to day 180."""
    order = spec(cohort(drugs("N06BA", period="2024")), around("persistence_at", "outcome", (61, 180), {"yes": ever("N06BA")}, rest="no", follow_up_to=START + timedelta(days=179)))
    assert values(counted(treated(), order)[0]) == {"yes": 0, "no": 0, "total": 0}


@pytest.mark.parametrize(("denominator", "expected"), [("all", {"yes": 3, "no": 2, "total": 5}), ("alive_at_to", {"yes": 3, "no": 1, "total": 4})])
def test_a_share_of_all_or_of_those_alive(counted: Counted, denominator: str, expected: dict[str, int]):
    """On day 75–125 A, C and D have a dispensing (80, 100, 100), B and E none: 3 of 5. To day 151, of those alive then: A, C and E (130) have one, B
    has none, and D, who died on day 150, is not counted: 3 of 4."""
    share = around("share_with_dispensing", "outcome", (75, 125 if denominator == "all" else 151), {"yes": ever("N06BA")}, rest="no", denominator=denominator)
    assert values(counted(treated(), spec(cohort(drugs("N06BA", period="2024")), share))[0]) == expected


def test_outcomes_may_be_cut_by_sex(counted: Counted):
    """The margin over outcomes is everybody in the row."""
    frames = treated()
    frames.tables["person_years"].extend({"person": person, "year": 2024, "KON": 1 + person % 2, "FODDAT": date(1980, 1, 1), "LK": "0180"} for person in PERSONS)
    order = spec(cohort(drugs("N06BA", period="2024")), around("prior_drugs", "drug_group", (1, 90), {"again": ever("N06BA")}, by_sex()))
    assert values(counted(frames, order)[0]) == {
        "again 1": 0, "again 2": 1, "again total": 1, "without 1": 2, "without 2": 2, "without total": 4, "total 1": 2, "total 2": 3, "total total": 5}


def curve_table(*more: Any, grid: tuple[str, ...] = ("0", "90", "180", "260", "365"), follow_up: int = 730, end: int = 365) -> TableJob:
    """Time on treatment on a grid of days, the data ending so many days after the start."""
    by = breakdown("days", grid, total=False), BreakdownJob(id="days", codes=grid)
    return table(
        "time_on_treatment", by, *more, period="2024", anchor="index", targets=(Target(code="g", criterion=ever("N06BA")),), window=(0, follow_up),
        follow_up_to=START + timedelta(days=end), options={"supply_days": "90", "grace_days": "30"})


def test_time_on_treatment(counted: Counted):
    """A stops at 260 (170 + 90, the gap to the end of data being longer than 120), B at 90, E at 90 (gap 130), C is still treated when the data end on day
    365, D dies on day 150. At risk on day 90: 5, two stop; on day 260: 2, one stops. The share that goes on is 0.6 from day 90 and 0.3 from day 260."""
    (found,) = counted(treated(), spec(cohort(drugs("N06BA", period="2024")), curve_table()))
    curve = {key[0]: (count.value, float(count.curve.share), count.curve.events) for key, count in found.cells.items() if count.curve is not None}
    assert curve == {"0": (5, 1.0, 0), "90": (5, 0.6, 2), "180": (2, 0.6, 2), "260": (2, 0.3, 3), "365": (1, 0.3, 3)}


def test_follow_up_ends_a_treatment_out_of_sight(counted: Counted):
    """Followed for 200 days, A is lost from sight on day 200 while treated; without any loss the share is the plain one."""
    (found,) = counted(treated(), spec(cohort(drugs("N06BA", period="2024")), curve_table(grid=("90", "200", "260"), follow_up=200)))
    curve = {key[0]: (count.value, float(count.curve.share)) for key, count in found.cells.items() if count.curve is not None}
    assert curve == {"90": (5, 0.6), "200": (2, 0.6), "260": (0, 0.6)}
