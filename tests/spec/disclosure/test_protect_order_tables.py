"""An order's tables protected together: what is hidden, what never is, and when the run ends "not protected"."""

from __future__ import annotations

import csv
import io
import json
from itertools import product

import disclosure_factory as factory
import pytest

from jobs.disclosure import Counted, Protection, ReleasedTable, attack_tables, cells_csv, protect, relations_document
from jobs.disclosure.truth import RelationBroken
from jobs.rates import publish
from metadata.model.table import TOTAL, Count, CountTable

USERS = Counted.model_validate({"noun": "persons", "formula": {"members": ({"kind": "row", "registers": ("lmed",)},)}})
SEX, AGE = ["1", "2"], ["0-17", "18-64", "65+"]


def hidden(protection: Protection, name: str = "t1") -> list[str]:
    return sorted("|".join(key) for key in protection.hidden[name])


def by_status(protection: Protection, status: str, name: str = "t1") -> set[str]:
    return {"|".join(key) for key, cell in protection.hidden[name].items() if cell.status == status}


def crossed(values: list[int], name: str = "t1", **fields: object) -> CountTable:
    """Sex × age with totals."""
    made = factory.shell(name, [factory.breakdown("sex", SEX)], [factory.breakdown("age_group", AGE)], **fields)
    return factory.summed(made, dict(zip(product(SEX, AGE), values, strict=True)))


def test_a_table_without_small_cells_is_left_alone() -> None:
    protection = protect([factory.counties({"01": 12, "03": 20})], factory.policy(5))
    assert hidden(protection) == [] and protection.verdict == "green"


def test_a_single_small_cell_takes_one_other_with_it_and_says_why() -> None:
    protection = protect([factory.counties({"01": 3, "03": 20, "04": 40, "05": 60, "06": 70, "07": 80})], factory.policy(5))
    assert by_status(protection, "primary") == {"01"} and by_status(protection, "secondary") == {"03"}
    assert protection.hidden["t1"][("03",)].protects == ("01",) and protection.hidden["t1"][("01",)].reason == "persons.t"
    assert protection.verdict == "green"


def test_a_large_hidden_share_asks_for_a_reason() -> None:
    assert protect([factory.counties({"01": 3, "03": 20, "04": 40})], factory.policy(5)).verdict == "amber"


def test_zeros_are_shown_and_never_serve_as_cover() -> None:
    protection = protect([factory.counties({"01": 3, "03": 0, "04": 0, "05": 60})], factory.policy(5))
    assert hidden(protection) == ["01", "05"] and protection.verdict != "red"


def test_shown_values_equal_the_computed_ones() -> None:
    table = crossed([3, 20, 30, 40, 50, 60])
    published = publish([table], protect([table], factory.policy(5)))[0]
    shown = [cell for cell in published.cells if not cell.mark]
    assert shown and all(int(cell.values["prevalent_users"]) == table.cells[cell.key].value for cell in shown if cell.values["prevalent_users"] is not None)


def test_two_tables_of_an_order_share_a_cell_and_its_mark() -> None:
    values = [3, 20, 30, 40, 50, 60]
    wide, narrow = crossed(values, "wide"), factory.summed(
        factory.shell("narrow", [factory.breakdown("age_group", AGE)]), {(age,): values[at] + values[at + 3] for at, age in enumerate(AGE)}
    )  # fmt: skip
    protection = protect([wide, narrow], factory.policy(5))
    for age in [*AGE, TOTAL]:
        assert protection.is_hidden("narrow", (age,)) == protection.is_hidden("wide", (TOTAL, age))
    assert protection.verdict != "red"


def test_women_follow_from_men_and_all_so_they_are_protected_though_nobody_ordered_them() -> None:
    men = factory.summed(
        factory.shell("men", [factory.breakdown("county", ["01", "03", "04"])], [factory.breakdown("sex", ["1"], total=False, exhaustive=False)]),
        {("01", "1"): 18, ("03", "1"): 30, ("04", "1"): 33},
    )
    both = factory.counties({"01": 20, "03": 55, "04": 66}, "both")
    protection = protect([men, both], factory.policy(5))
    assert protection.hidden["men"] or protection.hidden["both"], "two women in county 01 were left to be computed"
    assert protection.verdict != "red"


