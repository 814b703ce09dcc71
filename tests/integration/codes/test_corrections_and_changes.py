"""Corrections during the year, and what became of codes that left a list: stored with their days, served, approved by a person."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine

from assistant.impact import Named, find_expressions, find_impact
from catalog.code_facts import code_facts
from catalog.editions import approve_change, audit_event, changes_of, get_edition, load_edition, open_code_lists, titles_of
from catalog.importers.draft import ImportedEdition
from catalog.importers.edition import import_edition
from common.actor import SYSTEM
from common.clock import FixedClock
from common.database import reading, transaction
from common.errors import Conflict, InputRefused, NotFound

TODAY = date(2026, 1, 12)
OLD = "atc_code,atc_name,ddd,uom,adm_r,note\nN03AX,Other antiepileptics,NA,NA,NA,NA\nN03AX12,gabapentin,1.8,g,O,NA\nN03AX13,fenytoin,1,g,O,NA\nL01XC,Monoclonal antibodies,NA,NA,NA,NA\nL01XC07,bevacizumab,NA,NA,NA,NA\n"
NEW = "atc_code,atc_name,ddd,uom,adm_r,note\nN03AX,Other antiepileptics,NA,NA,NA,NA\nN03AX13,phenytoin,1,g,O,NA\nN02BF01,gabapentin,2,g,O,NA\nL01FG01,bevacizumab,NA,NA,NA,NA\nS01LA08,bevacizumab,NA,NA,NA,NA\n"


def load(engine: Engine, clock: FixedClock, imported: ImportedEdition, confirmed: bool = True) -> ImportedEdition:
    with transaction(engine) as session:
        load_edition(session, imported, audit_event(imported, SYSTEM, clock.now()), confirmed=confirmed)
    return imported


def atc(engine: Engine, clock: FixedClock, folder: Path) -> None:
    for text, label in ((OLD, "2021-12-03"), (NEW, "2026-04-25")):
        path = folder / f"{label}.csv"
        path.write_text(text, encoding="utf-8")
        load(engine, clock, import_edition(path, "ATC", TODAY, label))


def errata(path: Path, rows: list[tuple[object, ...]]) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Info"  # type: ignore[union-attr]
    sheet = book.create_sheet("ICD-10-SE-filer")
    for row in [("Datum", "Kod", "(Ev. felaktig) kodtext", "(Ev. justerad korrekt) kodtext", "Kommentar"), *rows]:
        sheet.append(row)
    other = book.create_sheet("KVÅ-filer")
    for row in [("Datum", "Kod", "Kodtext", "Ändrad kodtext"), (date(2020, 12, 9), "VUC31", "Gammal", "Ny")]:
        other.append(row)
    book.save(path)
    return path


@pytest.fixture
def icd(engine: Engine, clock: FixedClock, tmp_path: Path) -> Path:
    (tmp_path / "list.tsv").write_text("U11\t\tKod för kort varsel\nU119\t\tKod som kan tas i bruk\n", encoding="utf-8")
    load(engine, clock, import_edition(tmp_path / "list.tsv", "ICD-10-SE", TODAY, "2021"))
    return tmp_path


def test_a_correction_is_applied_with_its_day_after_confirmation(engine: Engine, clock: FixedClock, icd: Path) -> None:
    path = errata(icd / "errata.xlsx", [
        (date(2020, 12, 2), "V0100-V7899", None, None, "Publicerat om."),
        (date(2021, 1, 29), "U11.9", "Kod som kan tas i bruk", "Kontakt för vaccination mot covid-19", "Gäller fr.o.m. 2021-02-01 enligt beslut."),
    ])
    imported = import_edition(path, "ICD-10-SE", TODAY)
    assert [(one.code, one.valid_from) for one in imported.titles] == [("U119", date(2021, 2, 1))]
    assert [warning.code for warning in imported.warnings] == ["codes.warning.interval"]
    with pytest.raises(Conflict, match="corrections_unconfirmed"):
        load(engine, clock, imported, confirmed=False)
    load(engine, clock, imported)
    with reading(engine) as session:
        assert get_edition(session, "ICD-10-SE").title("U119", "sv") == "Kontakt för vaccination mot covid-19"
        assert [(text, day) for _label, _language, text, day in titles_of(session, "ICD-10-SE", "U119")] == [
            ("Kod som kan tas i bruk", date(2021, 1, 1)), ("Kontakt för vaccination mot covid-19", date(2021, 2, 1)),
        ]
    with transaction(engine) as session:
        assert load_edition(session, imported, audit_event(imported, SYSTEM, clock.now()), confirmed=True).already_loaded


def test_a_correction_of_an_unknown_code_changes_nothing(engine: Engine, clock: FixedClock, icd: Path) -> None:
    path = errata(icd / "errata.xlsx", [(date(2021, 1, 29), "U11.9", "a", "b", ""), (date(2021, 1, 29), "U12.9", "a", "b", "")])
    with pytest.raises(InputRefused) as refused:
        load(engine, clock, import_edition(path, "ICD-10-SE", TODAY))
    assert [(finding.code, finding.params["code"]) for finding in refused.value.findings] == [("codes.error.unknown_code", "U129")]
    with reading(engine) as session:
        assert get_edition(session, "ICD-10-SE").title("U119", "sv") == "Kod som kan tas i bruk"


def test_codes_that_left_become_candidates_that_nobody_has_approved(engine: Engine, clock: FixedClock, tmp_path: Path) -> None:
    atc(engine, clock, tmp_path)
    with reading(engine) as session:
        found = {(one.old, one.new, one.kind, one.approved_by) for one in changes_of(session, "atc")}
    assert found == {
        ("L01XC", None, "group_closed", None), ("L01XC07", "L01FG01", "moved", None), ("L01XC07", "S01LA08", "moved", None), ("N03AX12", "N02BF01", "moved", None),
    }


def test_a_person_approves_a_successor(engine: Engine, clock: FixedClock, tmp_path: Path) -> None:
    atc(engine, clock, tmp_path)
    keeper = dataclasses.replace(SYSTEM, id="keeper")
    with transaction(engine) as session:
        approve_change(session, "ATC", "n03ax12", "N02BF01", keeper, clock.now())
    with reading(engine) as session:
        assert {one.approved_by for one in changes_of(session, "ATC") if one.old == "N03AX12"} == {"keeper"}
    with transaction(engine) as session, pytest.raises(NotFound, match="no_such_change"):
        approve_change(session, "ATC", "N03AX12", "N05BA01", keeper, clock.now())


def test_a_table_of_approved_moves_approves_candidates(engine: Engine, clock: FixedClock, tmp_path: Path) -> None:
    atc(engine, clock, tmp_path)
    table = tmp_path / "moves.tsv"
    table.write_text("old_code\tnew_code\tkind\tday\nN03AX12\tN02BF01\tmoved\t2023-01-01\n", encoding="utf-8")
    load(engine, clock, import_edition(table, "ATC", TODAY, approved_by="officer"))
    with reading(engine) as session:
        assert {one.approved_by for one in changes_of(session, "ATC") if one.old == "N03AX12"} == {"officer"}


def test_impact_names_what_came_went_moved_and_was_renamed(engine: Engine, clock: FixedClock, tmp_path: Path) -> None:
    atc(engine, clock, tmp_path)
    things = [
        Named("example", "pain", "Pain", {"cohorts": [{"codes": {"system": "ATC", "expr": "N03AX, N02BF"}}]}),
        Named("series", "cancer", "Cancer", {"codes": {"ATC": "L01XC", "ICD-10-SE": "C50"}}),
        Named("order", "other", "Other", {"codes": {"ATC": "L01FG01 ! L01FG01"}}),
    ]
    with reading(engine) as session:
        lists = open_code_lists(session)
        found = find_impact(things, lists, get_edition(session, "ATC", "2021-12-03"), get_edition(session, "ATC", "2026-04-25"))
    pain, cancer = found
    assert (pain.path, pain.added, pain.removed) == ("/cohorts/0/codes", ("N02BF01",), ("N03AX12",))
    assert [(one.code, one.successors, one.approved) for one in pain.retired] == [("N03AX12", ("N02BF01",), False)]
    assert pain.retitled == (("N03AX13", "fenytoin", "phenytoin"),)
    assert (cancer.kind, cancer.path, cancer.changes_codes) == ("series", "/codes/ATC", True)
    assert [(one.kind, one.successors) for one in cancer.retired] == [("group_closed", ()), ("moved", ("L01FG01", "S01LA08"))]


def test_expressions_are_found_in_both_ways_orders_write_them() -> None:
    document = {"a": [{"system": "atc", "expr": "N06A"}], "codes": {"ATC": "N05", "ICD-10-SE": "F20"}, "system": "ATC"}
    assert list(find_expressions(document, "ATC")) == [("/a/0", "N06A"), ("/codes/ATC", "N05")]


def test_the_facts_of_a_corrected_code_tell_its_titles_with_their_days(engine: Engine, clock: FixedClock, icd: Path) -> None:
    path = errata(icd / "errata.xlsx", [(date(2021, 1, 29), "U11.9", "Kod som kan tas i bruk", "Kontakt för vaccination", "")])
    load(engine, clock, import_edition(path, "ICD-10-SE", TODAY))
    with reading(engine) as session:
        lists = open_code_lists(session)
        assert [text for _edition, _language, text, _day in code_facts(session, "ICD-10-SE", "U119", lists, ()).dated] == ["Kod som kan tas i bruk", "Kontakt för vaccination"]
        assert code_facts(session, "ICD-10-SE", "U11", lists, ()).dated == ()
