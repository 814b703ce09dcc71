"""The running example: one group of drugs in 2024, every drug measure."""

from __future__ import annotations

import pytest
from compute_example import example
from compute_registers import Counted, by_age, by_code, by_county, by_period, codes, cohort, drugs, spec, table, values

GROUP = ("N06BA",)
COUNTIES = ("01", "12", "14")


@pytest.mark.parametrize(
    ("measure", "group", "first_code", "second_code", "scale"),
    [
        ("prevalent_users", 6, 5, 2, 1), ("dispensings", 10, 8, 2, 1), ("packages", 10, 9, 1, 1000), ("ddd", 300, 270, 30, 1000),
        ("cost_total", 3400, 2700, 700, 100), ("new_users_12m", 4, 4, 2, 1), ("new_users_unlimited", 3, 3, 2, 1),
    ],
)
def test_each_measure_for_the_group_and_for_each_code(counted: Counted, measure: str, group: int, first_code: int, second_code: int, scale: int):
    """In 2024 six persons (A–F) use a drug of the group, in ten dispensings: row 7 is cancelled by row 8, row 12 is corrected in part by row 13 and
    still counts, and row 14 corrects nothing that is known, so that it lowers the sums alone. Amounts are summed over all rows. For each code apart
    the look-back is the code's own: C is new for N06BA04 although not new for the group."""
    more = {"look_back": "group"} if measure.startswith("new_users") else {}
    each = {"look_back": "each_code"} if measure.startswith("new_users") else {}
    order = spec(
        cohort(drugs(*GROUP)), table(measure, **more),
        table(measure, by_code(*codes("N06BA04", "N06BA12"), total=False), name="t2", **each),
    )
    whole, apart = counted(example(), order)
    assert values(whole) == {"": group * scale}
    assert values(apart) == {"N06BA04": first_code * scale, "N06BA12": second_code * scale}


def test_residence_at_year_end_gives_every_person_one_county(counted: Counted):
    """A and E live in county 01 on 31 December 2024; B moved to 12 in July; C died in March and has no record for 2024, so that of 2023 counts; the
    counties add up to the country. Per 1,000 inhabitants: 1.00, 2.00, 2.00 and 1.50."""
    (found,) = counted(example(), spec(cohort(drugs(*GROUP)), table("prevalent_users", by_county(*COUNTIES), rate=1000)))
    assert {key[0]: (count.value, count.denominator) for key, count in found.cells.items()} == {
        "01": (2, 2000), "12": (3, 1500), "14": (1, 500), "total": (6, 4000),
    }


def test_residence_at_each_event_counts_movers_in_both_counties(counted: Counted):
    """With the anchor `event` B is counted in the county of each dispensing: 01 has three users, 12 has three, 14 has one; the country still has six."""
    (found,) = counted(example(), spec(cohort(drugs(*GROUP)), table("prevalent_users", by_county(*COUNTIES), anchor="event")))
    assert values(found) == {"01": 3, "12": 3, "14": 1, "total": 6}


def test_residence_and_age_at_the_first_row_in_the_cell(counted: Counted):
    """With the anchor `index` the person's first counted row in the cell decides: B is still in county 01 and 13 years old on 15 June 2024."""
    order = spec(cohort(drugs(*GROUP)), table("prevalent_users", by_county(*COUNTIES), by_age("0-12", "13-13", "14-120"), anchor="index"))
    (found,) = counted(example(), order)
    assert {key: count for key, count in values(found).items() if count and "total" not in key} == {
        "01 13-13": 1, "01 14-120": 2, "12 14-120": 2, "14 14-120": 1,
    }


def test_residence_a_year_earlier_for_months(counted: Counted):
    """Months, quarters and half-years take residence and age from 31 December of the year before, so that a month can be delivered before the year
    ends: in the second half of 2024 B is still counted in county 01. E had no record then, so that her last row in the cell decides."""
    order = spec(cohort(drugs(*GROUP)), table("prevalent_users", by_period("half_year", "2024", total=False), by_county(*COUNTIES)))
    (found,) = counted(example(), order)
    assert values(found) == {
        "2024H1 01": 3, "2024H1 12": 1, "2024H1 14": 1, "2024H1 total": 5, "2024H2 01": 1, "2024H2 12": 1, "2024H2 14": 0, "2024H2 total": 2,
    }