def test_tables_with_shifted_age_bands_are_joined_at_their_common_pieces() -> None:
    first = factory.summed(factory.shell("first", [factory.breakdown("age_group", ["0-17", "18+"])]), {("0-17",): 100, ("18+",): 60})
    second = factory.summed(factory.shell("second", [factory.breakdown("age_group", ["0-18", "19+"])]), {("0-18",): 102, ("19+",): 58})
    protection = protect([first, second], factory.policy(5))
    assert sum(len(found) for found in protection.hidden.values()) >= 2 and protection.verdict != "red"


def test_four_populations_are_linked_by_their_three_pieces() -> None:
    values = {"01": (52, 37, 12), "03": (24, 9, 3), "04": (30, 18, 0)}
    made = factory.shell(
        "t1", [factory.breakdown("county", list(values))], [factory.breakdown("population", ["LMED", "PAR", "BADA", "TOTAL"], total=False)]
    )
    cells = {}
    for county, (lmed, par, both) in {**values, TOTAL: tuple(map(sum, zip(*values.values(), strict=True)))}.items():
        for name, value in (("LMED", lmed), ("PAR", par), ("BADA", both), ("TOTAL", lmed + par - both)):
            cells[county, name] = Count(value, value)
    table = CountTable(made, cells)
    protection = protect([table], factory.policy(10))
    assert by_status(protection, "primary") == {"03|PAR", "03|BADA"} and len(by_status(protection, "secondary")) <= 6
    assert protection.verdict != "red"
    answers = attack_tables(publish([table], protection), 10, relations_document(made))
    assert not any(answer.is_open for answer in answers)


def test_the_only_user_of_a_county_is_no_insider_of_the_total_that_holds_nobody_else() -> None:
    """LMED 1 and TOTAL 1 are one person under two names: nothing is disclosed to anybody, and the order is not refused for it."""
    values = {"01": (40, 30, 10), "03": (1, 0, 0), "04": (20, 14, 6), "12": (30, 25, 12)}
    made = factory.shell(
        "t1", [factory.breakdown("county", list(values))], [factory.breakdown("population", ["LMED", "PAR", "BADA", "TOTAL"], total=False)]
    )
    leaves = {
        (county, name): value
        for county, (lmed, par, both) in values.items()
        for name, value in (("LMED", lmed), ("PAR", par), ("BADA", both), ("TOTAL", lmed + par - both))
    }
    protection = protect([factory.summed(made, leaves)], factory.policy(5))
    assert by_status(protection, "primary") == {"03|LMED", "03|TOTAL"}
    assert protection.verdict != "red"


def test_persons_over_codes_are_bounded_by_the_group_and_protected_with_it() -> None:
    made = factory.shell("t1", [factory.breakdown("county", ["01", "03"])], [factory.breakdown("code", ["N06AA", "N06AB"], additive=False)])
    numbers = {("N06AA", "01"): 21, ("N06AB", "01"): 34, (TOTAL, "01"): 46, ("N06AA", "03"): 3, ("N06AB", "03"): 13, (TOTAL, "03"): 14}
    cells = {(county, code): Count(value, value) for (code, county), value in numbers.items()}
    cells |= {(TOTAL, code): Count(cells["01", code].value + cells["03", code].value, 1) for code in ("N06AA", "N06AB", TOTAL)}
    cells |= {key: Count(count.value, count.value) for key, count in cells.items()}
    protection = protect([CountTable(made, cells)], factory.policy(5))
    assert by_status(protection, "primary") == {"03|N06AA"} and by_status(protection, "secondary") and protection.verdict != "red"


def test_dispensings_are_hidden_where_their_persons_are_few() -> None:
    leaves, persons = {("01",): 40, ("03",): 90, ("04",): 95}, {("01",): 3, ("03",): 30, ("04",): 31}
    made = factory.shell("t1", [factory.breakdown("county", ["01", "03", "04"])], measure="dispensings", unit="row")
    protection = protect([factory.summed(made, leaves, persons=persons)], factory.policy(5))
    assert by_status(protection, "primary") == {"01"} and by_status(protection, "secondary") == {"03"}


def test_measures_of_the_same_people_hide_the_same_cells() -> None:
    users = {("01",): 3, ("03",): 30, ("04",): 25}
    rows = {("01",): 40, ("03",): 60, ("04",): 95}
    made = factory.shell("rows", [factory.breakdown("county", ["01", "03", "04"])], measure="dispensings", unit="row")
    people = factory.summed(factory.shell("users", [factory.breakdown("county", ["01", "03", "04"])]), users)
    protection = protect([people, factory.summed(made, rows, persons=users)], factory.policy(5))
    assert protection.hidden["users"].keys() == protection.hidden["rows"].keys() and protection.verdict != "red"


