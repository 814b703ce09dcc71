"""New users: look-back group, run-in, leap day, short residents, and codes that moved."""

from __future__ import annotations

import pytest
from compute_example import example
from compute_registers import Counted, by_age, by_period, cohort, drugs, frames_of, rows_of, spec, table, values

from jobs.compute.reference import Frames


def lmed(text: str) -> Frames:
    """Rows of LMED alone; packages 1 unless drawn."""
    rows = rows_of(text)
    return frames_of({"lmed": [{"row_no": number, "ANTAL": "1", **row} for number, row in enumerate(rows)]})


def new_users(frames: Frames, counted: Counted, *codes: str, year: str = "2024", measure: str = "new_users_12m", **more: object) -> int:
    """The one number of a table of new users."""
    order = spec(cohort(drugs(*codes, period=year)), table(measure, period=year, **{"look_back": "group", **more}))  # type: ignore[arg-type]
    return counted(frames, order)[0].cells[()].value


@pytest.mark.parametrize(("before", "expected"), [("2023-02-28", 0), ("2023-02-27", 1)])
def test_twelve_months_before_a_leap_day_reach_28_february(counted: Counted, before: str, expected: int):
    """A dispensing on 29 February 2024 looks back to 28 February 2023 inclusive: one on that day makes it not new, one the day before leaves it new."""
    frames = lmed(f"""
    | person | ATC     | EDATUM     |
    | 1      | N06BA04 | {before}   |
    | 1      | N06BA04 | 2024-02-29 |
    """)
    assert new_users(frames, counted, "N06BA") == expected


@pytest.mark.parametrize(("before", "expected"), [("2023-03-10", 0), ("2023-03-09", 1)])
def test_both_ends_of_the_run_in_are_included(counted: Counted, before: str, expected: int):
    """The run-in of a dispensing on 10 March 2024 is 10 March 2023 to 9 March 2024."""
    frames = lmed(f"""
    | person | ATC     | EDATUM     |
    | 1      | N06BA04 | {before}   |
    | 1      | N06BA04 | 2024-03-10 |
    """)
    assert new_users(frames, counted, "N06BA") == expected


def test_two_rows_on_the_first_day_do_not_exclude_each_other(counted: Counted):
    """Rows of the same day do not matter to each other: the person is new."""
    frames = lmed("""
    | person | ATC     | EDATUM     |
    | 1      | N06BA04 | 2024-03-10 |
    | 1      | N06BA12 | 2024-03-10 |
    """)
    assert new_users(frames, counted, "N06BA") == 1


def test_a_person_may_be_new_again_after_twelve_free_months_but_once_without_limit(counted: Counted):
    """With a run-in of 12 months a person can be new in several years; with unlimited look-back once. Over the whole period each is one person."""
    frames = lmed("""
    | person | ATC     | EDATUM     |
    | 1      | N06BA04 | 2022-01-10 |
    | 1      | N06BA04 | 2024-03-10 |
    """)
    tables = [
        table(measure, by_period("year", "2022/2024"), period="2022/2024", look_back="group", name=measure)
        for measure in ("new_users_12m", "new_users_unlimited")
    ]
    twelve, unlimited = counted(frames, spec(cohort(drugs("N06BA", period="2022/2024")), *tables))
    assert values(twelve) == {"2022": 1, "2023": 0, "2024": 1, "total": 1}
    assert values(unlimited) == {"2022": 1, "2023": 0, "2024": 0, "total": 1}


