"""Random orders of several measures: protected together, and an outside program with finer pieces of its own works nothing out."""

from __future__ import annotations

from itertools import product

import disclosure_factory as factory
import pytest
from outsider import Name, Outsider
from random_orders import draw_order, places

from jobs.disclosure import protect
from metadata.model.table import CellKey, CountTable

T = 5
DIVIDES = {"person": ("county", "sex", "age"), "row": ("county", "sex", "age", "code", "month")}


def pieces(tables: list[CountTable]) -> dict[str, list[frozenset[str]]]:
    """Per property the pieces that all cells of all tables cut it into."""
    found = {}
    for name in ("county", "sex", "age", "code", "month"):
        sets = {held[name] for table in tables for _key, held in places(table)}
        members = sorted({one for held in sets for one in held})
        classes: dict[tuple[bool, ...], set[str]] = {}
        for one in members:
            classes.setdefault(tuple(one in held for held in sorted(sets, key=sorted)), set()).add(one)
        found[name] = [frozenset(held) for held in classes.values()]
    return found


def attack(tables: list[CountTable], hidden: dict[str, set[CellKey]]) -> list[str]:
    """What an outsider works out who writes every cell as the sum of the finest pieces of people or rows."""
    counts = [table for table in tables if table.shell.unit in DIVIDES]
    outsider, cut = Outsider(), pieces(tables)
    people: list[tuple[Name, dict[str, frozenset[str]]]] = []
    for table in counts:
        unit, name = table.shell.unit, table.shell.id
        outsider.read(name, {key: None if key in hidden[name] else count.value for key, count in table.cells.items()})
        for key, held in places(table):
            rest = ("|".join(sorted(held["code"])), "|".join(sorted(held["month"]))) if unit == "person" else ()
            parts = [[piece for piece in cut[one] if piece <= held[one]] for one in DIVIDES[unit]]
            outsider.total((name, *key), [(unit, *rest, *("|".join(sorted(one)) for one in several)) for several in product(*parts)])
            if unit == "person":
                people.append(((name, *key), held))
                continue
            outsider.of_rows.add((name, *key))
            for other in (one for one in counts if one.shell.unit == "person"):
                for there, same in places(other):
                    if same == held:
                        outsider.no_more((other.shell.id, *there), (name, *key))
    for (inner, held), (outer, more) in product(people, repeat=2):
        differing = {one for one in held if held[one] != more[one]}
        if len(differing) == 1 and differing <= {"code", "month"} and held[min(differing)] < more[min(differing)]:
            outsider.inside(inner, outer)
    return outsider.worked_out(T)


@pytest.mark.parametrize("seed", [0, 3, 5, 13, 21, 34, 58])
def test_an_outsider_works_nothing_out_of_a_random_order(seed: int) -> None:
    tables, counted, _rows = draw_order(seed, people=60)
    protection = protect(tables, factory.policy(T), counted=counted)
    assert protection.verdict != "red", "more hiding cures every one of these"
    assert attack(tables, {name: set(found) for name, found in protection.hidden.items()}) == []


def test_the_outsider_finds_what_tables_protected_one_by_one_give_away() -> None:
    tables, counted, _rows = draw_order(4, people=60)
    hidden = {table.shell.id: set(protect([table], factory.policy(T), counted=counted).hidden[table.shell.id]) for table in tables}
    assert attack(tables, hidden)


@pytest.mark.parametrize("seed", range(40, 52))
def test_no_random_order_is_refused_though_more_hiding_would_cure_it(seed: int) -> None:
    tables, counted, _rows = draw_order(seed)
    assert protect(tables, factory.policy(T), counted=counted).verdict != "red"


@pytest.mark.parametrize("seed", (60, 62, 63, 64, 65))
def test_two_tables_in_two_orders_hide_at_least_what_one_order_hides(seed: int) -> None:
    """Splitting an order gives nobody more: the later part is protected together with the earlier one."""
    from jobs.disclosure import record_tables

    tables, counted, _rows = draw_order(seed, people=80)
    ledger = []
    hidden: dict[str, set[CellKey]] = {}
    for table in tables:
        one = {table.shell.id: counted[table.shell.id]}
        protection = protect([table], factory.policy(T), ledger, counted=one)
        if protection.verdict == "red":
            return  # refused with proposals: nothing leaves
        hidden[table.shell.id] = set(protection.hidden[table.shell.id])
        ledger += record_tables([table], protection.hidden, one, delivery=f"d{table.shell.id}")
    assert attack(tables, hidden) == []
