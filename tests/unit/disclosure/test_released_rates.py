"""Figures are printed from released numbers only: rounding, scales, least denominators, unknown categories, hidden numerators."""

from __future__ import annotations

from decimal import Decimal

import disclosure_factory as factory
import pytest

from jobs.disclosure import protect
from jobs.rates import publish, round_half_away
from metadata.model.period import CellPeriod, Period
from metadata.model.table import Cell, Count, CountTable, Figure, TableShell


def figure(name: str, decimals: int, *, derived: bool = True) -> Figure:
    return Figure(id=name, label=factory.text(name), unit=factory.text("unit"), decimals=decimals, is_derived=derived)


def published(made: TableShell, cells: dict[tuple[str, ...], Count], preliminary: tuple[str, ...] = ()) -> dict[tuple[str, ...], Cell]:
    table = CountTable(made, cells, frozenset(preliminary))
    return dict(publish([table], protect([table], factory.policy(5)))[0].by_key())


@pytest.mark.parametrize(("value", "decimals", "expected"), [("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("2.5", 0, "3"), ("2.4", 0, "2"), ("7", 2, "7.00")])
def test_halves_are_rounded_away_from_zero(value: str, decimals: int, expected: str) -> None:
    assert str(round_half_away(Decimal(value), decimals)) == expected


COUNTY = [factory.breakdown("county", ["01", "03", "unknown"], total=False)]
WITH_RATE = (figure("prevalent_users", 0, derived=False), figure("prevalent_users.per_1000", 2))


def test_a_rate_is_the_released_number_over_its_population() -> None:
    cells = {("01",): Count(17, 17, 2_000), ("03",): Count(9, 9, 49), ("unknown",): Count(8, 8, 5_000)}
    found = published(factory.shell("t", COUNTY, figures=WITH_RATE), cells)
    assert found["01",].values == {"prevalent_users": Decimal(17), "prevalent_users.per_1000": Decimal("8.50")}
    assert found["03",].values["prevalent_users.per_1000"] is None, "49 inhabitants are fewer than the least denominator"
    assert found["unknown",].values == {"prevalent_users": Decimal(8), "prevalent_users.per_1000": None}


def test_a_hidden_number_has_no_rate_and_one_mark() -> None:
    cells = {("01",): Count(3, 3, 2_000), ("03",): Count(0, 0, 2_000), ("unknown",): Count(0, 0)}
    found = published(factory.shell("t", COUNTY, figures=WITH_RATE), cells)
    assert found["01",].mark == "X" and set(found["01",].values.values()) == {None}
    assert found["03",].values == {"prevalent_users": Decimal(0), "prevalent_users.per_1000": Decimal("0.00")} and not found["03",].mark


def test_amounts_are_printed_in_their_unit() -> None:
    made = factory.shell("t", COUNTY, measure="cost_total", unit="amount", scale=100, figures=(figure("cost_total", 0, derived=False),))
    cells = {("01",): Count(12_350, 20), ("03",): Count(12_349, 20), ("unknown",): Count(0, 0)}
    assert [cell.values["cost_total"] for cell in published(made, cells).values()] == [Decimal(124), Decimal(123), Decimal(0)]


def test_a_rate_of_an_amount_rests_on_the_printed_amount() -> None:
    figures = (figure("ddd", 0, derived=False), figure("ddd.per_1000", 2))
    made = factory.shell("t", COUNTY, measure="ddd", unit="amount", scale=1000, figures=figures)
    found = published(made, {("01",): Count(10_400, 20, 100), ("03",): Count(0, 0), ("unknown",): Count(0, 0)})
    assert found["01",].values == {"ddd": Decimal(10), "ddd.per_1000": Decimal("100.00")}


@pytest.mark.parametrize(("code", "days"), [("2024-02", 29), ("2024-03", 31)])
def test_ddd_per_1000_and_day_counts_the_days_of_the_cell(code: str, days: int) -> None:
    month = factory.breakdown("month", ["2024-02", "2024-03"], total=False)
    fields = {"period": Period.parse("2024-02/2024-03"), "cell_period": CellPeriod.month, "figures": (figure("ddd_per_1000_day", 2, derived=False),)}
    made = factory.shell("t", [month], measure="ddd_per_1000_day", unit="amount", scale=1000, **fields)
    found = published(made, {("2024-02",): Count(58_000_000, 90, 10_000), ("2024-03",): Count(58_000_000, 90, 10_000)})
    assert found[code,].values["ddd_per_1000_day"] == round_half_away(Decimal(58_000) * 1000 / (10_000 * days), 2)


def test_a_table_without_periods_has_the_days_of_its_whole_period() -> None:
    made = factory.shell("t", COUNTY, measure="ddd_per_1000_day", unit="amount", scale=1000, figures=(figure("ddd_per_1000_day", 2, derived=False),))
    found = published(made, {("01",): Count(366_000, 90, 1_000), ("03",): Count(0, 0), ("unknown",): Count(0, 0)})
    assert found["01",].values["ddd_per_1000_day"] == Decimal("1.00")


def test_preliminary_periods_and_their_total_are_marked() -> None:
    month = factory.breakdown("month", ["2024-01", "2024-02"])
    made = factory.shell("t", [month], measure="dispensings", unit="row")
    cells = {("2024-01",): Count(10, 9), ("2024-02",): Count(11, 9), ("total",): Count(21, 18)}
    assert [cell.status for cell in published(made, cells, ("2024-02",)).values()] == ["", "p", "p"]


def test_cells_come_in_the_shell_s_printing_order() -> None:
    table = factory.counties({"03": 20, "01": 30})
    assert [cell.key for cell in publish([table], protect([table], factory.policy(5)))[0].cells] == [("03",), ("01",), ("total",)]
