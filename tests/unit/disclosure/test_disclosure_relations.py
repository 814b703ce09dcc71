"""Relations between codes: bands cut into pieces, hierarchies read and written, complements that follow."""

from __future__ import annotations

import disclosure_factory as factory
import pytest

from jobs.disclosure import relations_document
from jobs.disclosure.relations import POPULATION_PIECES, Dimension, Link, LinkKind, cut_bands, make_links, read_hierarchy, write_hierarchy
from jobs.disclosure.system import build_system
from jobs.disclosure.truth import RelationBroken, complete
from metadata.model.table import Category


def test_bands_are_cut_into_their_common_pieces() -> None:
    links = cut_bands(["0-17", "18+", "0-18", "19+", "total"])
    assert Link("0-18", ("0-17", "18")) in links and Link("18+", ("18", "19+")) in links and Link("total", ("0-17", "18", "19+")) in links


def test_unknown_age_belongs_to_the_total() -> None:
    assert Link("total", ("0-17", "18+", "unknown")) in cut_bands(["0-17", "18+", "unknown", "total"])


@pytest.mark.parametrize(
    "value",
    [
        {"01": "total", "03": "total"},
        [{"0-4": "0-17"}, {"0-4": "0-9"}],
        {"tree": {"N06AA": "N06A"}, "additive": False, "exhaustive": True},
        {"tree": {"N06AA": "N06A"}, "additive": False, "exhaustive": False},
        list(POPULATION_PIECES),
    ],
)
def test_a_hierarchy_reads_back_as_written(value: object) -> None:
    links = read_hierarchy(value)
    assert read_hierarchy(write_hierarchy(links)) == links


def test_a_cell_that_follows_from_two_others_joins_the_system() -> None:
    system = build_system([Dimension("sex", make_links({"1": "total", "2": "total"}))], [("1",), ("total",)])
    assert system.keys == (("1",), ("2",), ("total",)) and system.ordered.tolist() == [True, False, True]
    assert complete(system, {("1",): 7, ("total",): 8})[0].tolist() == [7, 1, 8]


def test_one_printed_code_says_nothing_of_the_others() -> None:
    assert build_system([Dimension("sex", make_links({"1": "total", "2": "total"}))], [("1",)]).keys == (("1",),)


def test_an_equation_that_does_not_hold_stops_the_run_and_names_the_cell() -> None:
    system = build_system([Dimension("sex", make_links({"1": "total", "2": "total"}))], [("1",), ("2",), ("total",)])
    with pytest.raises(RelationBroken) as caught:
        complete(system, {("1",): 7, ("2",): 2, ("total",): 8})
    assert caught.value.params == {"breakdown": "sex", "cell": "total"}


def test_an_inequality_that_is_not_true_is_left_out_and_told() -> None:
    system = build_system([Dimension("code", make_links({"A": "AB", "B": "AB"}, LinkKind.cover))], [("A",), ("B",), ("AB",)])
    truth, kept, dropped = complete(system, {("A",): 9, ("B",): 2, ("AB",): 8})
    assert dropped == ("code",) and kept.at_most.shape[0] == 1 and truth.tolist() == [9, 8, 2]


def test_the_relations_of_a_shell_are_told_to_outsiders() -> None:
    code = factory.breakdown("code", ["N06AA", "N06AB"], additive=False)
    population = factory.breakdown("population", ["LMED", "PAR", "BADA", "TOTAL"], total=False)
    county = factory.breakdown("county", ["01"], total=False)
    found = relations_document(factory.shell("t", [code, county], [population]))
    assert found == {
        "code": {"tree": {"N06AA": "total", "N06AB": "total"}, "additive": False, "exhaustive": True},
        "population": [{"BADA": "LMED", "LMED only": "LMED"}, {"BADA": "PAR", "PAR only": "PAR"}, {"BADA": "TOTAL", "LMED only": "TOTAL", "PAR only": "TOTAL"}],
    }


def test_inner_parents_of_a_breakdown_are_relations_too() -> None:
    county = factory.breakdown("county", [])
    tree = (("R", None), ("01", "R"), ("03", "R"))
    county = county.model_copy(update={"categories": tuple(Category(code=code, label=factory.text(code), parent=parent) for code, parent in tree)})
    assert relations_document(factory.shell("t", [county])) == {"county": {"01": "R", "03": "R", "R": "total"}}


@pytest.mark.parametrize(
    ("links", "first", "second", "common"),
    [
        (POPULATION_PIECES, "TOTAL", "LMED", "LMED"),
        (POPULATION_PIECES, "PAR", "TOTAL", "PAR"),
        (POPULATION_PIECES, "LMED", "BADA", "BADA"),
        (POPULATION_PIECES, "LMED", "PAR", None),
        ({"18": "0-18", "0-17": "0-18"}, "0-18", "18", "18"),
        ({"18": "0-18", "0-17": "0-18"}, "0-17", "18", None),
    ],
)
def test_two_codes_have_in_common_the_one_whose_pieces_lie_in_the_other(links: object, first: str, second: str, common: str | None) -> None:
    assert Dimension("population", read_hierarchy(links if isinstance(links, dict) else list(links))).meet(first, second) == common  # type: ignore[call-overload]


def test_a_narrow_band_lies_in_a_wide_one_that_is_cut_into_the_same_pieces() -> None:
    dimension = Dimension("age_group", cut_bands(["0-17", "18-24", "18-44", "20-24", "45+", "total"]))
    assert dimension.meet("18-44", "18-24") == "18-24"
    assert dimension.meet("18-24", "0-17") is None


def test_a_parent_with_members_outside_its_codes_lies_in_nothing() -> None:
    links = (Link("A", ("A1",), LinkKind.within), Link("B", ("A1", "B1")))
    assert Dimension("code", links).meet("A", "B") is None
