"""Definitions, notes and sources of a delivery come from the catalogue's content."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from exports_factory import make_result

from catalog.load import examine_content
from catalog.lookup import Catalogue
from common.errors import NotFound
from exports.gather import SnapshotDates, gather_definitions, gather_notes, gather_sources
from metadata.model.period import Period

CONTENT = Path(__file__).resolve().parents[3] / "metadata" / "content"
SPEC = {"cohorts": [{"criteria": {"members": [{"registers": ["par_in", "par_out"]}, {"members": [{"registers": ["par_in"]}]}]}}]}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue("content", examine_content(CONTENT)[0].content)


def test_a_measure_is_defined_once_however_many_tables_it_has(catalogue):
    found = gather_definitions(catalogue, [table.shell for table in make_result().tables])
    assert [one.id for one in found] == ["new_users_12m"]
    assert found[0].text == catalogue.get_measure("new_users_12m").definition


def test_an_unknown_measure_is_said_so(catalogue):
    shell = make_result().tables[0].shell.model_copy(update={"measure": "nix"})
    with pytest.raises(NotFound):
        gather_definitions(catalogue, [shell])


def test_notes_hold_the_tables_footnotes_and_the_breaks_they_span(catalogue):
    shell = make_result().tables[0].shell.model_copy(update={"period": Period.parse("1995/1999")})
    found = {note.id for note in gather_notes(catalogue, [shell], SPEC)}
    spanned = {one.id for one in catalogue.breaks(["par_in", "par_out"], shell.period)}
    assert spanned
    assert found == {"AGE-AT"} | spanned


def test_every_register_read_is_a_source_once_and_the_population_last(catalogue):
    found = gather_sources(catalogue, SPEC, {"par_in": SnapshotDates(date(2006, 1, 1), date(2024, 12, 31), date(2024, 9, 30))}, "https://m.example.se/")
    assert [source.id for source in found] == ["par_in", "par_out", "population"]
    assert found[0].final_to == date(2024, 9, 30)
    assert found[1].final_to is None
    assert found[0].uri == f"https://m.example.se/{catalogue.get_register('par_in').uri}"
