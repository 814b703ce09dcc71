"""What must hold whatever the registers hold (the list of invariants of the measures); counted by the reference, which the engine equals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from compute_registers import (
    any_of,
    breakdown,
    by_age,
    by_code,
    by_county,
    by_period,
    by_population,
    by_sex,
    care,
    codes,
    cohort,
    drugs,
    spec,
    table,
    values,
)
from compute_strategies import registers
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.compute import reference
from jobs.compute.reference import Frames
from jobs.spec import BreakdownJob, TableJob, Target

DRUG = ("N06BA04", "N06BA12", "N06BX01", "N06A")
MANY = settings(max_examples=40, deadline=None)
NEW = {"look_back": "group"}
WHOLE = "2023/2024"


def count(frames: Frames, *tables: TableJob, codes_of: tuple[str, ...] = ("N06",), period: str = WHOLE) -> list[dict[str, int]]:
    """Values of tables on a plain drug cohort."""
    return [values(one) for one in reference.run(spec(cohort(drugs(*codes_of, period=period)), *tables), frames)]


def with_drugs(frames: Frames, rows: list[dict[str, Any]]) -> Frames:
    """The same registers with other rows of LMED."""
    return replace(frames, tables={**frames.tables, "lmed": rows}, found={})


def yearly(measure: str, **more: Any) -> TableJob:
    """A measure by year with its margin."""
    return table(measure, by_period("year", WHOLE), period=WHOLE, name=measure, **more)


@MANY
@given(registers(), st.integers(1, 5), st.sampled_from(["0.5", "1", "2"]), st.integers(0, 700))
def test_a_dispensing_and_its_correction_on_one_day_change_nothing(frames: Frames, person: int, quantity: str, day: int):
    rows = frames.tables["lmed"]
    first = dict.fromkeys(rows[0]) if rows else None
    if first is None:
        return
    date = rows[0]["EDATUM"].replace(year=2023, month=1, day=1) + timedelta(days=day)
    pair = [
        first | {"row_no": 1000 + number, "person": person, "ATC": "N06BA99", "EDATUM": date, "ANTAL": sign * Decimal(quantity), "TKOST": sign * Decimal(10)}
        for number, sign in enumerate((1, -1))
    ]
    tables = [yearly(name) for name in ("prevalent_users", "dispensings", "packages", "cost_total")] + [yearly("new_users_12m", **NEW)]
    assert count(with_drugs(frames, rows + pair), *tables) == count(frames, *tables)


@MANY
@given(registers())
def test_amounts_over_everything_are_the_raw_sums(frames: Frames):
    period = "2000/2030"
    (packages,), (cost,) = (
        found.values() for found in count(frames, table("packages", period=period), table("cost_total", period=period, name="t2"), codes_of=(), period=period))
    rows = [row for row in frames.tables["lmed"] if row["person"] is not None]
    assert packages == sum(int(row["ANTAL"] * 1000) for row in rows)
    assert cost == sum(int(row["TKOST"] * 100) for row in rows)


@MANY
@given(registers())
def test_new_without_limit_is_at_most_new_after_twelve_months_is_at_most_users(frames: Frames):
    unlimited, twelve, users = count(frames, yearly("new_users_unlimited", **NEW), yearly("new_users_12m", **NEW), yearly("prevalent_users"))
    assert all(unlimited[year] <= twelve[year] <= users[year] for year in users)


@MANY
@given(registers())
def test_a_longer_look_back_never_raises_new_users(frames: Frames):
    found = count(frames, *(
        table("new_users", by_period("year", WHOLE), period=WHOLE, run_in_months=months, name=f"t{months}", **NEW) for months in (3, 6, 12, 18, 24)))
    assert all(longer[year] <= shorter[year] for shorter, longer in zip(found, found[1:], strict=False) for year in longer)


@MANY
@given(registers())
def test_codes_bound_their_group(frames: Frames):
    each = by_code(*codes(*DRUG))
    users, new = count(frames, table("prevalent_users", each, period=WHOLE), table("new_users_12m", each, period=WHOLE, look_back="each_code", name="t2"))
    (group,) = count(frames, table("new_users_12m", period=WHOLE, **NEW))
    assert sum(users[code] for code in DRUG) >= users["total"] >= max(users[code] for code in DRUG)
    assert sum(new[code] for code in DRUG) >= group[""]


@MANY
@given(registers())
def test_years_of_new_without_limit_add_up(frames: Frames):
    (found,) = count(frames, yearly("new_users_unlimited", **NEW))
    assert found["2023"] + found["2024"] == found["total"]


@MANY
@given(registers(), st.sampled_from(["year_end", "year_start", "index"]), st.sampled_from(["prevalent_users", "new_users_12m", "dispensings", "packages"]))
def test_sex_age_and_county_add_up_to_the_total(frames: Frames, anchor: str, measure: str):
    shape = (by_sex(), by_age("0-17", "18-64", "65+"), by_county("01", "12", "14", "08"))
    more = NEW if measure.startswith("new") else {}
    (found,) = count(frames, table(measure, *shape, period="2024", anchor=anchor, **more))
    parts = {tuple(key.split()): value for key, value in found.items()}
    assert sum(value for key, value in parts.items() if "total" not in key) == parts[("total", "total", "total")]
    for position in range(3):
        margin = [value for key, value in parts.items() if [place for place in range(3) if key[place] != "total"] == [position]]
        assert sum(margin) == parts[("total", "total", "total")]


@MANY
@given(registers(), st.randoms(use_true_random=True))
def test_order_of_rows_and_names_of_persons_change_nothing(frames: Frames, random: Any):
    keys = [1, 2, 3, 4, 5]
    random.shuffle(keys)
    names = {None: None} | {old + 1: new for old, new in enumerate(keys)}
    changed = {name: _renamed(rows, names) for name, rows in frames.tables.items()}
    for rows in changed.values():
        random.shuffle(rows)
    tables = [yearly("prevalent_users"), table("packages", by_county("01", "12"), by_age("0-17", "18+"), period="2024", name="t2"), yearly("new_users_12m", **NEW)]
    assert count(replace(frames, tables=changed, found={}), *tables) == count(frames, *tables)


def _renamed(rows: list[dict[str, Any]], names: Mapping[Any, Any]) -> list[dict[str, Any]]:
    return [row | {"person": names[row["person"]]} if "person" in row else dict(row) for row in rows]


@MANY
@given(registers())
def test_populations_balance_in_every_cell(frames: Frames):
    two = any_of(drugs("N06", period=WHOLE), care("F90", period=WHOLE))
    order = spec(cohort(two), table("prevalent_users", by_period("year", WHOLE), by_sex(), by_population(), period=WHOLE, anchor="index"))
    (found,) = reference.run(order, frames)
    cells = {key: one.value for key, one in found.cells.items()}
    for year, sex in {key[:2] for key in cells}:
        lmed, par, both, total = (cells[(year, sex, name)] for name in ("LMED", "PAR", "BADA", "TOTAL"))
        assert total == lmed + par - both
    assert cells[("total", "total", "BADA")] >= max(cells[(year, "total", "BADA")] for year in ("2023", "2024"))


@MANY
@given(registers())
def test_leaving_out_admitted_visits_never_raises_a_count(frames: Frames):
    names = ("outpatient_visits", "patients_outpatient", "patients_any_care")
    tables = [table(name, period=WHOLE, events="care", name=f"{name}{ed}", options={"ed": ed}) for ed in ("as_recorded", "exclude_admitted") for name in names]
    tables += [table("patients_inpatient", period=WHOLE, events="care", name="in")]
    found = [values(one)[""] for one in reference.run(spec(cohort(care("F90-I10", period=WHOLE)), *tables), frames)]
    assert all(without <= recorded for recorded, without in zip(found[:3], found[3:6], strict=True))
    assert found[2] <= found[1] + found[6]


@MANY
@given(registers())
def test_a_wider_expression_never_lowers_users_or_dispensings(frames: Frames):
    tables = [yearly("prevalent_users"), yearly("dispensings")]
    narrow, wide = count(frames, *tables, codes_of=("N06BA",)), count(frames, *tables, codes_of=("N06",))
    assert all(small[year] <= large[year] for small, large in zip(narrow, wide, strict=True) for year in small)


@MANY
@given(registers(), st.integers(1, 5))
def test_moving_county_changes_no_national_figure(frames: Frames, person: int):
    moved = {name: [row | {"LK": "1480"} if row.get("person") == person and row.get("LK") else row for row in rows] for name, rows in frames.tables.items()}
    tables = [table(name, by_county("01", "12", "14", "08"), period="2024", name=name) for name in ("prevalent_users", "dispensings", "cost_total")]
    before, after = count(frames, *tables), count(replace(frames, tables=moved, found={}), *tables)
    assert [one["total"] for one in before] == [one["total"] for one in after]


@MANY
@given(registers())
def test_rows_after_the_period_change_no_person_and_no_new_user(frames: Frames):
    """But for corrections, which may cancel what lies before: they are left out here."""
    rows = [row for row in frames.tables["lmed"] if row["ANTAL"] > 0]
    before = [row for row in rows if row["EDATUM"].year < 2024]
    tables = [table(name, period="2023", name=name, **more) for name, more in (("prevalent_users", {}), ("dispensings", {}), ("new_users_12m", NEW), ("packages", {}))]
    assert count(with_drugs(frames, rows), *tables, period="2023") == count(with_drugs(frames, before), *tables, period="2023")


@MANY
@given(registers())
def test_stays_are_at_most_rows_and_days_at_least(frames: Frames):
    tables = [table(name, by_period("year", WHOLE), period=WHOLE, events="care", name=name) for name in ("hospital_stays", "care_episodes", "care_days")]
    stays, episodes, days = [values(one) for one in reference.run(spec(cohort(care("F90-I10", period=WHOLE)), *tables), frames)]
    assert stays["total"] <= episodes["total"] <= days["total"]
    assert all(episodes[year] <= days[year] for year in episodes)


@MANY
@given(registers())
def test_a_longer_look_back_never_raises_new_patients(frames: Frames):
    order = spec(cohort(care("F90-I10", period=WHOLE)), *(
        table("new_patients", by_period("year", WHOLE), period=WHOLE, events="care", name=f"t{months}", run_in_months=months, look_back="group") for months in (12, 24, -1)))
    found = [values(one) for one in reference.run(order, frames)]
    assert all(longer[year] <= shorter[year] for shorter, longer in zip(found, found[1:], strict=False) for year in longer)
    assert found[2]["2023"] + found[2]["2024"] == found[2]["total"]


def around(measure: str, name: str, codes: tuple[str, ...], window: tuple[int, int], **options: str) -> TableJob:
    """A table by what lies around the first dispensing of N06."""
    groups = (Target(code="x", criterion=drugs("N06BA", period="2000/2030", name="x")), Target(code="y", criterion=care("F90", period="2000/2030", name="y")))
    by = breakdown(name, codes, total=name != "days"), BreakdownJob(id=name, codes=codes)
    return table(measure, by, period=WHOLE, anchor="index", targets=groups[: 1 if name == "days" else 2], window=window, options=options)


@MANY
@given(registers())
def test_first_groups_add_up_and_every_group_is_at_most_everybody(frames: Frames):
    first, every = count(frames, *(around("users_by_diagnosis", "diagnosis_group", ("x", "y", "none"), (-365, 30), assignment=one) for one in ("first", "all")))
    assert first["x"] + first["y"] + first["none"] == first["total"] == every["total"]
    assert all(first[one] <= every[one] <= every["total"] for one in ("x", "y"))
    assert first["none"] == every["none"]


@MANY
@given(registers())
def test_a_curve_begins_at_one_and_never_rises(frames: Frames):
    order = spec(cohort(drugs("N06", period=WHOLE)), around("time_on_treatment", "days", ("0", "90", "180", "365"), (0, 730), supply_days="90", grace_days="30"))
    (found,) = reference.run(order, frames)
    curves = [found.cells[(day,)].curve for day in ("0", "90", "180", "365")]
    shares = [one.share for one in curves if one is not None]
    assert shares == sorted(shares, reverse=True)
    assert not shares or shares[0] == 1
    at_risk = [found.cells[(day,)].value for day in ("0", "90", "180", "365")]
    assert at_risk == sorted(at_risk, reverse=True)
