"""A protection that cannot be caught failing proves nothing: each safeguard is taken away once, and the attack must notice (disclosure.md 14.4)."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import disclosure_factory as factory
import numpy as np
import pytest

from jobs.disclosure import protect
from jobs.disclosure.cases import protect_cells
from jobs.disclosure.needs import Cells
from jobs.disclosure.relations import POPULATION_PIECES, Dimension, make_links, read_hierarchy
from jobs.disclosure.system import Booleans
from jobs.disclosure.verdict import attack_pattern
from jobs.rates import publish
from metadata.model.table import MARK, TOTAL

REGIONS = [
    {"A": "c1", "B": "c1", "I": "c1", "J": "c1", "K": "c2", "L": "c2", "M": "c2", "N": "c2", "c1": "total", "c2": "total"},
    {"L": "big", "M": "big", "A": "small", "B": "small", "I": "small", "J": "small", "K": "small", "N": "small", "big": "total", "small": "total"},
]
COUNTS = {"A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7}


def two_groupings(trees: list[dict[str, str]]) -> Cells:
    below = Dimension("region", read_hierarchy(REGIONS)).below
    values = {(code,): sum(count for leaf, count in COUNTS.items() if leaf == code or leaf in below.get(code, ())) for code in {*COUNTS, *below}}
    return factory.cells_of([Dimension("region", read_hierarchy(trees))], values, t=4)


def populations(pieces: tuple[dict[str, str], ...]) -> Cells:
    counts = {"01": (52, 37, 12), "03": (24, 9, 3), "04": (30, 18, 0), "00": (106, 64, 15)}
    values = {}
    for county, (lmed, par, both) in counts.items():
        values |= {("LMED", county): lmed, ("PAR", county): par, ("BADA", county): both, ("TOTAL", county): lmed + par - both}
    links = tuple(link for tree in pieces for link in make_links(tree))
    county = Dimension("county", make_links({"01": "00", "03": "00", "04": "00"}))
    return factory.cells_of([Dimension("population", links), county], values, t=10)


def skewed(rows: int, columns: int, t: int) -> Cells:
    drawn = np.random.default_rng(7).lognormal(2.0, 1.1, rows * columns).astype(int)
    return factory.cells_of(*factory.grid(rows, columns, drawn.tolist()), t=t)


def nine_singles() -> Cells:
    codes = [f"{at:02d}" for at in range(11)]
    values = {(code,): 1 if at < 9 else 40 for at, code in enumerate(codes)} | {("00t",): 89}
    return factory.cells_of([Dimension("region", make_links(dict.fromkeys(codes, "00t")))], values, t=10)


CASES = {
    "two groupings": lambda: two_groupings(REGIONS), "populations": lambda: populations(POPULATION_PIECES),  # type: ignore[arg-type]
    "grid": lambda: skewed(7, 6, 5), "wide grid": lambda: skewed(14, 9, 3), "single persons": nine_singles,
}  # fmt: skip


def is_red(cells: Cells, hidden: Booleans) -> bool:
    return bool(attack_pattern(cells, hidden).breaches)


@pytest.mark.parametrize("name", CASES)
def test_the_finished_pattern_withstands_the_attack_and_every_secondary_is_needed(name: str) -> None:
    cells = CASES[name]()
    hidden, report, blocked = protect_cells(cells)
    assert not report.breaches and not blocked
    secondary = np.flatnonzero(hidden & ~cells.primary)
    assert len(secondary)
    for at in secondary:
        shown = hidden.copy()
        shown[at] = False
        assert is_red(cells, shown), f"{cells.system.keys[at]} was hidden for nothing"


@pytest.mark.parametrize("name", CASES)
def test_showing_a_primary_cell_is_noticed(name: str) -> None:
    cells = CASES[name]()
    hidden, _report, _blocked = protect_cells(cells)
    for at in np.flatnonzero(cells.primary)[:12]:
        shown = hidden.copy()
        shown[at] = False
        assert ("shown", at) in {(breach.kind, breach.cell) for breach in attack_pattern(cells, shown).breaches}


def test_a_protector_without_the_second_grouping_is_caught() -> None:
    blind, seeing = two_groupings(REGIONS[:1]), two_groupings(REGIONS)
    hidden, report, _blocked = protect_cells(blind)
    assert not report.breaches
    assert is_red(seeing, _carry(blind, hidden, seeing))


def test_tables_protected_one_after_the_other_are_caught() -> None:
    seeing = two_groupings(REGIONS)
    both = np.zeros(len(seeing.truth), dtype=bool)
    for tree in REGIONS:
        alone = two_groupings([tree])
        both |= _carry(alone, protect_cells(alone)[0], seeing)
    assert is_red(seeing, both)


def test_a_protector_without_the_population_pieces_is_caught() -> None:
    blind, seeing = populations(()), populations(POPULATION_PIECES)  # type: ignore[arg-type]
    hidden, report, _blocked = protect_cells(blind)
    assert not report.breaches
    assert is_red(seeing, _carry(blind, hidden, seeing))


def test_a_protector_without_a_margin_is_caught() -> None:
    dimensions, values = factory.grid(3, 3, [2, 20, 30, 40, 50, 60, 70, 80, 90])
    blind = factory.cells_of([dimensions[0], Dimension("column")], values)
    seeing = factory.cells_of(dimensions, values)
    assert is_red(seeing, _carry(blind, protect_cells(blind)[0], seeing))


def test_a_protector_that_forgets_what_a_mark_tells_is_caught() -> None:
    cells = nine_singles()
    forgetful = replace(cells, every_mark_one=False)
    hidden, report, _blocked = protect_cells(forgetful)
    assert not report.breaches and is_red(cells, hidden)


def test_a_protector_that_forgets_insiders_is_caught() -> None:
    values = factory.grid(3, 3, [1, 3, 40, 3, 1, 50, 60, 70, 80])
    cells = factory.cells_of(*values)
    pattern = np.array([key in {("r0", "c0"), ("r0", "c1"), ("r1", "c0"), ("r1", "c1")} for key in cells.system.keys])
    assert not is_red(replace(cells, insider=False, every_mark_one=False), pattern)
    assert {breach.kind for breach in attack_pattern(replace(cells, every_mark_one=False), pattern).breaches} == {"insider"}


def test_totals_recomputed_without_hidden_people_are_caught() -> None:
    table = factory.counties({"01": 3, "03": 20, "04": 40, "05": 50})
    protection = protect([table], factory.policy(5))
    published = publish([table], protection)[0].by_key()
    recomputed = sum(int(cell.values["prevalent_users"] or 0) for key, cell in published.items() if key != (TOTAL,))
    assert int(published[(TOTAL,)].values["prevalent_users"] or 0) == table.cells[(TOTAL,)].value != recomputed


def test_primary_and_secondary_print_the_same_mark() -> None:
    made = factory.shell("t1", [factory.breakdown("sex", ["1", "2"])], [factory.breakdown("age_group", ["0-17", "18-64", "65+"])])
    table = factory.summed(made, dict(zip(product(["1", "2"], ["0-17", "18-64", "65+"]), [3, 20, 30, 40, 50, 60], strict=True)))
    protection = protect([table], factory.policy(5))
    cells = publish([table], protection)[0].by_key()
    assert {cell.status for cell in protection.hidden["t1"].values()} == {"primary", "secondary"}
    printed = {(cells[key].mark, cells[key].status, tuple(cells[key].values.values())) for key in protection.hidden["t1"]}
    assert printed == {(MARK, "", (None,))}


def _carry(origin: Cells, hidden: Booleans, target: Cells) -> Booleans:
    """The same printed pattern in another system."""
    carried = np.zeros(len(target.truth), dtype=bool)
    carried[[target.system.index[origin.system.keys[at]] for at in np.flatnonzero(hidden)]] = True
    return carried


def test_a_table_of_single_persons_alone_is_protected_by_its_totals() -> None:
    cells = factory.cells_of(*factory.grid(3, 3, [0, 0, 0, 0, 0, 1, 1, 1, 1]), t=2)
    hidden, report, blocked = protect_cells(cells)
    assert not report.breaches and not blocked and hidden[cells.system.index[TOTAL, TOTAL]]
