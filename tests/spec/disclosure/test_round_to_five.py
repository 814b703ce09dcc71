"""Rounding to the nearest five: what is printed, and that rounded numbers give no mark away either."""

from __future__ import annotations

from itertools import product

import disclosure_factory as factory
import numpy as np
import pytest
from outsider import Outsider

from common.errors import InputRefused
from jobs.disclosure import Protection, protect, record_tables
from jobs.disclosure.standing import count_plainly
from jobs.rates import publish
from metadata.model.table import TOTAL, Count, CountTable
from metadata.model.tightening import choose_method

POLICY = factory.policy(5, methods=("round5",))
COUNTIES, AGES = ["01", "03", "04"], ["0-17", "18-64", "65+"]


def crossed(values: list[int], name: str = "t1") -> CountTable:
    made = factory.shell(name, [factory.breakdown("county", COUNTIES)], [factory.breakdown("age_group", AGES)])
    return factory.summed(made, dict(zip(product(COUNTIES, AGES), values, strict=True)))


def printed(table: CountTable, protection: Protection) -> dict[tuple[str, ...], int | None]:
    cells = publish([table], protection)[0].cells
    return {cell.key: None if cell.mark else int(cell.values["prevalent_users"] or 0) for cell in cells}


def test_counts_are_printed_at_the_nearest_five_of_their_own_true_value() -> None:
    table = factory.counties({"01": 7, "03": 8, "04": 12, "05": 13, "06": 0, "07": 102})
    found = printed(table, protect([table], POLICY))
    assert found == {("01",): None, ("03",): 10, ("04",): 10, ("05",): 15, ("06",): 0, ("07",): 100, (TOTAL,): 140}


def test_counts_up_to_seven_are_hidden_because_a_five_would_say_six_or_seven() -> None:
    table = factory.counties({code: value for value, code in enumerate(["00", "01", "02", "03", "04", "05", "06", "07", "08", "09"])})
    assert {code for (code,), value in printed(table, protect([table], POLICY)).items() if value is None} == {f"{at:02d}" for at in range(1, 8)}


def test_a_stricter_threshold_is_kept_when_counts_are_rounded() -> None:
    table = factory.counties({"01": 9, "03": 11, "04": 40, "05": 60})
    protection = protect([table], factory.policy(10, methods=("round5",)))
    assert ("01",) in protection.hidden["t1"] and ("04",) not in protection.hidden["t1"] and protection.verdict != "red"


def test_rounding_hides_more_where_the_edges_of_the_intervals_give_a_mark_away() -> None:
    """8 + 8 + 1 = 17 prints 10, 10, X and 15: 13–17 less twice 8 leaves exactly 1."""
    table = factory.counties({"01": 8, "03": 8, "04": 1})
    protection = protect([table], POLICY)
    assert protection.verdict != "red" and len(protection.hidden["t1"]) > 1
    outsider = Outsider()
    outsider.read("t1", {("01",): 10, ("03",): 10, ("04",): None, (TOTAL,): 15}, rounded=True)
    outsider.total(("t1", TOTAL), [("t1", code) for code in ("01", "03", "04")])
    assert outsider.worked_out(5)


def test_amounts_have_no_nearest_five() -> None:
    made = factory.shell("t1", [factory.breakdown("county", COUNTIES)], measure="ddd", unit="amount", scale=1000)
    protection = protect([factory.summed(made, {(code,): 90_000 for code in COUNTIES}, persons={(code,): 50 for code in COUNTIES})], POLICY)
    assert protection.verdict == "red" and protection.evidence["systems"][0]["refusal"] == "method" and protection.evidence["proposals"]


