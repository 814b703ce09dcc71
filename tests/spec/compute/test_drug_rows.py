"""Dispensings and amounts: dose dispensing, corrections, missing values, companies, preliminary months."""

from __future__ import annotations

from datetime import date

import pytest
from compute_example import example
from compute_registers import Counted, by_county, by_period, cohort, drugs, frames_of, rows_of, spec, table, values


@pytest.mark.parametrize(("dose", "expected"), [("include", 3), ("exclude", 1), ("collapse", 2)])
def test_dose_dispensing_counts_as_the_order_says(counted: Counted, dose: str, expected: int):
    """E has a whole package in February and two half ones in April: three dispensings when dose dispensing is included, one when it is excluded, two
    when dose rows of a calendar month are taken together."""
    frames = example()
    frames.tables["lmed"][:] = [row for row in frames.tables["lmed"] if row["person"] == 5]
    (found,) = counted(frames, spec(cohort(drugs("N06BA")), table("dispensings", options={"dose": dose})))
    assert found.cells[()].value == expected


def test_two_corrections_can_cancel_one_dispensing(counted: Counted):
    """Two negative rows of one package each cancel a row of two: nobody used the drug, and nothing was paid."""
    frames = frames_of({"lmed": rows_of("""
    | row_no | person | ATC     | EDATUM     | ANTAL | TKOST |
    | 1      | 1      | N06BA04 | 2024-03-01 | 2     | 200   |
    | 2      | 1      | N06BA04 | 2024-03-02 | −1    | −100  |
    | 3      | 1      | N06BA04 | 2024-03-09 | −1    | −100  |
    """)})
    users, cost = counted(frames, spec(cohort(drugs("N06BA")), table("prevalent_users"), table("cost_total", name="t2")))
    assert (users.cells[()].value, cost.cells[()].value, cost.cells[()].persons) == (0, 0, 0)


def test_an_exact_match_is_preferred_to_a_later_partial_one(counted: Counted):
    """A correction of one package cancels the row of one package, not the later row of three."""
    frames = frames_of({"lmed": rows_of("""
    | row_no | person | ATC     | EDATUM     | ANTAL |
    | 1      | 1      | N06BA04 | 2024-01-10 | 1     |
    | 2      | 1      | N06BA04 | 2024-02-10 | 3     |
    | 3      | 1      | N06BA04 | 2024-02-11 | −1    |
    """)})
    order = spec(cohort(drugs("N06BA")), table("dispensings", by_period("month", "2024-01/2024-02", total=False), period="2024-01/2024-02"))
    assert values(counted(frames, order)[0]) == {"2024-01": 0, "2024-02": 1}


def test_a_correction_of_the_next_year_belongs_to_the_dispensing_it_corrects(counted: Counted):
    """A matched correction takes the date and residence of the row it corrects: the sum of the year of the dispensing is lowered, not that of the
    correction, and the county is where the dispensing was."""
    frames = frames_of({"lmed": rows_of("""
    | row_no | person | ATC     | EDATUM     | ANTAL | LK   |
    | 1      | 1      | N06BA04 | 2023-12-30 | 2     | 0100 |
    | 2      | 1      | N06BA04 | 2024-01-03 | −1    | 1200 |
    """)})
    order = spec(
        cohort(drugs("N06BA", period="2023/2024")), table("packages", by_period("year", "2023/2024"), by_county("01", "12", total=False), period="2023/2024"))
    assert values(counted(frames, order)[0]) == {"2023 01": 1000, "2023 12": 0, "2024 01": 0, "2024 12": 0, "total 01": 1000, "total 12": 0}


def test_an_unmatched_correction_lowers_the_sum_and_is_no_user(counted: Counted):
    """F's correction of a drug never dispensed lowers the packages of its own date; F is no user of that drug."""
    users, packages = counted(example(), spec(cohort(drugs("N06BA12")), table("prevalent_users"), table("packages", name="t2")))
    assert (users.cells[()].value, packages.cells[()].value) == (2, 1000)


def test_netting_off_shows_the_raw_rows(counted: Counted):
    """Without netting, for comparison only, row 7 counts although it was cancelled: eleven positive rows."""
    (found,) = counted(example(), spec(cohort(drugs("N06BA")), table("dispensings", options={"netting": "off"})))
    assert found.cells[()].value == 11


