"""The made-up registers: equal bytes for equal seeds, the stated marginals, and every trap that the real ones have."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from snapshot_factory import made_up, query

from jobs.microdata.synthesis import generate
from jobs.microdata.verify import verify_snapshot
from jobs.synthetic.tables import conditions, municipalities, regimens


@pytest.fixture(scope="module")
def snapshot():
    return made_up()


def one(snapshot, sql):
    return query(snapshot, sql)[0][0]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first = generate(tmp_path / "a", 400, 2014, 2015, 7)
    second = generate(tmp_path / "b", 400, 2014, 2015, 7)
    other = generate(tmp_path / "c", 400, 2014, 2015, 8)
    assert (tmp_path / "a/manifest.json").read_bytes() == (tmp_path / "b/manifest.json").read_bytes()
    assert [file.sha256 for file in first.files] == [file.sha256 for file in second.files]
    assert first.id != other.id and [file.sha256 for file in first.files] != [file.sha256 for file in other.files]


def test_a_fresh_snapshot_verifies(snapshot) -> None:
    assert verify_snapshot(snapshot) == []


def test_the_manifest_says_it_is_synthetic_and_what_it_was_drawn_from(snapshot) -> None:
    assert snapshot.manifest.synthetic
    assert set(snapshot.manifest.marginals) == {"people", "municipalities", "conditions", "regimens", "lmed", "par", "dors"}
    assert snapshot.manifest.registers["lmed"].data_from == date(2005, 7, 1)
    assert snapshot.manifest.registers["par_in"].final_to == date(2016, 9, 30)


def test_persons_have_the_keys_one_to_n(snapshot) -> None:
    assert one(snapshot, "SELECT max(person) FROM {lmed}") <= 20_000
    assert one(snapshot, "SELECT count(DISTINCT person) FROM {spells}") > 19_900


def test_there_are_21_counties_and_290_municipalities() -> None:
    codes, shares = municipalities()
    assert len(codes) == 290 and len({code[:2] for code in codes}) == 21
    assert shares.sum() == pytest.approx(1)


def test_counts_equal_the_person_years(snapshot) -> None:
    differing = one(
        snapshot,
        "SELECT count(*) FROM (SELECT year, LK, KON, year - year(FODDAT) AS ALDER, count(*) AS n FROM {person_years} GROUP BY ALL) a "
        "FULL JOIN {counts} b USING (year, LK, KON, ALDER) WHERE a.n IS DISTINCT FROM b.n",
    )
    assert differing == 0


def test_person_years_are_those_registered_by_their_spells(snapshot) -> None:
    differing = one(
        snapshot,
        "SELECT count(*) FROM {person_years} p ANTI JOIN {spells} s ON s.person = p.person AND s.\"from\" <= make_date(p.year, 12, 31) "
        "AND coalesce(s.\"to\", DATE '9999-01-01') >= make_date(p.year, 12, 31)",
    )
    assert differing == 0


def prevalence(condition_id: str, share: float, year: int, sex: int, ages: tuple[int, int], residents: dict[int, int]) -> float:
    condition = next(condition for condition in conditions() if condition.id == condition_id)
    weights = np.array([residents.get(age, 0) for age in range(ages[0], ages[1] + 1)])
    shares = condition.prevalence[ages[0] : ages[1] + 1, sex - 1] * condition.factor(year) * share
    return float((weights * shares).sum())


@pytest.mark.parametrize(
    ("condition", "atc", "sex", "ages"),
    [("adhd", "N06BA%", 1, (8, 20)), ("diabetes2", "A10BA02", 2, (50, 85)), ("hypothyroid", "H03AA01", 2, (30, 80)), ("gastric_acid", "A02BC%", 1, (40, 90))],
)
def test_users_among_residents_follow_the_stated_prevalence(snapshot, condition, atc, sex, ages) -> None:
    share = next(regimen.share for regimen in regimens() if regimen.condition == condition)
    year = 2014
    residents = dict(query(snapshot, f"SELECT {year} - year(FODDAT), count(*) FROM {{person_years}} WHERE year = {year} AND KON = {sex} GROUP BY 1"))
    users = one(
        snapshot,
        f"SELECT count(DISTINCT person) FROM {{lmed}} JOIN {{person_years}} p USING (person) WHERE AR = {year} AND ATC LIKE '{atc}' AND ANTAL > 0 "
        f"AND p.year = {year} AND p.KON = {sex} AND {year} - year(FODDAT) BETWEEN {ages[0]} AND {ages[1]}",
    )
    expected = prevalence(condition, share, year, sex, ages, residents)
    assert expected > 20
    assert abs(users - expected) < 4.5 * expected**0.5


def test_adhd_grows_over_the_years(snapshot) -> None:
    rows = dict(query(snapshot, "SELECT AR, count(DISTINCT person) FROM {lmed} WHERE ATC LIKE 'N06BA%' GROUP BY 1"))
    assert rows[2016] > 2 * rows[2006]


def test_about_four_in_a_thousand_rows_are_corrections_of_every_kind(snapshot) -> None:
    share = one(snapshot, "SELECT avg((ANTAL < 0)::INT) FROM {lmed}")
    assert 0.003 < share < 0.006
    kinds = query(
        snapshot,
        "SELECT bool_or(p.ANTAL = -n.ANTAL), bool_or(p.ANTAL > -n.ANTAL), bool_or(p.person IS NULL) FROM {lmed} n LEFT JOIN {lmed} p "
        "ON p.person = n.person AND p.ATC = n.ATC AND p.ANTAL > 0 AND p.EDATUM <= n.EDATUM WHERE n.ANTAL < 0",
    )[0]
    assert kinds == (True, True, True)
    twice = "SELECT count(*) FROM (SELECT person, ATC, VARUNR FROM {lmed} WHERE ANTAL = -1 GROUP BY ALL HAVING count(*) > 1)"
    assert one(snapshot, twice) > 0


def test_an_exact_correction_takes_back_cost_and_ddd_to_the_last_unit(snapshot) -> None:
    differing = one(
        snapshot,
        "SELECT count(*) FROM (SELECT person, VARUNR, abs(ANTAL) AS q, count(DISTINCT abs(TKOST)) AS costs, count(DISTINCT abs(PKOST)) AS fees, "
        "count(DISTINCT abs(fddd)) AS doses FROM {lmed} GROUP BY ALL) WHERE costs > 1 OR fees > 1 OR doses > 1",
    )
    assert differing == 0


def test_dates_of_2005_are_heaped_on_month_ends_and_later_years_are_not(snapshot) -> None:
    heaped = dict(query(snapshot, "SELECT AR, avg((EDATUM = last_day(EDATUM))::INT) FROM {lmed} WHERE AR IN (2005, 2007) GROUP BY 1"))
    assert 0.25 < heaped[2005] < 0.4 and heaped[2007] < 0.06
    assert one(snapshot, "SELECT min(EDATUM) FROM {lmed}") == date(2005, 7, 1)


def test_dose_dispensing_has_its_order_type_and_mostly_broken_packs(snapshot) -> None:
    types = dict(query(snapshot, "SELECT OTYP, bool_or(ANTAL <> round(ANTAL)) FROM {lmed} GROUP BY 1"))
    assert types == {"R": False, "D": True}
    assert one(snapshot, "SELECT min(ALDER) FROM {lmed} WHERE OTYP = 'D'") >= 74


def test_odd_codes_stand_beside_the_atc_codes(snapshot) -> None:
    found = {row[0] for row in query(snapshot, "SELECT DISTINCT ATC FROM {lmed} WHERE NOT regexp_matches(ATC, '^[A-V]')")}
    assert {"-", "Y75", "Y92", "Z99"} <= found


def test_gabapentin_and_pregabalin_change_code_in_2023(tmp_path: Path) -> None:
    moved = made_up(4_000, 2021, 2024, 3)
    rows = query(moved, "SELECT ATC, min(AR), max(AR) FROM {lmed} WHERE (ATC LIKE 'N03AX1_' OR ATC LIKE 'N02BF%') AND ANTAL > 0 GROUP BY 1")
    spans = {row[0]: (row[1], row[2]) for row in rows}
    assert spans["N03AX16"][1] == 2022 and spans["N03AX12"][1] == 2022
    assert spans["N02BF02"] == (2023, 2024) and spans["N02BF01"] == (2023, 2024)


def test_icd_9_is_used_before_1997_and_in_skane_through_1997() -> None:
    old = made_up(6_000, 1995, 1998, 2)
    rows = query(
        old, "SELECT c.AR, c.LK LIKE '12%', avg(regexp_matches(d.code, '^[0-9V]{2,3}[0-9][A-Z]$')::INT) FROM {par_out_dia} d JOIN {par_out} c USING (contact) "
        "WHERE d.position = 'main' GROUP BY ALL",
    )
    shares = {(row[0], row[1]): row[2] for row in rows}
    assert shares[1996, False] == 1 and shares[1997, True] == 1
    assert shares[1997, False] < 0.05 and shares[1998, True] == 0


def test_emergency_visits_that_lead_to_admission_stand_in_both_parts_since_2015(snapshot) -> None:
    rows = dict(
        query(
            snapshot,
            "SELECT i.AR, count(*) FROM {par_in} i JOIN {par_out} o ON o.person = i.person AND o.SJUKHUS = i.SJUKHUS AND o.MVO = '046' "
            "AND i.INDATUM - o.INDATUM BETWEEN 0 AND 1 WHERE i.AR IN (2014, 2016) GROUP BY 1",
        )
    )
    assert rows[2016] > 20 * (rows.get(2014, 0) + 1) / 2
    assert one(snapshot, "SELECT count(ed_arrival) FROM {par_out} WHERE AR < 2015") == 0
    assert one(snapshot, "SELECT bool_and(ed_arrival <= ed_doctor AND ed_doctor <= ed_leave) FROM {par_out} WHERE ed_arrival IS NOT NULL")


def test_the_last_months_of_care_are_late(snapshot) -> None:
    rows = dict(query(snapshot, "SELECT month(INDATUM), count(*) FROM {par_out} WHERE AR = 2016 GROUP BY 1"))
    assert rows[12] < 0.75 * rows[6] and rows[11] < 0.95 * rows[6]


def test_main_diagnoses_and_person_keys_are_sometimes_missing(snapshot) -> None:
    missing = one(snapshot, "SELECT count(*) FROM {par_out} c ANTI JOIN (SELECT contact FROM {par_out_dia} WHERE position = 'main') d USING (contact)")
    assert 0.004 < missing / snapshot.manifest.rows_of("par_out") < 0.015
    assert one(snapshot, "SELECT count(*) FROM {par_out} WHERE person IS NULL") > 0


def test_injuries_have_a_cause_and_procedures_lie_within_the_stay(snapshot) -> None:
    causes = "SELECT count(*) FROM {par_in_dia} m ANTI JOIN (SELECT contact FROM {par_in_dia} WHERE position = 'cause') c USING (contact) "
    assert one(snapshot, causes + "WHERE m.position = 'main' AND m.code LIKE 'S72%'") == 0
    assert one(snapshot, "SELECT count(*) FROM {par_in_op} o JOIN {par_in} c USING (contact) WHERE o.date NOT BETWEEN c.INDATUM AND c.UTDATUM") == 0


def test_a_contacts_diagnoses_carry_its_event_date(snapshot) -> None:
    assert one(snapshot, "SELECT count(*) FROM {par_in_dia} d JOIN {par_in} c USING (contact) WHERE d.date <> c.UTDATUM") == 0
    assert one(snapshot, "SELECT count(*) FROM {par_out_dia} d JOIN {par_out} c USING (contact) WHERE d.date <> c.INDATUM") == 0


def test_deaths_have_unknown_days_uncoded_late_causes_and_non_residents(snapshot) -> None:
    assert one(snapshot, "SELECT count(*) FROM {dors} WHERE DODSDAT LIKE '%00' AND DODSDATN IS NULL") > 0
    assert one(snapshot, "SELECT avg((ULORSAK IS NULL)::INT) FROM {dors} WHERE AR = 2016") > 0.2
    strangers = "SELECT count(*) FROM {dors} d ANTI JOIN {spells} s USING (person) WHERE AR "
    assert one(snapshot, strangers + "< 2012") == 0 and one(snapshot, strangers + ">= 2012") > 0


def test_persons_move_emigrate_return_are_born_and_die(snapshot) -> None:
    reasons = {tuple(row) for row in query(snapshot, "SELECT DISTINCT start_reason, end_reason FROM {spells}")}
    assert {("birth", None), ("birth", "death"), ("birth", "emigration"), ("immigration", None), ("immigration", "emigration")} <= reasons
    assert one(snapshot, "SELECT count(*) FROM (SELECT person FROM {spells} GROUP BY 1 HAVING count(*) > 1)") > 0
    assert one(snapshot, "SELECT count(*) FROM (SELECT person FROM {person_years} GROUP BY 1 HAVING count(DISTINCT LK[1:2]) > 1)") > 500


def test_nobody_collects_a_drug_before_birth_or_after_death(snapshot) -> None:
    assert one(snapshot, "SELECT count(*) FROM {lmed} l JOIN {dors} d USING (person) WHERE l.EDATUM > d.DODSDATN AND l.ANTAL > 0") == 0
    assert one(snapshot, "SELECT min(ALDER) FROM {lmed}") == 0


def test_drugs_follow_diagnoses(snapshot) -> None:
    with_diagnosis = one(
        snapshot,
        "SELECT avg((d.person IS NOT NULL)::INT) FROM (SELECT DISTINCT person FROM {lmed} WHERE ATC LIKE 'N06BA%' AND AR = 2014) u LEFT JOIN "
        "(SELECT DISTINCT person FROM {par_out_dia} WHERE code LIKE 'F90%') d USING (person)",
    )
    assert with_diagnosis > 0.8


def test_some_codes_have_one_company_and_some_several(snapshot) -> None:
    companies = dict(query(snapshot, "SELECT ATC, count(DISTINCT company) FROM {lmed_products} GROUP BY 1"))
    assert companies["N06BA12"] == 1 and companies["N06BA04"] > 1


def test_rows_stand_in_the_order_of_the_layout_and_row_numbers_are_unique(snapshot) -> None:
    files = [str(path) for path in snapshot.files("lmed", [2010])]
    assert len(files) == 1
    rows = query(snapshot, f"SELECT ATC, person, EDATUM, row_no FROM read_parquet({files}, hive_partitioning = false)")
    assert rows == sorted(rows)
    assert one(snapshot, "SELECT count(*) = count(DISTINCT row_no) FROM {lmed}")