@pytest.mark.parametrize("seed", range(20))
def test_an_outsider_works_nothing_out_of_rounded_tables(seed: int) -> None:
    random = np.random.default_rng(seed)
    table = crossed(random.choice([0, 1, 2, 4, 6, 8, 8, 9, 12, 13, 30, 77], 9).tolist())
    protection = protect([table], POLICY)
    assert protection.verdict != "red"
    outsider = Outsider()
    outsider.read("t1", printed(table, protection), rounded=True)
    for county in (*COUNTIES, TOTAL):
        outsider.total(("t1", county, TOTAL), [("t1", county, age) for age in AGES])
    for age in (*AGES, TOTAL):
        outsider.total(("t1", TOTAL, age), [("t1", county, age) for county in COUNTIES])
    low_high = outsider.intervals()
    for (name, *key), (low, high) in low_high.items():
        assert low <= table.cells[tuple(key)].value <= high, "the true value lies inside"
        assert low < high, f"{name} {key} is {low}"
    again = outsider.intervals(marks_at_least=1.0)
    assert all(low < high for low, high in again.values())


def test_the_true_value_lies_inside_what_a_rounded_number_tells_and_nought_stays_nought() -> None:
    for value in range(400):
        table = factory.counties({"01": value, "03": 900})
        number = printed(table, protect([table], POLICY))[("01",)]
        assert (number == 0) == (value == 0) and (number is None or abs(number - value) <= 2)


def test_a_rounded_delivery_enters_the_ledger_as_an_interval() -> None:
    """A later exact order may not open what was rounded before."""
    table = factory.counties({"01": 3, "03": 20, "04": 40})
    first = protect([table], POLICY)
    counted = {"t1": count_plainly(table, [table])}
    ledger = record_tables([table], first.hidden, counted, delivery="d1", is_rounded=True)
    states = {cell.key: (cell.state, cell.value) for cell in ledger[0].cells}
    assert states[("03",)] == ("rounded", 20) and states[("01",)] == ("hidden", None) and states[(TOTAL,)] == ("rounded", 65)
    later = protect([table], factory.policy(5), ledger)
    assert later.is_hidden("t1", ("01",)) and later.verdict != "red"
    other = factory.counties({"01": 3, "03": 26, "04": 40})
    assert protect([other], factory.policy(5), ledger).verdict == "red"


def test_rows_of_few_persons_are_hidden_and_the_others_rounded() -> None:
    made = factory.shell("t1", [factory.breakdown("county", COUNTIES)], measure="dispensings", unit="row")
    table = factory.summed(made, {("01",): 33, ("03",): 92, ("04",): 48}, persons={("01",): 4, ("03",): 30, ("04",): 20})
    protection = protect([table], POLICY)
    cells = publish([table], protection)[0].by_key()
    assert cells[("01",)].mark and protection.verdict != "red"
    assert all(cell.mark or int(next(iter(cell.values.values())) or 0) % 5 == 0 for cell in cells.values())


def test_a_method_the_policy_does_not_offer_is_an_error() -> None:
    offered = factory.policy(5, methods=("suppress", "round5"))
    assert choose_method(offered, "round5").method == "round5" and choose_method(offered, "suppress").method == "suppress"
    for policy, method in ((offered, "noise"), (factory.policy(5), "round5")):
        with pytest.raises(InputRefused) as caught:
            choose_method(policy, method)
        assert caught.value.findings[0].code == "policy.error.method" and caught.value.findings[0].path == "/disclosure/method"


def test_rates_are_computed_from_the_rounded_count() -> None:
    from metadata.model.table import Figure

    rate = Figure(id="prevalent_users.per_1000", label=factory.text("per 1 000"), unit=factory.text("‰"), decimals=2, is_derived=True)
    plain = factory.shell("t1", [factory.breakdown("county", ["01", "03"])])
    made = plain.model_copy(update={"figures": (*plain.figures, rate)})
    cells = {("01",): Count(12, 12, denominator=1000), ("03",): Count(48, 48, denominator=2000), (TOTAL,): Count(60, 60, denominator=3000)}
    table = CountTable(made, cells)
    found = publish([table], protect([table], POLICY))[0].by_key()
    assert str(found[("01",)].values["prevalent_users.per_1000"]) == "10.00" and str(found[("03",)].values["prevalent_users.per_1000"]) == "25.00"