def test_new_users_without_limit_add_over_years_within_an_age_group(counted: Counted):
    """A person is new once, so the margin over years is the sum of the years, each with the age of its own 31 December: 17 in 2022, not 19 in 2024."""
    frames = frames_of({
        "lmed": [{"row_no": 1, "person": 1, "ATC": "N06BA04", "EDATUM": "2022-01-10", "ANTAL": "1"}],
        "person_years": [{"person": 1, "year": year, "KON": 1, "FODDAT": "2005-06-01", "LK": "0180"} for year in (2022, 2023, 2024)],
    })
    order = spec(
        cohort(drugs("N06BA", period="2022/2024")),
        table("new_users_unlimited", by_period("year", "2022/2024"), by_age("0-17", "18+", total=False), period="2022/2024", look_back="group"))
    found = {key: count.value for key, count in counted(frames, order)[0].cells.items() if count.value}
    assert found == {("2022", "0-17"): 1, ("total", "0-17"): 1}


def test_new_users_without_limit_of_each_code_do_not_add_over_years(counted: Counted):
    """New to one code in 2022 and to another in 2024 is one person of the whole period."""
    frames = lmed("""
    | person | ATC     | EDATUM     |
    | 1      | N06BA04 | 2022-01-10 |
    | 1      | N06BA12 | 2024-03-10 |
    """)
    order = spec(cohort(drugs("N06BA", period="2022/2024")), table("new_users_unlimited", by_period("year", "2022/2024"), period="2022/2024", look_back="each_code"))
    assert values(counted(frames, order)[0]) == {"2022": 1, "2023": 0, "2024": 1, "total": 1}


@pytest.mark.parametrize(("months", "expected"), [(6, 1), (12, 1), (18, 0), (24, 0)])
def test_other_run_ins_follow_the_same_rule(counted: Counted, months: int, expected: int):
    """A pause of fourteen months is long enough for a run-in of 6 or 12 months, too short for 18 or 24."""
    frames = lmed("""
    | person | ATC     | EDATUM     |
    | 1      | N06BA04 | 2023-01-10 |
    | 1      | N06BA04 | 2024-03-10 |
    """)
    assert new_users(frames, counted, "N06BA", measure="new_users", run_in_months=months) == expected


@pytest.mark.parametrize(("residence", "expected"), [("ignore", 4), ("flag", 4), ("exclude", 3)])
def test_people_without_a_look_back_count_unless_the_order_excludes_them(counted: Counted, residence: str, expected: int):
    """E immigrated 17 days before her first dispensing. The official definition does not ask; `flag` counts her and tells how many there are,
    `exclude` leaves B, D and F."""
    assert new_users(example(), counted, "N06BA", options={"lookback_residence": residence}) == expected


def test_a_code_that_moved_makes_everyone_new_unless_both_codes_are_listed(counted: Counted):
    """A person with the old code in November and the new code in February is new under the new code alone, and not new under the union."""
    frames = lmed("""
    | person | ATC     | EDATUM     |
    | 1      | N03AX16 | 2023-11-10 |
    | 1      | N02BF02 | 2024-02-10 |
    """)
    assert new_users(frames, counted, "N02BF02") == 1
    assert new_users(frames, counted, "N03AX16", "N02BF02") == 0


def test_a_level_as_look_back_group_reaches_codes_outside_the_expression(counted: Counted):
    """With the look-back group `level:4` a person who used another drug of the same ATC group the year before is not new, though only one is ordered."""
    frames = lmed("""
    | person | ATC     | EDATUM     |
    | 1      | N06BA12 | 2023-11-10 |
    | 1      | N06BA04 | 2024-02-10 |
    """)
    assert new_users(frames, counted, "N06BA04", look_back="each_code") == 1
    assert new_users(frames, counted, "N06BA04", look_back="level:4") == 0


def test_a_cancelled_dispensing_neither_starts_nor_hinders_treatment(counted: Counted):
    """D's first dispensing was cancelled the next day: D is new on 8 August, in the third quarter."""
    order = spec(cohort(drugs("N06BA12")), table("new_users_12m", by_period("quarter", "2024", total=False), look_back="group"))
    assert values(counted(example(), order)[0]) == {"2024Q1": 0, "2024Q2": 0, "2024Q3": 1, "2024Q4": 1}