def test_ddd_falls_back_on_the_pack_and_leaves_out_rows_without(counted: Counted):
    """`fddd` is used where it is known, else packages times the DDD of a pack; a row with neither is left out of this measure alone."""
    frames = frames_of({"lmed": rows_of("""
    | row_no | person | ATC     | EDATUM     | ANTAL | fddd | forpddd |
    | 1      | 1      | N06BA04 | 2024-01-10 | 1     | 28   | 30      |
    | 2      | 2      | N06BA04 | 2024-02-10 | 2     |      | 30.5    |
    | 3      | 3      | N06BA04 | 2024-02-11 | 1     |      |         |
    """)})
    ddd, packages = counted(frames, spec(cohort(drugs("N06BA")), table("ddd"), table("packages", name="t2")))
    assert (ddd.cells[()].value, ddd.cells[()].persons) == (89_000, 2)
    assert packages.cells[()].persons == 3


def test_an_economic_cell_tells_how_many_companies_stand_behind_it(counted: Counted):
    """The companies are the holders of the packs on the dates of the rows; a pack that changed holder counts for both."""
    frames = frames_of({
        "lmed": rows_of("""
        | row_no | person | ATC     | EDATUM     | ANTAL | TKOST | NPLPACKID | LK   |
        | 1      | 1      | N06BA04 | 2024-01-10 | 1     | 100   | a         | 0100 |
        | 2      | 2      | N06BA04 | 2024-09-10 | 1     | 100   | a         | 1200 |
        | 3      | 3      | N06BA04 | 2024-09-11 | 1     | 100   | b         | 1200 |
        """),
        "lmed_products": rows_of("""
        | NPLPACKID | company | from       | to         |
        | a         | First   |            | 2024-06-30 |
        | a         | Second  | 2024-07-01 |            |
        | b         | Second  |            |            |
        """),
    })
    (found,) = counted(frames, spec(cohort(drugs("N06BA")), table("cost_total", by_county("01", "12"), economic=True)))
    assert {key[0]: (count.value, count.companies) for key, count in found.cells.items()} == {
        "01": (10_000, 1), "12": (20_000, 1), "total": (30_000, 2),
    }


def test_cells_beyond_the_last_final_day_are_preliminary(counted: Counted):
    """A month later than the register's last final day is preliminary, and so is a margin that holds it."""
    frames = frames_of({"lmed": example().tables["lmed"]}, {"lmed": date(2024, 11, 30)})
    order = spec(cohort(drugs("N06BA")), table("dispensings", by_period("quarter", "2024")))
    assert counted(frames, order)[0].preliminary == {"2024Q4", "total"}


def test_rows_without_a_person_key_count_in_nothing(counted: Counted):
    """A dispensing without a person key is no user and no dispensing."""
    frames = frames_of({"lmed": rows_of("""
    | row_no | person | ATC     | EDATUM     | ANTAL |
    | 1      |        | N06BA04 | 2024-01-10 | 1     |
    | 2      | 1      | N06BA04 | 2024-02-10 | 1     |
    """)})
    (found,) = counted(frames, spec(cohort(drugs("N06BA")), table("dispensings")))
    assert found.cells[()].value == 1


def test_a_cell_is_left_out_where_too_many_rows_lack_the_value(counted: Counted):
    """In county 12 one of three rows has no DDD, a third, which is more than 30 per cent: the cell is not published. In county 01 three of ten lack it, which
    is borne; the sum is that of the rest. In the whole country four of thirteen lack it, again too many."""
    rows = [{"row_no": at, "person": at, "ATC": "N06BA04", "EDATUM": "2024-03-01", "ANTAL": "1", "LK": "0180" if at < 10 else "1280",
             "fddd": None if at in (0, 1, 2, 10) else "30"} for at in range(13)]
    (found,) = counted(frames_of({"lmed": rows}), spec(cohort(drugs("N06BA")), table("ddd", by_county("01", "12"))))
    assert {key[0]: count.value for key, count in found.cells.items()} == {"01": 210_000, "12": 60_000, "total": 270_000}
    assert found.incomplete == {("12",), ("total",)}
