"""Order tables become shells: categories, margins, additivity, rates, anchors, footnotes."""

from __future__ import annotations

from typing import Any

import pytest
from orders import CARE, CRITERION, TABLE, catalogue, changed, code_lists, context
from rule_cases import CROSSING

from assistant.empty_tables import grid, long_csv
from assistant.shells import build_shells
from assistant.specification import TablePlan, plan_tables
from metadata.model.period import CellPeriod
from metadata.model.table import TOTAL, TableShell


def shell(changes: dict[str, Any], **values: Any) -> TableShell:
    order = changed(changes)
    (only,) = build_shells(order, catalogue(), context(**values))
    return only


def plan(changes: dict[str, Any], **values: Any) -> TablePlan:
    order = changed(changes)
    (only,) = plan_tables(order, catalogue(), context(**values)).values()
    return only


def codes(found: TableShell, breakdown: str) -> tuple[str, ...]:
    return next(one.codes for one in found.breakdowns if one.id == breakdown)


@pytest.mark.parametrize(
    ("breakdown", "expected", "cell_period"),
    [
        ("year", ("2019", "2020"), CellPeriod.year),
        ("half_year", ("2019H1", "2019H2", "2020H1", "2020H2"), CellPeriod.half_year),
        ("quarter", ("2019Q1", "2019Q2", "2019Q3", "2019Q4", "2020Q1", "2020Q2", "2020Q3", "2020Q4"), CellPeriod.quarter),
    ],
)
def test_periods_are_cut_from_the_period_of_the_counted_rows(breakdown: str, expected: tuple[str, ...], cell_period: CellPeriod) -> None:
    found = shell({f"{CRITERION}/period": "2019/2020", f"{TABLE}/rows": [breakdown]})
    assert codes(found, breakdown) == expected
    assert found.cell_period is cell_period


def test_places_are_the_counties_or_the_municipalities_of_one() -> None:
    found = shell({f"{TABLE}/rows": ["county"], f"{TABLE}/totals": ["county"]})
    assert len(codes(found, "county")) == 22
    assert found.rows[0].exhaustive
    within = shell({f"{TABLE}/rows": [{"municipality": "06"}], f"{TABLE}/totals": ["county"]})
    assert len(codes(within, "municipality")) == 14
    assert not within.rows[0].exhaustive
    assert within.rows[0].label_of(TOTAL, "sv") == "Jönköpings län"


def test_regions_know_their_counties() -> None:
    found = plan({f"{TABLE}/rows": ["healthcare_region"]})
    regions = found.rows[0].regions
    assert sum(len(counties) for counties in regions.values()) == 21
    assert set(regions) == set(found.rows[0].shell.codes)


@pytest.mark.parametrize(
    ("choice", "expected", "exhaustive"),
    [
        ("age_group", 18, True), ({"age_group": "broad"}, 5, True), ({"age_group": "elderly"}, 3, False), ({"age_group": ["0-6", "7-19", "20+"]}, 3, True),
        ({"age_group": ["6-17"]}, 1, False),
    ],
)
def test_ages_come_from_a_set_or_from_own_bands(choice: Any, expected: int, exhaustive: bool) -> None:
    found = shell({f"{TABLE}/columns": [choice], f"{TABLE}/totals": []})
    assert (len(found.columns[0].categories), found.columns[0].exhaustive) == (expected, exhaustive)


def test_margins_stand_last_and_say_whether_the_parts_add_up() -> None:
    found = shell({f"{TABLE}/rows": ["year", "county"], f"{TABLE}/totals": ["county", "sex", {"year": "distinct"}]})
    assert {one.id: (one.has_total, one.additive) for one in found.breakdowns} == {"year": (True, False), "county": (True, True), "sex": (True, True)}
    assert codes(found, "sex") == ("1", "2", TOTAL)
    rows = shell({f"{TABLE}/measure": "dispensings", f"{TABLE}/totals": ["year"]})
    assert rows.rows[0].additive


def test_nothing_adds_up_when_each_row_has_its_own_age_and_place() -> None:
    found = shell({f"{TABLE}/anchor": "event", f"{TABLE}/rows": ["county"]})
    assert not any(one.additive for one in found.breakdowns)
    assert not {"AGE-AT", "AGE-AT-INDEX"} & {note.id for note in found.footnotes}


def test_a_rate_is_a_further_figure_with_two_decimals() -> None:
    assert [figure.id for figure in shell({}).figures] == ["prevalent_users"]
    found = shell({f"{TABLE}/rates": "per_1000"})
    assert [figure.id for figure in found.figures] == ["prevalent_users", "prevalent_users.per_1000"]
    assert (found.figures[1].decimals, found.figures[1].is_derived) == (2, True)


def test_amounts_keep_their_minor_units_and_their_secrecy() -> None:
    found = shell({f"{TABLE}/measure": "cost_total"})
    assert (found.unit, found.scale, found.economic) == ("amount", 100, True)