def test_age_is_that_of_31_december(counted: Counted):
    """Age in a year cell is the year less the birth year: B, born on New Year's Eve 2010, is 14; C would have been 76; D 49; F 64."""
    (found,) = counted(example(), spec(cohort(drugs(*GROUP)), table("prevalent_users", by_age("0-17", "18-44", "45-64", "65-79", "80+"))))
    assert values(found) == {"0-17": 1, "18-44": 2, "45-64": 2, "65-79": 1, "80+": 0, "total": 6}


def test_ddd_per_1000_inhabitants_and_day(counted: Counted):
    """The engine returns the DDD in thousandths and the population behind them: 300 DDD among 4,000 inhabitants, in the 366 days of 2024 0.20 per 1,000
    and day. The rate itself is computed after protection."""
    (found,) = counted(example(), spec(cohort(drugs(*GROUP)), table("ddd_per_1000_day")))
    count = found.cells[()]
    assert (count.value, count.denominator) == (300_000, 4000)
    assert round(count.value / 1000 * 1000 / (count.denominator * 366), 2) == 0.20


def test_a_month_uses_the_population_of_the_year_before(counted: Counted):
    """A month of 2024 is divided by the population of 31 December 2023; a whole period longer than 12 months has no denominator."""
    monthly = table("prevalent_users", by_period("month", "2024-01/2024-02"), period="2024-01/2024-02", rate=1000)
    long = table("prevalent_users", period="2023/2024", rate=1000, name="t2", anchor="index")
    month, whole = counted(example(), spec(cohort(drugs(*GROUP, period="2023/2024")), monthly, long))
    assert month.cells[("2024-01",)].denominator == 1900
    assert whole.cells[()].denominator is None


def test_the_latest_earlier_population_stands_in_for_a_missing_year(counted: Counted):
    """When the population of the needed year is not there, the latest earlier year is used (and the delivery says so)."""
    frames = example()
    frames.tables["counts"][:] = [row for row in frames.tables["counts"] if row["year"] == 2023]
    (found,) = counted(frames, spec(cohort(drugs(*GROUP)), table("prevalent_users", rate=1000)))
    assert found.cells[()].denominator == 1900


def test_every_rows_order_gives_the_same_result(counted: Counted):
    """How the rows were stored changes nothing."""
    order = spec(cohort(drugs(*GROUP)), table("packages", by_county(*COUNTIES), by_age("0-17", "18+")))
    assert values(counted(example(reverse=True), order)[0])["total total"] == 10_000


def test_a_grown_up_women_only_table_is_limited_to_them(counted: Counted):
    """A breakdown that does not hold everybody limits the table: its margin is the listed categories, not the country."""
    order = spec(cohort(drugs(*GROUP)), table("prevalent_users", by_county("01", exhaustive=False), by_age("18-44", exhaustive=False)))
    (found,) = counted(example(), order)
    assert values(found) == {"01 18-44": 2, "01 total": 2, "total 18-44": 2, "total total": 2}


def test_unknown_residence_is_a_row_of_its_own_and_belongs_to_the_total(counted: Counted):
    """A person without a record whose dispensing has no residence forms the row "Unknown", which is there only when somebody is in it."""
    visitor = """
    | row_no | person | ATC     | EDATUM     | ANTAL |
    | 18     | 9      | N06BA04 | 2024-07-01 | 1     |
    """
    order = spec(cohort(drugs(*GROUP)), table("prevalent_users", by_county(*COUNTIES)))
    assert values(counted(example(first=visitor), order)[0]) == {"01": 2, "12": 3, "14": 1, "unknown": 1, "total": 7}