def volumes(companies: dict[str, int | None]) -> CountTable:
    """Packages per code of a group, many patients everywhere."""
    made = factory.shell(
        "t1", [factory.breakdown("code", list(companies))], measure="packages", unit="amount", scale=1000, economic=True
    )
    cells = {(code,): Count(500_000, 200, companies=count) for code, count in companies.items()}
    return CountTable(made, {**cells, (TOTAL,): Count(500_000 * len(companies), 600, companies=5)})


def test_a_code_with_one_company_is_hidden_and_does_not_follow_from_its_group() -> None:
    protection = protect([volumes({"L03AA02": 4, "L03AA13": 1, "L03AA14": 2})], factory.policy(5))
    assert protection.hidden["t1"][("L03AA13",)].reason == "companies.min"
    assert len(by_status(protection, "secondary")) == 1 and protection.verdict != "red"


def test_a_code_with_an_unknown_number_of_companies_is_hidden() -> None:
    protection = protect([volumes({"L03AA02": 4, "L03AA13": None, "L03AA14": 2})], factory.policy(5))
    assert protection.hidden["t1"][("L03AA13",)].reason == "companies.unknown"


def test_patients_of_a_code_with_one_company_are_shown() -> None:
    assert hidden(protect([factory.summed(factory.shell("t1", [factory.breakdown("code", ["L03AA13"])]), {("L03AA13",): 90}, companies=1)], factory.policy(5))) == []


def test_a_negative_sum_is_withheld() -> None:
    made = factory.shell("t1", [factory.breakdown("county", ["01", "03", "04"])], measure="cost_total", unit="amount", scale=100)
    table = factory.summed(made, {("01",): -5000, ("03",): 900_000, ("04",): 800_000}, persons={("01",): 30, ("03",): 40, ("04",): 50})
    protection = protect([table], factory.policy(5))
    assert protection.hidden["t1"][("01",)].reason == "value.negative" and len(protection.hidden["t1"]) >= 2 and protection.verdict != "red"


def test_municipalities_have_the_stricter_threshold_in_the_whole_table() -> None:
    policy = factory.policy(5, raises=[{"when": {"breakdown": "municipality"}, "t": 10}])
    made = factory.shell("t1", [factory.breakdown("municipality", ["0114", "0115", "0117"])])
    protection = protect([factory.summed(made, {("0114",): 7, ("0115",): 30, ("0117",): 40})], policy)
    assert by_status(protection, "primary") == {"0114"}


def test_a_table_that_does_not_add_up_stops_the_run() -> None:
    table = factory.counties({"01": 3, "03": 20})
    wrong = CountTable(table.shell, {**table.cells, (TOTAL,): Count(24, 24)})
    with pytest.raises(RelationBroken) as caught:
        protect([wrong], factory.policy(5))
    assert caught.value.code == "disclosure.error.does_not_add_up"


def test_two_tables_that_disagree_about_a_cell_stop_the_run() -> None:
    with pytest.raises(RelationBroken) as caught:
        protect([factory.counties({"01": 30}, "a"), factory.counties({"01": 31}, "b")], factory.policy(5), counted={"a": USERS, "b": USERS})
    assert caught.value.code == "disclosure.error.tables_disagree"


def test_tables_of_one_phrase_that_disagree_count_different_people_and_are_kept_apart() -> None:
    protection = protect([factory.counties({"01": 30}, "a"), factory.counties({"01": 31}, "b")], factory.policy(5))
    assert [system["tables"] for system in protection.evidence["systems"]] == [["a"], ["b"]]


def test_more_cells_than_the_policy_can_protect_is_red_and_shows_nothing() -> None:
    protection = protect([crossed([3, 20, 30, 40, 50, 60])], factory.policy(5, secondary={"max_cells": 10}))
    assert protection.verdict == "red" and len(protection.hidden["t1"]) == 12
    assert protection.evidence["systems"][0]["refusal"] == "max_cells" and protection.evidence["proposals"]


def test_out_of_time_is_red_never_another_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(0, 10**9, 10**4))
    monkeypatch.setattr("time.monotonic", lambda: float(next(ticks)))
    protection = protect([crossed([3, 20, 30, 40, 50, 60])], factory.policy(5))
    assert protection.verdict == "red" and protection.evidence["systems"][0]["refusal"] == "time_limit"