@pytest.mark.parametrize(
    ("changes", "anchor"),
    [
        ({}, "year_end"),
        ({f"{TABLE}/rows": ["month"]}, "year_start"),
        ({f"{TABLE}/rows": []}, "index"),
        ({f"{TABLE}/rows": [], f"{CRITERION}/period": "2020"}, "year_end"),
        ({f"{TABLE}/rows": [], f"{CRITERION}/period": "2020-03/2021-02"}, "year_end"),
        ({f"{TABLE}/rows": [], f"{CRITERION}/period": "2020-03/2021-03"}, "index"),
        ({f"{TABLE}/anchor": "index"}, "index"),
        ({f"{TABLE}/measure": "patients"}, "index"),
    ],
)
def test_the_anchor_follows_the_cell_period_unless_chosen(changes: dict[str, Any], anchor: str) -> None:
    found = plan(changes)
    assert found.anchor == anchor
    notes = {note.id for note in shell(changes | {f"{TABLE}/columns": [{"age_group": "broad"}], f"{TABLE}/totals": []}).footnotes}
    assert ("AGE-AT-INDEX" in notes) == (anchor == "index")


def test_a_new_user_table_knows_its_look_back_and_run_in() -> None:
    new = {f"{TABLE}/measure": "new_users_12m", f"{TABLE}/look_back_group": "level:4"}
    assert (plan(new).look_back, plan(new).run_in_months) == ("level:4", 12)
    assert plan(new | {f"{TABLE}/measure": "new_users_unlimited"}).run_in_months == -1
    assert plan(new | {f"{TABLE}/measure": "new_users", f"{TABLE}/run_in_months": 24}).run_in_months == 24
    assert plan({}).look_back is None


@pytest.mark.parametrize(("group", "is_additive"), [("group", True), ("each_code", False), ("level:3", False)])
def test_users_new_once_add_over_years_but_not_when_they_are_new_to_each_code(group: str, is_additive: bool) -> None:
    found = shell({f"{TABLE}/measure": "new_users_unlimited", f"{TABLE}/look_back_group": group, f"{TABLE}/totals": ["sex", "year"]})
    assert next(one.additive for one in found.breakdowns if one.id == "year") is is_additive


def test_options_have_their_defaults_and_what_the_table_says() -> None:
    assert plan({f"{TABLE}/measure": "dispensings"}).options["dose"] == "include"
    assert plan({f"{TABLE}/measure": "dispensings", f"{TABLE}/dose": "collapse"}).options["dose"] == "collapse"


def test_codes_told_apart_become_the_last_rows_with_titles() -> None:
    found = shell({f"{TABLE}/code_detail": "each_code"}, editions=code_lists())
    assert codes(found, "code") == ("N06BA04", "N06BA09", "N06BA12")
    assert found.rows[-1].id == "code"
    assert found.rows[-1].label_of("N06BA04", "en") == "N06BA04 code N06BA04"
    assert not found.rows[-1].additive
    groups = shell({f"{TABLE}/code_detail": "level:4", f"{CRITERION}/codes/expr": "N06"}, editions=code_lists())
    assert codes(groups, "code") == ("N06AB", "N06BA")
    assert build_shells(changed({f"{TABLE}/code_detail": "each_code"}), catalogue(), context()) == ()


def test_the_four_populations_come_from_two_criteria() -> None:
    found = plan(CROSSING)
    assert codes(shell(CROSSING), "population") == ("LMED", "PAR", "BADA", "TOTAL")
    assert {name: one.register_code for name, one in found.sources.items()} == {"LMED": "lmed", "PAR": "par"}
    assert not next(one.shell for one in found.columns).additive
    assert str(found.period) == "2023-01/2023-12"


def test_a_break_within_the_period_prints_its_footnote() -> None:
    over = {note.id for note in shell(CARE | {f"{CRITERION}/period": "2009/2016"}).footnotes}
    assert {"ICD10SE-2011", "PAR-ED-2015"} <= over
    assert not {"ICD10SE-2011", "PAR-ED-2015"} & {note.id for note in shell(CARE).footnotes}
    assert "LMED-LICENCE-2013" not in {note.id for note in shell({f"{CRITERION}/period": "2010/2016"}).footnotes}


def test_an_unfinished_table_has_no_shell_yet() -> None:
    for changes in ({f"{TABLE}/measure": ""}, {f"{CRITERION}/period": "2020/2016"}, {f"{TABLE}/rows": ["region"]}, {f"{TABLE}/of": "other"}):
        assert build_shells(changed(changes), catalogue(), context()) == ()


def test_a_title_is_made_unless_one_is_given() -> None:
    assert shell({}).title.sv == "Antal patienter (prevalenta användare): användare, per år och kön, 2016–2020"
    assert shell({f"{TABLE}/title": {"sv": "Egen rubrik"}}).title.en == "Egen rubrik"


def test_the_empty_table_is_written_long_and_as_a_grid() -> None:
    found = shell({f"{CRITERION}/period": "2019/2020", f"{TABLE}/rates": "per_1000"})
    lines = long_csv(found).splitlines()
    assert lines[0] == "year,sex,measure,value,mark,unit,status"
    assert lines[1] == "2019,1,prevalent_users,,,persons,"
    assert len(lines) == 1 + found.cell_count * 2
    shown = grid(found, "sv")
    assert "Båda könen" in shown
    assert found.title.sv in shown
