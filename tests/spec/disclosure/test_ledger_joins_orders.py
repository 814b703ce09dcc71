"""Two orders to one recipient are attacked as one: shifted ages, twelve months and their year, an order built inside an earlier one."""

from __future__ import annotations

import disclosure_factory as factory
import pytest
from outsider import Outsider

from jobs.disclosure import Counted, Protection, ReleasedTable, protect, record_tables
from metadata.model.period import CellPeriod
from metadata.model.table import TOTAL, Count, CountTable

T = 5
MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]


def counted(noun: str = "persons", **fields: object) -> Counted:
    return Counted.model_validate({"noun": noun, "formula": {"members": ({"kind": "row", "registers": ("lmed",)},)}, **fields})


def deliver(table: CountTable, about: Counted, ledger: list[ReleasedTable], delivery: str) -> Protection:
    """Protects an order against what has left, and adds it."""
    protection = protect([table], factory.policy(T), ledger, counted={table.shell.id: about})
    if protection.verdict != "red":
        ledger += record_tables([table], protection.hidden, {table.shell.id: about}, delivery=delivery)
    return protection


def read(outsider: Outsider, table: CountTable, protection: Protection) -> None:
    name = table.shell.id
    outsider.read(name, {key: None if protection.is_hidden(name, key) else count.value for key, count in table.cells.items()})
    codes = [code for (code,) in table.cells if code != TOTAL]
    if (TOTAL,) in table.cells:
        outsider.total((name, TOTAL), [(name, code) for code in codes])


def ages(name: str, bands: dict[str, int]) -> CountTable:
    return factory.summed(factory.shell(name, [factory.breakdown("age_group", list(bands))]), {(code,): value for code, value in bands.items()})


@pytest.mark.parametrize("eighteen", [0, 1, 2, 4, 9])
def test_ages_shifted_by_a_year_give_nobody_away(eighteen: int) -> None:
    ledger: list[ReleasedTable] = []
    first, second = ages("first", {"0-17": 100, "18-64": 80, "65+": 60}), ages("second", {"0-18": 100 + eighteen, "19-64": 80 - eighteen, "65+": 60})
    one, two = deliver(first, counted(anchor="year_end"), ledger, "d1"), deliver(second, counted(anchor="year_end"), ledger, "d2")
    if two.verdict == "red":
        assert eighteen in (1, 2, 4) and two.evidence["proposals"]
        return
    outsider = Outsider()
    read(outsider, first, one)
    read(outsider, second, two)
    outsider.total(("second", "0-18"), [("first", "0-17"), ("piece", "18")])
    outsider.total(("first", "18-64"), [("second", "19-64"), ("piece", "18")])
    outsider.total(("first", TOTAL), [("second", TOTAL)])
    outsider.total(("first", "65+"), [("second", "65+")])
    outsider.guessed.add(("piece", "18"))
    assert outsider.worked_out(T) == []


def months(values: dict[str, int], unit: str) -> CountTable:
    additive = unit == "row"
    made = factory.shell("months", [factory.breakdown("month", list(values), total=False, additive=additive)], unit=unit, measure="dispensings" if additive else "prevalent_users",
                         cell_period=CellPeriod.month)  # fmt: skip
    return CountTable(made, {(code,): Count(value, value) for code, value in values.items()})


def year(value: int, unit: str) -> CountTable:
    made = factory.shell("year", [factory.breakdown("year", ["2024"], total=False)], unit=unit, measure="dispensings" if unit == "row" else "prevalent_users")
    return CountTable(made, {("2024",): Count(value, value)})


def test_twelve_months_and_their_year_give_no_month_away() -> None:
    """One month is hidden; the year's sum, ordered later, would be the twelfth equation."""
    values = dict.fromkeys(MONTHS, 30) | {"2024-05": 3}
    about = counted("dispensings@1/1", stands={"period": "2024"})
    ledger: list[ReleasedTable] = []
    first = deliver(months(values, "row"), about, ledger, "d1")
    assert set(first.hidden["months"]) == {("2024-05",)}
    second = deliver(year(sum(values.values()), "row"), about, ledger, "d2")
    assert second.verdict == "red" or second.is_hidden("year", ("2024",))


