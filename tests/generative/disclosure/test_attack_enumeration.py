"""The attack equals the enumeration of all whole-number tables; a protected table keeps every promise whatever its numbers."""

from __future__ import annotations

from itertools import product

import disclosure_factory as factory
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.disclosure import attack_tables, protect, record_tables, relations_document
from jobs.disclosure.cases import attack_hidden, protect_cells, write_pattern
from jobs.disclosure.needs import Cells
from jobs.disclosure.relations import Dimension, make_links
from jobs.disclosure.standing import count_plainly
from jobs.disclosure.system import Booleans
from jobs.rates import publish
from metadata.model.table import TOTAL, CellKey, CountTable

MODEST = settings(max_examples=60, deadline=None)
counts = st.lists(st.sampled_from([0, 1, 1, 2, 3, 4, 6, 9, 15, 40]), min_size=9, max_size=9)


def enumerate_intervals(cells: Cells, hidden: Booleans, top: int) -> tuple[np.ndarray, np.ndarray]:
    """Least and greatest value of every hidden cell over all tables of whole numbers that print the same."""
    free = np.flatnonzero(hidden)
    tried = np.indices((top + 1,) * len(free)).reshape(len(free), -1)
    rest = np.where(hidden, 0, cells.truth)
    sums = cells.system.equal[:, free].toarray() @ tried + (cells.system.equal @ rest)[:, None]
    fitting = tried[:, ~sums.any(axis=0)]
    return fitting.min(axis=1), fitting.max(axis=1)


@MODEST
@given(counts, st.sets(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=5))
def test_the_attack_finds_the_intervals_of_full_enumeration(values: list[int], chosen: set[tuple[int, int]]) -> None:
    cells = factory.cells_of(*factory.grid(3, 3, [min(value, 6) for value in values]))
    hidden = np.array([key in {(f"r{r}", f"c{c}") for r, c in chosen} for key in cells.system.keys])
    found = attack_hidden(cells, hidden, full=True)
    low, high = enumerate_intervals(cells, hidden, 12)
    assert found.low[hidden].tolist() == low.tolist()
    assert np.minimum(found.high[hidden], 12).tolist() == high.tolist()


@MODEST
@given(counts, st.integers(2, 10))
def test_a_protected_table_keeps_every_promise(values: list[int], t: int) -> None:
    cells = factory.cells_of(*factory.grid(3, 3, values), t=t)
    hidden, report, blocked = protect_cells(cells)
    assert not report.breaches and not blocked
    assert hidden[cells.primary].all() and not hidden[cells.truth == 0].any()


@MODEST
@given(st.lists(st.sampled_from([0, 1, 2, 3, 7, 20, 55]), min_size=12, max_size=12), st.integers(3, 8))
def test_three_breakdowns_with_a_hierarchy_keep_every_promise(values: list[int], t: int) -> None:
    place = {"a": "x", "b": "x", "c": "y", "x": TOTAL, "y": TOTAL}
    dimensions = [Dimension("sex", make_links({"1": TOTAL, "2": TOTAL})), Dimension("place", make_links(place)), Dimension("age", make_links({"p": TOTAL, "q": TOTAL}))]
    leaves = dict(zip(product("12", "abc", "pq"), values, strict=True))
    above = {"a": ["a", "x", TOTAL], "b": ["b", "x", TOTAL], "c": ["c", "y", TOTAL]}
    printed: dict[CellKey, int] = {}
    for (sex, code, age), value in leaves.items():
        for key in product([sex, TOTAL], above[code], [age, TOTAL]):
            printed[key] = printed.get(key, 0) + value
    _hidden, report, blocked = protect_cells(factory.cells_of(dimensions, printed, t=t))
    assert not report.breaches and not blocked


@MODEST
@given(counts, st.permutations(range(3)))
def test_permuting_codes_changes_neither_primaries_nor_the_promises(values: list[int], order: list[int]) -> None:
    grid = np.array(values).reshape(3, 3)
    one, two = factory.cells_of(*factory.grid(3, 3, values)), factory.cells_of(*factory.grid(3, 3, grid[order].ravel().tolist()))
    first, second = protect_cells(one), protect_cells(two)
    assert one.primary.sum() == two.primary.sum()
    assert not first[1].breaches and not second[1].breaches


@MODEST
@given(counts)
def test_an_empty_category_changes_nothing(values: list[int]) -> None:
    plain, wider = factory.cells_of(*factory.grid(3, 3, values)), factory.cells_of(*factory.grid(4, 3, [*values, 0, 0, 0]))
    one, two = write_pattern(["row", "column"], plain, protect_cells(plain)[0]), write_pattern(["row", "column"], wider, protect_cells(wider)[0])
    assert [line for line in two.splitlines() if not line.startswith("r3")] == one.splitlines()


@MODEST
@given(counts, st.integers(2, 8), st.integers(1, 8))
def test_raising_the_threshold_never_shows_a_primary_cell(values: list[int], t: int, more: int) -> None:
    low, high = factory.cells_of(*factory.grid(3, 3, values), t=t), factory.cells_of(*factory.grid(3, 3, values), t=t + more)
    assert protect_cells(high)[0][low.primary].all()


def crossed(values: list[int], name: str = "t1") -> CountTable:
    made = factory.shell(name, [factory.breakdown("county", ["01", "03", "04"])], [factory.breakdown("sex", ["1", "2", "unknown"])])
    return factory.summed(made, dict(zip(product(["01", "03", "04"], ["1", "2", "unknown"]), values, strict=True)))


@MODEST
@given(counts, st.randoms(use_true_random=False))
def test_rows_in_any_order_give_the_same_pattern(values: list[int], order: object) -> None:
    table = crossed(values)
    items = list(table.cells.items())
    order.shuffle(items)  # type: ignore[attr-defined]
    one, two = protect([table], factory.policy(5)), protect([CountTable(table.shell, dict(items))], factory.policy(5))
    assert one.hidden == two.hidden and one.evidence == two.evidence


@MODEST
@given(counts, st.integers(2, 10))
def test_a_recipient_of_the_printed_table_works_out_nothing(values: list[int], t: int) -> None:
    table = crossed(values)
    protection = protect([table], factory.policy(t))
    assert protection.verdict != "red"
    answers = attack_tables(publish([table], protection), t, relations_document(table.shell))
    assert not any(answer.is_open for answer in answers)


@MODEST
@given(counts, st.integers(2, 8))
def test_a_later_order_on_the_same_cells_never_opens_an_earlier_one(values: list[int], t: int) -> None:
    """The second order adds a breakdown to cells already released; jointly nothing becomes exact, or the second is red."""
    wide = crossed(values, "later")
    county = factory.counties({code: wide.cells[code, TOTAL].value for code in ("01", "03", "04")}, "earlier")
    first = protect([county], factory.policy(t))
    ledger = record_tables([county], first.hidden, {"earlier": count_plainly(county, [county])}, delivery="d1")
    second = protect([wide], factory.policy(t), ledger)
    assert all(second.is_hidden("later", (code, TOTAL)) for (code,) in first.hidden["earlier"])
    if second.verdict != "red":
        shown = [code for (code,) in county.cells if not first.is_hidden("earlier", (code,))]
        assert not any(second.is_hidden("later", (code, TOTAL)) for code in shown)