def entry(county: str, state: str, value: int | None) -> ReleasedTable:
    return factory.released([((county,), state, value)])


def test_a_cell_hidden_in_an_earlier_delivery_stays_hidden() -> None:
    table = factory.counties({"01": 30, "03": 20, "04": 50})
    protection = protect([table], factory.policy(5), [entry("03", "hidden", None)])
    assert ("03",) in protection.hidden["t1"] and len(protection.hidden["t1"]) == 2 and protection.verdict != "red"


def test_a_cell_shown_in_an_earlier_delivery_cannot_serve_as_cover() -> None:
    table = factory.counties({"01": 3, "03": 20, "04": 50})
    assert "03" in hidden(protect([table], factory.policy(5)))
    assert hidden(protect([table], factory.policy(5), [entry("03", "shown", 20)])) == ["01", "04"]


def test_a_cell_shown_before_with_another_value_is_red() -> None:
    assert protect([factory.counties({"01": 30, "03": 20})], factory.policy(5), [entry("03", "shown", 21)]).verdict == "red"


def test_what_no_pattern_can_protect_is_named_with_the_relation_that_blocks_it() -> None:
    table = factory.counties({"01": 3, "03": 20})
    ledger = [factory.released([(("03",), "shown", 20), ((TOTAL,), "shown", 23)])]
    protection = protect([table], factory.policy(5), ledger)
    assert protection.verdict == "red"
    assert {item["cell"] for item in protection.evidence["systems"][0]["not_protected"]} == {"01"}
    assert protection.evidence["systems"][0]["not_protected"][0]["relation"] == "region: total"


def test_evidence_is_plain_values_and_the_same_for_tables_in_any_order() -> None:
    first, second = crossed([3, 20, 30, 40, 50, 60], "a"), factory.counties({"01": 2, "03": 90, "04": 111}, "b")
    shuffled = CountTable(first.shell, dict(reversed(list(first.cells.items()))))
    one = protect([first, second], factory.policy(5))
    two = protect([second, shuffled], factory.policy(5))
    assert json.dumps(one.evidence, sort_keys=True) == json.dumps(two.evidence, sort_keys=True)
    assert cells_csv(one, first) == cells_csv(two, shuffled)


def test_the_cell_file_of_the_evidence_has_a_row_a_cell_with_its_status() -> None:
    table = crossed([3, 20, 30, 40, 50, 60])
    rows = list(csv.DictReader(io.StringIO(cells_csv(protect([table], factory.policy(5)), table))))
    assert len(rows) == 12 and rows[0] == {
        "sex": "1", "age_group": "0-17", "value": "3", "persons": "3", "companies": "", "status": "primary", "rule": "persons.t", "protects": "",
        "low": "0", "high": rows[0]["high"], "is_end": "true",
    }  # fmt: skip
    assert {row["status"] for row in rows} == {"primary", "secondary", "safe"}
    assert all(row["protects"] for row in rows if row["status"] == "secondary")


def test_months_and_their_quarter_in_two_tables_are_joined() -> None:
    months = ["2024-01", "2024-02", "2024-03"]
    fields = {"measure": "dispensings", "unit": "row"}
    by_month = factory.summed(factory.shell("months", [factory.breakdown("month", months, total=False)], **fields), dict.fromkeys([(m,) for m in months], 30))
    few = CountTable(by_month.shell, {**by_month.cells, ("2024-02",): Count(4, 3)})
    quarter = CountTable(factory.shell("quarter", [factory.breakdown("quarter", ["2024Q1"], total=False)], **fields), {("2024Q1",): Count(64, 60)})
    protection = protect([few, quarter], factory.policy(5))
    assert len(protection.hidden["months"]) + len(protection.hidden["quarter"]) >= 2 and protection.verdict != "red"


def test_a_municipality_is_guarded_against_its_county_in_another_table() -> None:
    made = factory.shell("towns", [factory.breakdown("municipality", ["0114", "0115"], total=False, exhaustive=False)])
    towns = factory.summed(made, {("0114",): 3, ("0115",): 40})
    county = factory.summed(factory.shell("county", [factory.breakdown("county", ["01", "03"], total=False)]), {("01",): 43, ("03",): 70})
    groupings = {"county": {"01": ("0114", "0115")}}
    protection = protect([towns, county], factory.policy(5), groupings=groupings)
    assert protection.hidden["towns"].keys() | protection.hidden["county"].keys() > {("0114",)} and protection.verdict != "red"