def test_a_year_of_persons_is_no_sum_of_months_but_bounds_them() -> None:
    values = dict.fromkeys(MONTHS, 30) | {"2024-05": 3}
    about = counted(stands={"period": "2024"})
    ledger: list[ReleasedTable] = []
    deliver(months(values, "person"), about, ledger, "d1")
    assert deliver(year(90, "person"), about, ledger, "d2").verdict == "green"
    late: list[ReleasedTable] = []
    deliver(months(dict.fromkeys(MONTHS, 30) | {"2024-05": 32}, "person"), about, late, "d1")
    close = deliver(year(34, "person"), about, late, "d2")
    assert close.verdict == "red" or close.is_hidden("year", ("2024",)), "two persons of the year who are not in May follow by subtraction"


def test_an_order_inside_an_earlier_one_is_joined_to_it() -> None:
    row = {"kind": "row", "registers": ("lmed",)}
    twice = {"kind": "meets", "registers": ("lmed",), "first": "2024-01-01", "last": "2024-12-31", "at_least": 2}
    wide, narrow = counted(), Counted.model_validate({"noun": "persons", "formula": {"members": (twice, row)}})
    ledger: list[ReleasedTable] = []
    first = deliver(factory.counties({"01": 40, "03": 50, "04": 60}, "wide"), wide, ledger, "d1")
    assert not first.hidden["wide"]
    second = deliver(factory.counties({"01": 38, "03": 40, "04": 45}, "narrow"), narrow, ledger, "d2")
    assert ("01",) in second.hidden["narrow"] and len(second.hidden["narrow"]) >= 2 and second.verdict != "red"
    apart = protect([factory.counties({"01": 38, "03": 40, "04": 45}, "narrow")], factory.policy(T), counted={"narrow": narrow})
    assert not apart.hidden["narrow"]


def test_the_same_cell_with_another_number_is_no_silent_release() -> None:
    """A later snapshot counts nearly the same people: the difference would be a count of few."""
    ledger: list[ReleasedTable] = []
    deliver(factory.counties({"01": 40, "03": 50}, "first"), counted(), ledger, "d1")
    later = deliver(factory.counties({"01": 41, "03": 50}, "second"), counted(), ledger, "d2")
    assert later.verdict == "red" and later.evidence["proposals"]
    assert [one["contradicts"] for one in later.evidence["ledger"]] == [True] or later.evidence["systems"][0]["ledger_conflicts"]


@pytest.mark.parametrize("seed", range(6))
def test_a_chain_of_orders_on_shifting_periods_and_ages_opens_nothing(seed: int) -> None:
    """Orders in any order of arrival: whatever is not refused gives no mark away to an outside program."""
    import numpy as np

    random = np.random.default_rng(seed)
    people = random.integers(0, 91, 260)
    cuts = [[18, 65], [19, 65], [18, 66], [17, 40, 65]]
    random.shuffle(cuts)
    ledger: list[ReleasedTable] = []
    outsider = Outsider()
    for number, cut in enumerate(cuts):
        edges = [0, *cut, 200]
        bands = {f"{a}-{b - 1}" if b < 200 else f"{a}+": int(((people >= a) & (people < b)).sum()) for a, b in zip(edges, edges[1:], strict=False)}
        table = ages(f"t{number}", bands)
        protection = deliver(table, counted(anchor="year_end"), ledger, f"d{number}")
        if protection.verdict == "red":
            continue
        read(outsider, table, protection)
        for band, (a, b) in zip(bands, zip(edges, edges[1:], strict=False), strict=True):
            pieces = [("age", str(years)) for years in range(a, min(b, 92))]
            outsider.total((f"t{number}", band), pieces)
        outsider.total((f"t{number}", TOTAL), [("everyone",)])
    assert outsider.worked_out(T) == []
