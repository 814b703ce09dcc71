"""Every format is known by its content, every faulty row is said with its place, and hostile files are refused."""

from __future__ import annotations

import io
import shutil
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from catalog.importers import source
from catalog.importers.draft import ImportedEdition
from catalog.importers.edition import import_edition
from common.errors import Finding, InputRefused

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "codes"
TODAY = date(2026, 1, 12)


def read(path: Path, system: str, **rest: object) -> ImportedEdition:
    return import_edition(path, system, TODAY, **rest)  # type: ignore[arg-type]


def refusal(path: Path, system: str) -> tuple[Finding, ...]:
    with pytest.raises(InputRefused) as refused:
        read(path, system)
    return refused.value.findings


@pytest.mark.parametrize(
    ("name", "system", "importer", "count"),
    [
        ("icd10se_16col_mini.tsv", "ICD-10-SE", "icd10-table", 11), ("icd10se_workbook_mini.xlsx", "ICD-10-SE", "workbook", 10),
        ("kka_9col_mini.tsv", "KVA", "kva", 5), ("kma_10col_mini.tsv", "KVA", "kva", 4), ("kva_workbook_mini.xlsx", "KVA", "workbook", 5),
        ("ks87_mini.csv", "ICD-9-SE", "key-value", 5), ("icd8_mini.csv", "ICD-8", "key-value", 3), ("nsl_atc-code_mini.xml", "ATC", "nsl", 9),
        ("claml_mini.xml", "ICD-10-SE", "claml", 8), ("nkoo", "NKOO", "reasons", 6),
    ],
)
def test_each_format_is_known_whatever_its_name(tmp_path: Path, name: str, system: str, importer: str, count: int) -> None:
    if (SAMPLES / name).is_file():
        path = Path(shutil.copy(SAMPLES / name, tmp_path / "download.bin"))
    else:
        path = SAMPLES / name
    found = read(path, system)
    assert (found.importer, len(found.codes)) == (importer, count)


def test_a_table_of_several_rows_per_code_keeps_the_first_title_and_every_term() -> None:
    found = read(SAMPLES / "icd10se_16col_mini.tsv", "ICD-10-SE")
    codes = {code.code: code for code in found.codes}
    assert codes["A022"].marker == "†"
    assert codes["F00"].not_main
    assert codes["A090"].valid_from == date(2007, 1, 1)
    assert (codes["A083A"].parent, codes["A083"].parent, codes["A08"].parent, codes["A00-A09"].parent) == ("A083", "A08", "A00-A09", "01")
    assert [term.text for term in found.terms if term.code == "A022"] == [
        "Renal tubulo-interstitiell sjukdom orsakad av salmonella (N16.0*)", "Salmonellaartrit (M01.3*)",
    ]


def test_an_expired_concept_keeps_its_last_day_and_animals_are_left_out() -> None:
    codes = {code.code: code for code in read(SAMPLES / "nsl_atc-code_mini.xml", "ATC").codes}
    assert codes["N03AX12"].valid_to == date(2022, 12, 31)
    assert "QN03" not in codes
    assert codes["N02BF01"].title_en == "Gabapentin"


def test_a_document_states_its_own_version_and_day() -> None:
    found = read(SAMPLES / "claml_mini.xml", "ICD-10-SE")
    assert (found.label, found.valid_from) == ("mini", date(2021, 1, 1))
    assert {code.code: code.title_en for code in found.codes}["A02"] == "Other salmonella infections"


def test_the_two_parts_are_told_apart_by_their_codes(tmp_path: Path) -> None:
    for name in ("kka_9col_mini.tsv", "kma_10col_mini.tsv"):
        shutil.copy(SAMPLES / name, tmp_path)
    parts = {(code.part, code.code) for code in read(tmp_path, "KVA").codes}
    assert {("KKÅ", "JEA00"), ("KKÅ", "J"), ("KMÅ", "AA001"), ("KMÅ", "A")} <= parts


def test_reasons_keep_their_links() -> None:
    kinds = [link.kind for link in read(SAMPLES / "nkoo", "NKOO").links]
    assert (kinds.count("purpose"), kinds.count("drug"), kinds.count("purpose_text"), kinds.count("change_reason")) == (8, 7, 8, 3)


def test_a_list_in_windows_letters_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("Kod;Text\n410A;Åkomma\n".encode("cp1252"))
    found = read(path, "ICD-9-SE", version="KS87")
    assert (found.encoding, found.codes[0].title_sv, found.label) == ("windows-1252", "Åkomma", "KS87")


def test_every_faulty_row_is_said_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Kod;Text\n410A;x\n41;y\n410B;\n410A;z\n410C;c;d\n", encoding="utf-8")
    found = {(finding.code, finding.path) for finding in refusal(path, "ICD-9-SE")}
    assert found == {
        ("codes.error.shape", "list.csv:3"), ("codes.error.no_title", "list.csv:4"), ("codes.error.twice", "list.csv:5"), ("codes.error.columns", "list.csv:6"),
    }


