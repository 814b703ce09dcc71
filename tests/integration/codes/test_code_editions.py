"""Editions are stored whole or not at all, told of in the audit log, and read back as they were."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from catalog.editions import audit_event, edition_of, find_editions, get_edition, load_edition, load_samples, open_code_lists
from catalog.importers.draft import ImportedEdition
from catalog.importers.edition import compare, import_edition
from catalog.store.codes import doses_of_code, links_of_kind, terms_of
from common.actor import SYSTEM
from common.audit.store import find_events
from common.audit.verify import verify_chain
from common.clock import FixedClock
from common.database import reading, transaction
from common.errors import Conflict, NotFound

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "codes"
TODAY = date(2026, 1, 12)


def load(engine: Engine, imported: ImportedEdition, clock: FixedClock, confirmed: bool = False) -> bool:
    with transaction(engine) as session:
        return load_edition(session, imported, audit_event(imported, SYSTEM, clock.now()), confirmed=confirmed).already_loaded


def test_an_edition_comes_back_as_it_was_read(engine: Engine, clock: FixedClock) -> None:
    imported = import_edition(SAMPLES / "icd10se_16col_mini.tsv", "ICD-10-SE", TODAY, "2026")
    assert not load(engine, imported, clock)
    with reading(engine) as session:
        edition = get_edition(session, "icd-10-se", "2026")
        assert edition.entries == imported.codes
        assert edition.codes == edition_of(imported).codes
        assert get_edition(session, "ICD-10-SE") is edition
        head = find_editions(session, "ICD-10-SE")[0]
        assert {kind for _code, kind, _language, _text, _weight in terms_of(session, head.id)} == {"latin", "example"}
        assert [event.what for event in find_events(session, "ICD-10-SE/2026")] == ["codes.loaded"]
        assert verify_chain(session)[1] == []


def test_the_same_file_again_changes_nothing(engine: Engine, clock: FixedClock) -> None:
    imported = import_edition(SAMPLES / "nkoo", "NKOO", TODAY)
    assert [load(engine, imported, clock), load(engine, imported, clock)] == [False, True]
    with reading(engine) as session:
        assert len(find_editions(session, "NKOO")) == 1
        assert sum(len(links_of_kind(session, kind)) for kind in ("purpose", "drug", "purpose_text", "change_reason")) == 26
        assert len(find_events(session, f"NKOO/{imported.label}")) == 1


def test_a_label_belongs_to_one_content(engine: Engine, clock: FixedClock) -> None:
    load(engine, import_edition(SAMPLES / "kka_9col_mini.tsv", "KVA", TODAY, "2026"), clock)
    with pytest.raises(Conflict, match="label_taken"):
        load(engine, import_edition(SAMPLES / "kma_10col_mini.tsv", "KVA", TODAY, "2026"), clock)


def test_a_list_that_loses_many_codes_must_be_confirmed(engine: Engine, clock: FixedClock, tmp_path: Path) -> None:
    load(engine, import_edition(SAMPLES / "kka_9col_mini.tsv", "KVA", TODAY, "2025"), clock)
    shorter = tmp_path / "shorter.tsv"
    shorter.write_bytes(b"\n".join((SAMPLES / "kka_9col_mini.tsv").read_bytes().split(b"\n")[:-2]) + b"\n")
    imported = import_edition(shorter, "KVA", TODAY, "2026")
    with pytest.raises(Conflict, match="codes_lost"):
        load(engine, imported, clock)
    with reading(engine) as session:
        assert [head.label for head in find_editions(session, "KVA")] == ["2025"]
        difference = compare(imported, get_edition(session, "KVA"))
    assert (difference.added, difference.removed) == (0, 1)
    assert not load(engine, imported, clock, confirmed=True)


def test_samples_give_way_to_the_authority(engine: Engine, clock: FixedClock) -> None:
    with transaction(engine) as session:
        load_samples(session, SYSTEM, clock.now())
    with transaction(engine) as session:
        assert load_samples(session, SYSTEM, clock.now()) == []
    with reading(engine) as session:
        lists = open_code_lists(session)
        assert {edition.is_sample for editions in lists.editions.values() for edition in editions} == {True}
        assert [change.new for change in lists.changes["ATC"] if change.old == "N03AX16"] == ["N02BF02"]
        assert lists.title("ATC", "N06BA04") == "metylfenidat"
    load(engine, import_edition(SAMPLES / "nsl_atc-code_mini.xml", "ATC", TODAY, "2026-06"), clock)
    with reading(engine) as session:
        assert [edition.label for edition in open_code_lists(session).editions["ATC"]] == ["2026-06"]
        assert get_edition(session, "ATC").label == "2026-06"


def test_daily_doses_keep_every_row_of_a_substance(engine: Engine, clock: FixedClock, tmp_path: Path) -> None:
    path = tmp_path / "ddd.csv"
    path.write_text(
        'atc_code,atc_name,ddd,uom,adm_r,note\nA,ALIMENTARY,NA,NA,NA,NA\nG03CA03,estradiol,2,mg,O,NA\nG03CA03,estradiol,50,mcg,TD,"patch, ""daily"""\n',
        encoding="utf-8",
    )
    load(engine, import_edition(path, "ATC", TODAY, "2026"), clock)
    with reading(engine) as session:
        doses = doses_of_code(session, "G03CA03")
    assert [(dose.atc, dose.amount, dose.unit, dose.route, dose.note, dose.year) for dose in doses] == [
        ("G03CA03", "2", "mg", "O", "", 2026), ("G03CA03", "50", "mcg", "TD", 'patch, "daily"', 2026),
    ]


def test_a_table_of_changes_is_recorded_once_and_approved_only_on_request(engine: Engine, clock: FixedClock, tmp_path: Path) -> None:
    path = tmp_path / "changes.tsv"
    path.write_text(
        "old_code\tname_en\tkind\tnew_code\tcandidates\tgone_by\nN03AX12\tgabapentin\tmoved_same_name\tN02BF01\tN02BF01\t2023\n"
        "L01XC07\tbevacizumab\tambiguous\t\tL01FG01|S01LA08\t2022\n", encoding="utf-8",
    )
    imported = import_edition(path, "ATC", TODAY, approved_by="officer")
    assert [load(engine, imported, clock), load(engine, imported, clock)] == [False, True]
    with reading(engine) as session:
        changes = open_code_lists(session).changes["ATC"]
    assert [(change.old, change.new, change.approved_by) for change in changes] == [
        ("L01XC07", "L01FG01", None), ("L01XC07", "S01LA08", None), ("N03AX12", "N02BF01", "officer"),
    ]


def test_a_missing_edition_is_said(engine: Engine) -> None:
    with reading(engine) as session, pytest.raises(NotFound, match="no_edition"):
        get_edition(session, "ATC")


def test_a_folder_of_text_files_is_one_edition(engine: Engine, clock: FixedClock, tmp_path: Path) -> None:
    for name, text in {"a.txt": "01\t\tKapitel\n", "b.txt": "A00-A09\t\tAvsnitt", "c.txt": "A00\t\tKategori\nA170\t†\tMed kors", "d.txt": "A000\t\tUnderkod"}.items():
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
    imported = import_edition(tmp_path, "ICD-10-SE", TODAY, "2021")
    load(engine, imported, clock)
    with reading(engine) as session:
        edition = get_edition(session, "ICD-10-SE")
    assert edition.codes == ("A00", "A000", "A170")
    assert [entry.parent for entry in edition.find("A000") + edition.find("A00")] == ["A00", "A00-A09"]
    shutil.rmtree(tmp_path)
