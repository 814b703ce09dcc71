"""Files as they come: every fault is said with its place, and nothing is read as something it is not."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from catalog.importers import sniffing
from catalog.importers.draft import ImportedEdition
from catalog.importers.edition import import_edition
from common.errors import InputRefused

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "codes"
TODAY = date(2026, 1, 12)
RF2_DESCRIPTIONS = (
    "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId\r\n"
    "1\t20240115\t1\t9\t195658003\tsv\t900000000000013009\tHalsfluss\t9\r\n"
    "2\t20240115\t1\t9\t195658003\tsv\t900000000000013009\tBakteriell halsinfektion\t9\r\n"
    "3\t20240115\t1\t9\t195658003\ten\t900000000000013009\tAcute bacterial pharyngitis\t9\r\n"
    "4\t20240115\t1\t9\t195658003\ten\t900000000000003001\tAcute bacterial pharyngitis (disorder)\t9\r\n"
    "5\t20240115\t0\t9\t195658003\tsv\t900000000000013009\tInaktiv\t9\r\n"
    "6\t20240115\t1\t9\t73211009\tsv\t900000000000013009\tDiabetes\t9\r\n"
)
RF2_LANGUAGE = "id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId\tacceptabilityId\na\t20240115\t1\t9\t9\t2\t900000000000548007\n"


def read(folder: Path, text: str | bytes, system: str, name: str = "file.txt") -> ImportedEdition:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return import_edition(path, system, TODAY)


def faults(folder: Path, text: str | bytes, system: str, name: str = "file.txt") -> list[tuple[str, str]]:
    with pytest.raises(InputRefused) as refused:
        read(folder, text, system, name)
    return [(finding.code, finding.path) for finding in refused.value.findings]


def test_swapped_columns_are_said_once_and_not_for_every_row(tmp_path: Path) -> None:
    assert faults(tmp_path, "Kod\tText\nCitalopram\tN06AB04\nSertralin\tN06AB06\n", "ATC") == [("codes.error.columns_swapped", "file.txt")]


def test_numbers_that_a_spreadsheet_spoiled_are_told_apart(tmp_path: Path) -> None:
    text = "sctid\tterm\tstatus\tfrom\tto\n5,05910E+13\tNjursten\tactive\t2020-01-01\t\n195658000\tFel\tactive\t2020-01-01\t\n"
    assert faults(tmp_path, text, "NKOO") == [("codes.error.spoiled", "file.txt:2"), ("codes.error.check_digit", "file.txt:3")]


@pytest.mark.parametrize(
    ("data", "code"),
    [("N06AB04;citalopram".encode("utf-16"), "codes.error.encoding"), (b"", "codes.error.empty"), (b"N06AB04 citalopram\n", "codes.error.unknown_format"), (b"\xd0\xcf\x11\xe0rest", "codes.error.old_workbook")],
)
def test_what_is_no_list_is_refused_with_the_reason(tmp_path: Path, data: bytes, code: str) -> None:
    assert [fault for fault, _place in faults(tmp_path, data, "ATC")] == [code]


def test_windows_text_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, "Kod;Text\nA;Matsmältningsorgan\n".encode("cp1252"), "ATC").codes[0].title_sv == "Matsmältningsorgan"
    assert read(tmp_path, b"\xef\xbb\xbf" + "Kod,Text\r\nA,Matsmältning".encode(), "ATC").codes[0].title_sv == "Matsmältning"


@pytest.mark.parametrize("header", ["Kod,Text", "ATC-kod;Namn", "code\ttitle", "Kodvärde;Benämning", "KEY,VALUE"])
def test_a_list_of_codes_and_names_is_known_by_its_header(tmp_path: Path, header: str) -> None:
    sign = next(mark for mark in ",;\t" if mark in header)
    assert [code.code for code in read(tmp_path, f"{header}\nN06AB04{sign}citalopram\n", "ATC").codes] == ["N06AB04"]


def test_a_code_twice_with_other_titles_is_an_error_and_with_the_same_is_not(tmp_path: Path) -> None:
    assert faults(tmp_path, "key\tvalue\nN06AB04\tcitalopram\nN06AB04\tannat\n", "ATC") == [("codes.error.twice", "file.txt:3")]
    assert len(read(tmp_path, "key\tvalue\nN06AB04\tcitalopram\nN06AB04\tcitalopram\n", "ATC").codes) == 1


def test_an_orphan_is_told_and_loaded(tmp_path: Path) -> None:
    header = "Kod\tÖverordnad kod\tTitel\tBeskrivning\tExempel\tInnefattar\tUtesluter\tKodningsinformation\tAnmärkning\n"
    imported = read(tmp_path, header + "NFB\t\tProteser\t\t\t\t\t\t\nNFB29\tNFB\tTotalprotes\t\t\t\t\t\t\nNGB29\tNGB\tKnäprotes\t\t\t\t\t\t\n", "KVA")
    assert [(one.code, one.path, one.params["parent"]) for one in imported.warnings] == [("codes.warning.orphan", "file.txt:4", "NGB")]


def test_a_code_without_any_above_it_is_told_with_its_row(tmp_path: Path) -> None:
    imported = read(tmp_path, "key\tvalue\nN\tNervsystemet\nN06AB04\tcitalopram\nA10\tDiabetesmedel\n", "ATC")
    assert [(one.code, one.path, one.params["code"]) for one in imported.warnings] == [("codes.warning.no_parent", "file.txt:4", "A10")]
    assert len(imported.codes) == 3


def test_a_list_larger_than_any_is_refused_before_it_is_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sniffing, "LARGEST_LIST", 1000)
    assert faults(tmp_path, "key\tvalue\n" + "N06AB04\tcitalopram\n" * 100, "ATC") == [("codes.error.too_large", "file.txt")]


def test_a_bomb_in_an_archive_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 5_000_000)
    assert faults(tmp_path, packed.getvalue(), "ATC", "bomb.zip") == [("codes.error.suspicious_archive", "bomb.zip")]


def test_an_archive_of_the_register_gives_its_atc_list_alone(tmp_path: Path) -> None:
    sample = (SAMPLES / "nsl_atc-code_mini.xml").read_bytes()
    units = sample.replace(b"lv-atccode", b"lv-unit")
    other = b"".join(line if b"<concept " not in line else line.replace(b'code="', b'code="zz') for line in units.splitlines(keepends=True))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("codesystems\\atc-code.xml", sample)
        archive.writestr("codesystems\\unit.xml", other)
        archive.writestr("readme.xml", b"<readme/>")
    assert read(tmp_path, packed.getvalue(), "ATC", "nsl.zip").codes == import_edition(SAMPLES / "nsl_atc-code_mini.xml", "ATC", TODAY).codes


def test_a_document_type_that_names_a_file_is_read_and_one_with_entities_refused(tmp_path: Path) -> None:
    plain = (SAMPLES / "claml_mini.xml").read_bytes()
    at = plain.index(b"<ClaML")
    named = plain[:at] + b'<!DOCTYPE ClaML SYSTEM "ClaML.dtd">\n' + plain[at:]
    assert read(tmp_path, named, "ICD-10-SE", "claml.xml").codes == import_edition(SAMPLES / "claml_mini.xml", "ICD-10-SE", TODAY).codes
    for declared in (b'<!DOCTYPE ClaML [<!ENTITY a "b">]>', b'<!DOCTYPE ClaML SYSTEM "ClaML.dtd" [ ]>'):
        assert faults(tmp_path, plain[:at] + declared + plain[at:], "ICD-10-SE", "claml.xml") == [("codes.error.xml_entity", "claml.xml")]


def test_formulas_and_numbers_in_a_workbook_are_refused_row_by_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Läs mig"], [], ["Kod", "Kodtext"], ["A00", "Kolera"], ['="A"&"01"', "Tyfoid"], [101, "Tal"]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "list.xlsx")
    data = (tmp_path / "list.xlsx").read_bytes()
    assert faults(tmp_path, data, "ICD-10-SE", "list.xlsx") == [("codes.error.formula", "list.xlsx:Sheet:5"), ("codes.error.number_code", "list.xlsx:Sheet:6")]


def test_a_snapshot_gives_names_to_the_reasons_in_the_same_folder(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "reasons.tsv").write_text("sctid\tterm\tstatus\tfrom\tto\n195658003\tOnt i halsen\tactive\t2020-01-01\t\n", encoding="utf-8")
    (folder / "sct2_Description.txt").write_text(RF2_DESCRIPTIONS, encoding="utf-8", newline="")
    (folder / "der2_cRefset_Language.txt").write_text(RF2_LANGUAGE, encoding="utf-8", newline="")
    imported = import_edition(folder, "NKOO", TODAY)
    assert [(code.code, code.title_sv, code.title_en) for code in imported.codes] == [("195658003", "Ont i halsen", "Acute bacterial pharyngitis")]
    assert {(title.language, title.text) for title in imported.titles} == {("sv", "Bakteriell halsinfektion"), ("en", "Acute bacterial pharyngitis")}
    assert [(term.kind, term.text) for term in imported.terms] == [("synonym", "Halsfluss")]


def test_a_snapshot_alone_needs_a_list_that_says_which_concepts(tmp_path: Path) -> None:
    assert faults(tmp_path, RF2_DESCRIPTIONS, "NKOO") == [("codes.error.no_reasons", "file.txt")]
    path = tmp_path / "file.txt"
    found = import_edition(path, "NKOO", TODAY, wanted=frozenset({"73211009"}))
    assert (found.codes, [title.text for title in found.titles]) == ((), ["Diabetes"])


def test_a_division_keeps_both_names_of_a_reused_code_and_its_successors(tmp_path: Path) -> None:
    rows = "level,code,name,from_year,to_year,successor,note\nlan,12,Malmöhus län,,1996,12,\nlan,12,Skåne län,1997,,,\nlan,11,Kristianstads län,,1996,12,\nlan,01,Stockholms län,,,,\n"
    imported = read(tmp_path, rows, "LKF")
    assert [(title.text, title.valid_from.year) for title in imported.titles] == [("Malmöhus län", 1968), ("Skåne län", 1997)]
    assert [(change.old, change.new, change.kind, change.day) for change in imported.changes] == [
        ("11", "12", "merged", date(1997, 1, 1)),
    ]