def test_lost_leading_zeros_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "lkf.csv"
    path.write_text("key,value\n114,Upplands Väsby\n", encoding="utf-8")
    assert [finding.code for finding in refusal(path, "LKF")] == ["codes.error.leading_zero"]


def test_a_spoiled_identifier_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "reasons.tsv"
    path.write_text("sctid\tterm\tstatus\tfrom\tto\n195658004\tx\tactive\t2017-11-01\t\n5,05910E+13\ty\tactive\t2017-11-01\t\n", encoding="utf-8")
    assert [finding.code for finding in refusal(path, "NKOO")] == ["codes.error.check_digit", "codes.error.spoiled"]


def test_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "nkoo", tmp_path / "set")
    (tmp_path / "set" / "purposes.tsv").write_text("id\ttext\tstatus\tfrom\tto\nP001\tx\tactive\t2017-11-01\t\n", encoding="utf-8")
    assert {finding.params["key"] for finding in refusal(tmp_path / "set", "NKOO")} == {f"P00{number}" for number in range(2, 9)}


def workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_formulas_and_numbers_are_refused_as_codes(tmp_path: Path) -> None:
    path = workbook(tmp_path / "w.xlsx", ["Kod", "Kodtext"], ["A02", "=1+1"], [410, "x"], ["A08", "y"])
    found = refusal(path, "ICD-10-SE")
    assert [(finding.code, finding.path) for finding in found] == [
        ("codes.error.formula", "w.xlsx:Sheet:2"), ("codes.error.number_code", "w.xlsx:Sheet:3"),
    ]


def test_a_workbook_without_header_names_what_it_has(tmp_path: Path) -> None:
    found = refusal(workbook(tmp_path / "w.xlsx", ["Nummer", "Namn"], ["1", "x"]), "ICD-10-SE")
    assert found[0].code == "codes.error.no_header"
    assert "Nummer" in found[0].params["seen"]


def archive(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name.replace("__", "\\"), data)
    return path


def test_an_archive_is_read_member_by_member(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", codesystems__atc=(SAMPLES / "nsl_atc-code_mini.xml").read_bytes(), readme=b"Hej\n")
    assert len(read(path, "ATC").codes) == 9


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "codes.error.empty"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "codes.error.old_workbook"),
        (b"PK\x03\x04broken", "codes.error.broken_archive"),
        (b"PK\x03\x04 xl/workbook.xml", "codes.error.broken_archive"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "codes.error.xml_entity"),
        (b"<a><b></a>", "codes.error.xml_syntax"),
        (b"<a/>", "codes.error.unknown_xml"),
        (b"name,age\nx,3\n", "codes.error.unknown_format"),
        (b"\x00\x01\x02", "codes.error.encoding"),
    ],
)
def test_what_is_no_code_list_is_refused_in_words(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    assert [finding.code for finding in refusal(path, "ATC")] == [code]


def test_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = archive(tmp_path / "bomb.zip", list=b"0" * 5_000_000)
    assert [finding.code for finding in refusal(bomb, "ATC")] == ["codes.error.suspicious_archive"]
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr("a.csv", "Kod;Text\n410A;x\n")
    assert [finding.code for finding in refusal(archive(tmp_path / "nested.zip", inner=inner.getvalue()), "ATC")] == ["codes.error.suspicious_archive"]
    monkeypatch.setattr(source, "MAX_BYTES", 1000)
    assert [finding.code for finding in refusal(SAMPLES / "nsl_atc-code_mini.xml", "ATC")] == ["codes.error.too_large"]


def test_a_file_of_another_system_is_refused() -> None:
    assert [finding.code for finding in refusal(SAMPLES / "ks87_mini.csv", "ATC")] == ["codes.error.shape"] * 4


def test_the_same_bytes_have_the_same_hash_and_a_folder_has_one_too() -> None:
    assert read(SAMPLES / "nkoo", "NKOO").sha256 == read(SAMPLES / "nkoo", "NKOO").sha256
    assert read(SAMPLES / "ks87_mini.csv", "ICD-9-SE").sha256 != read(SAMPLES / "icd8_mini.csv", "ICD-8").sha256


def test_morphology_keeps_the_grade_as_sixth_digit(tmp_path: Path) -> None:
    path = tmp_path / "morphology.tsv"
    path.write_text("key\tvalue\n81203\tcancer\n812031\tcancer, grad 1\n", encoding="utf-8")
    imported = import_edition(path, "ICD-O-3-M", TODAY)
    assert [code.code for code in imported.codes] == ["81203", "812031"]
    assert imported.codes[1].parent == "81203"
