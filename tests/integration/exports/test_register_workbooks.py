"""Register workbooks: the made-up one with its traps, each trap alone, the way out and in again, and what is refused."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine

from catalog.exchange.drafts import find_imports, get_import, import_workbook
from catalog.exchange.harvest import Harvest
from catalog.exchange.workbook.period import parse_period
from catalog.exchange.workbook.reading import read_workbook
from catalog.exchange.workbook.template import VARIABLE_HEADINGS
from catalog.exchange.workbook.value_set import parse_value_set
from catalog.load import examine_content
from catalog.lookup import Catalogue
from common.actor import Actor
from common.database import reading, transaction
from common.errors import InputRefused
from exports.described import Described
from exports.rut.describe import describe_registers
from exports.rut.document import rut_objects
from exports.workbook.register import write_register_workbook

ROOT = Path(__file__).resolve().parents[3]
AT = datetime(2026, 1, 12, 8, tzinfo=UTC)
KEEPER = Actor(id="keeper")
HEADINGS = list(VARIABLE_HEADINGS.values())
Sheets = dict[str, list[list[Any]]]


def made(sheets: Sheets) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for at, cells in enumerate(rows, 1):
            for column, given in enumerate(cells, 1):
                value, form = given if isinstance(given, tuple) else (given, "General")
                sheet.cell(at, column, value).number_format = form
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def row(**cells: Any) -> list[Any]:
    given = {"resource": "EX", "name": "KON", "label": "Kön", "description": "Kön", "unit": "Person", "data_type": "Text", "join": "Nej", "first": 1997} | cells
    return [given.get(meaning) for meaning in VARIABLE_HEADINGS]


def plain_book(**changed: Any) -> Sheets:
    return {
        "Generell information": [[None, "Version av metadatamallen"], [None, "Version", "3.2"]],
        "Metadata-Datamängd (DCAT-AP)": [["Attribut SoS-metadata", "Attribut DCAT-AP", "Svenska", "Engelska"], ["Titel", "", "Prov", "Trial"]],
        "Deldatamängder och datavyer": [["Deldatamängdsnamn", "Deldatamängdsetikett", "Data från"], ["EX", "Ex", 1997]],
        "Metadata - Variabelnivå": [HEADINGS, row()],
    } | changed


def codes(harvest: Harvest) -> set[str]:
    return {one.code.rpartition(".")[2] for one in harvest.findings}


def of(harvest: Harvest, type_name: str) -> dict[str, Any]:
    return {one["localId"]: one for one in harvest.objects if one["type"] == type_name}


def bare(harvest: Harvest) -> list[dict[str, Any]]:
    return [{member: value for member, value in one.items() if member != "source"} for one in harvest.objects]


def test_the_made_up_register_is_read_as_expected(shared_data):
    folder = shared_data / "metadata" / "workbook"
    expected = json.loads((folder / "Exempelregistret.expected.json").read_text(encoding="utf-8"))
    harvest = read_workbook((folder / "Exempelregistret.xlsx").read_bytes(), "Exempelregistret.xlsx")
    register = of(harvest, "Register")["exempelregistret"]
    kept = register["x"]["workbook"]
    assert register["name"] == expected["dcat"]["title"]
    assert kept["general"]["template_version"] == expected["general"]["template_version"]
    assert register["contact"] == expected["general"]["contact"]
    assert kept["extras"] == expected["dcat"]["unmapped_rows"]
    resources = of(harvest, "DataResource")
    for name, subset in expected["subsets"].items():
        assert resources[name]["dataFrom"] == f"{subset['from']}-01-01"
        assert resources[name]["dataUntil"] == (f"{subset['to']}-12-31" if subset["to"] else None)
        assert resources[name]["aggregationLevel"]["sv"] == subset["level"]
    variables = of(harvest, "InstanceVariable")
    assert len(variables) == expected["variable_rows"]
    assert len({one["columnName"] for one in variables.values()}) == expected["distinct_variable_names"]
    assert sorted(key.split("/") for key, one in variables.items() if one["joinKey"]) == sorted(expected["join_variables"])
    lists = of(harvest, "CodeList")
    for sheet in ("SJUKHUS", "MVO", "butsatt"):
        spans: dict[str, list[str]] = {}
        for code in lists[f"exempelregistret/{sheet}"]["codes"]:
            until = str(int(code["validUntil"][:4]) - 1) if code["validUntil"] else ""
            spans.setdefault(f"{code['validFrom'][:4]}-{until}", []).append(code["code"])
        assert spans == {span: listed for span, listed in expected["code_lists"][sheet].items() if isinstance(listed, list)}
    sexes = next(one for key, one in lists.items() if key.endswith("EX_BESOK/KON"))
    assert {one["code"]: one["category"]["sv"] for one in sexes["codes"]} == expected["inline_value_sets"]["KON"]
    ages = next(one for key, one in of(harvest, "ValueDomain").items() if key.endswith("ALDER"))
    assert (ages["min"], ages["max"]) == ("0", "120")
    assert set(expected["quality_sheets"]) <= set(kept["sheets"])
    assert {"variable_again", "unmapped_row", "code_list_shape", "list_not_cited"} <= codes(harvest)
    assert harvest.errors == ()


@pytest.mark.parametrize("register", ["lmed", "par_in", "par_out", "population"])
def test_every_register_goes_out_and_in_and_out_again(register):
    read, _findings = examine_content(ROOT / "metadata" / "content")
    described = Described(tuple(rut_objects(describe_registers(Catalogue("x", read.content)))), AT)
    first = read_workbook(write_register_workbook(described, described.get_register(register)), "a.xlsx")
    assert first.errors == ()
    assert {one["columnName"] for one in first.objects if one["type"] == "InstanceVariable"} == {
        one["columnName"] for resource in described.resources(described.get_register(register)) for one in described.variables(resource)
    }
    again = Described(first.objects, AT)
    second = write_register_workbook(again, again.registers[0])
    assert bare(read_workbook(second, "a.xlsx")) == bare(first)
    assert write_register_workbook(again, again.registers[0]) == second


def test_the_made_up_register_goes_out_and_in_as_the_same_objects(shared_data):
    first = read_workbook((shared_data / "metadata" / "workbook" / "Exempelregistret.xlsx").read_bytes(), "Exempelregistret.xlsx")
    described = Described(first.objects, AT)
    data = write_register_workbook(described, described.registers[0])
    assert bare(read_workbook(data, "annat.xlsx")) == bare(first)
    for sheet in load_workbook(io.BytesIO(data)).worksheets:
        assert all(isinstance(cell.value, str | None) and cell.data_type != "f" for cells in sheet.iter_rows() for cell in cells)


def test_a_code_keeps_the_zeros_that_its_format_shows():
    sheet = [["Tidsperiod", "Kod", "Beskrivning"], ["1997-", (1, "000"), "a"], ["1997-", (7.0, "00"), "b"], ["1997-", (7, "0.00"), "c"], ["1997-", True, "d"]]
    harvest = read_workbook(made(plain_book(Kodlista_KON=sheet)), "a.xlsx")
    assert [one["code"] for one in of(harvest, "CodeList")["prov/KON"]["codes"]] == ["001", "07", "7"]
    assert "boolean_code" in codes(harvest)


def test_one_variable_twice_is_two_descriptions_or_an_error_with_both_rows():
    later = plain_book(**{"Metadata - Variabelnivå": [HEADINGS, row(last=2010), row(first=2011, label="Nytt")]})
    harvest = read_workbook(made(later), "a.xlsx")
    assert set(of(harvest, "InstanceVariable")) == {"EX/KON", "EX/KON#2011"}
    clash = plain_book(**{"Metadata - Variabelnivå": [HEADINGS, row(), row(first=2011)]})
    (error,) = read_workbook(made(clash), "a.xlsx").errors
    assert (error.code, error.path, error.params["other"]) == ("exchange.error.variable_twice", "Metadata - Variabelnivå!3", "Metadata - Variabelnivå!2")


def test_headings_sheets_and_words_are_read_in_any_spelling():
    sheets = plain_book()
    rows = sheets.pop("Metadata - Variabelnivå")
    sheets["metadata_variabelnivå !1"] = [[f" {heading.upper()} " for heading in HEADINGS] + ["Färg"], rows[1]]
    harvest = read_workbook(made(sheets), "A.XLSX")
    assert set(of(harvest, "InstanceVariable")) == {"EX/KON"}
    assert "unknown_heading" in codes(harvest)


def test_a_view_name_is_the_data_resource_and_no_sheet_of_them_is_needed():
    sheets = plain_book()
    del sheets["Deldatamängder och datavyer"]
    sheets["Metadata - Variabelnivå"] = [["Datamängdsnamn", "Datavynamn", "Variabelnamn", "Data från"], ["BU", "BU_VY", "A", 2001], ["BU", "BU_VY2", "A", 2001]]
    harvest = read_workbook(made(sheets), "a.xlsx")
    assert set(of(harvest, "DataResource")) == {"BU_VY", "BU_VY2"}


def test_phantom_rows_end_a_sheet_and_content_after_them_is_told():
    rows = [HEADINGS, row(), *([[None]] * 60), row(name="SEN")]
    harvest = read_workbook(made(plain_book(**{"Metadata - Variabelnivå": rows})), "a.xlsx")
    assert set(of(harvest, "InstanceVariable")) == {"EX/KON"}
    assert [one.path for one in harvest.findings if one.code == "exchange.warning.goes_on"] == ["Metadata - Variabelnivå!63"]


def test_a_formula_that_was_never_computed_is_told():
    harvest = read_workbook(made(plain_book(**{"Metadata - Variabelnivå": [HEADINGS, row(description='="Kön"')]})), "a.xlsx")
    assert "formula" in codes(harvest)


@pytest.mark.parametrize(
    ("cells", "finding"),
    [
        ({"first": "okänt"}, "year"), ({"first": "1997-"}, ""), ({"first": 1997.0}, ""), ({"first": " 1997 "}, ""), ({"unit": None}, "no_unit"),
        ({"label": None}, "no_label"), ({"values": "Se Kodlista_Saknas"}, "list_absent"), ({"values": "fritext om värden"}, "value_text"),
        ({"data_type": "Gissning"}, "word"), ({"origin": "Drömd"}, "word"), ({"position": "sist"}, "word"), ({"link": "https://okand.se"}, "link_text"),
        ({"link": "KVÅ"}, ""), ({"resource": "ANNAN"}, "resource_unknown"), ({"name": None}, "no_variable"),
    ],
)
def test_each_doubtful_cell_is_a_finding_and_no_error(cells, finding):
    harvest = read_workbook(made(plain_book(**{"Metadata - Variabelnivå": [HEADINGS, row(**cells)]})), "a.xlsx")
    expected = {"assumed", *([finding] if finding else [])}
    assert codes(harvest) == expected
    assert harvest.errors == ()


@pytest.mark.parametrize(
    ("text", "first", "last", "clean"),
    [
        ("1997", "1997-01-01", "1997-12-31", True), ("1997-2015", "1997-01-01", "2015-12-31", True), ("1997–", "1997-01-01", None, True),
        ("-1996", None, "1996-12-31", True), ("2005-07", "2005-07-01", "2005-07-31", True), ("1997.0", "1997-01-01", "1997-12-31", True),
        ("2005-07-01 - 2010", "2005-07-01", "2010-12-31", True), ("", None, None, True), ("okänt", None, None, False), ("1997-13", None, None, False),
    ],
)
def test_periods_in_every_writing(text, first, last, clean):
    found = parse_period(text)
    assert (found.first and found.first.isoformat(), found.last and found.last.isoformat(), found.is_clean) == (first, last, clean)


def test_value_sets_in_every_writing():
    assert parse_value_set("1=Man; 2=Kvinna").codes == (("1", "Man"), ("2", "Kvinna"))
    assert parse_value_set("1=Man\n2=Kvinna\n9=Uppgift saknas").sentinels == (("9", "Uppgift saknas", "missing"),)
    assert (parse_value_set("0-120").minimum, parse_value_set("0–120").maximum) == ("0", "120")
    mixed = parse_value_set("0-120; 999=okänd")
    assert (mixed.minimum, mixed.maximum, mixed.sentinels) == ("0", "120", (("999", "okänd", "unknown"),))
    assert parse_value_set("Se Kodlista_SJUKHUS").sheet == "SJUKHUS"
    assert parse_value_set("1:Ja, 0:Nej").codes == (("1", "Ja"), ("0", "Nej"))
    assert not parse_value_set("valfri text, utan ordning").is_understood


def swapped(data: bytes, member: str, change) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == member else old.read(name))
    return buffer.getvalue()


def refusals() -> dict[str, tuple[bytes, str]]:
    whole = made(plain_book())
    without = plain_book()
    del without["Metadata - Variabelnivå"]
    entity = swapped(whole, "xl/workbook.xml", lambda text: text.replace(b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook', 1))
    return {
        "no sheet of variables": (made(without), "no_variable_sheet"),
        "an old workbook": (b"\xd0\xcf\x11\xe0" + bytes(100), "old_workbook"),
        "a text": (b"Deldatam\xc3\xa4ngd;Variabel", "not_a_workbook"),
        "half a file": (whole[: len(whole) // 2], "suspicious_workbook"),
        "a broken sheet": (swapped(whole, "xl/worksheets/sheet4.xml", lambda text: text[:200]), "broken_workbook"),
        "an entity": (entity, "xml_entity"),
        "another archive": (swapped(whole, "xl/workbook.xml", lambda text: b""), "broken_workbook"),
        "an empty file": (b"", "empty"),
    }


def test_what_cannot_be_read_is_refused_with_a_sentence_and_nothing_is_stored(sqlite_engine: Engine):
    for name, (data, code) in refusals().items():
        with pytest.raises(InputRefused) as refused, transaction(sqlite_engine) as session:
            import_workbook(session, data, "fil.xlsx", actor=KEEPER, at=AT)
        assert [one.code for one in refused.value.findings] == [f"exchange.error.{code}"], name
    with reading(sqlite_engine) as session:
        assert find_imports(session) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"Generell information": [[None, "Version av metadatamallen"], [None, "Version", "9.0"]]}, "template_version"),
        ({"Metadata - Variabelnivå": [["Deldatamängdsnamn", "Kolumn"], ["EX", "KON"]]}, "no_name_column"),
    ],
)
def test_another_template_is_an_error_and_nothing_is_stored(sqlite_engine: Engine, changed, code):
    with pytest.raises(InputRefused) as refused, transaction(sqlite_engine) as session:
        import_workbook(session, made(plain_book(**changed)), "fil.xlsx", actor=KEEPER, at=AT)
    assert f"exchange.error.{code}" in {one.code for one in refused.value.findings}
    with reading(sqlite_engine) as session:
        assert find_imports(session) == []


def test_the_same_file_under_another_name_changes_nothing(sqlite_engine: Engine):
    for name, already in (("a.xlsx", False), ("b.xlsx", True)):
        with transaction(sqlite_engine) as session:
            assert import_workbook(session, made(plain_book()), name, actor=KEEPER, at=AT).already_there is already


def test_an_import_keeps_the_checksum_of_its_file(sqlite_engine: Engine):
    data = made(plain_book())
    checksum = hashlib.sha256(data).hexdigest()
    with transaction(sqlite_engine) as session:
        report = import_workbook(session, data, "a.xlsx", actor=KEEPER, at=AT)
        stored = get_import(session, report.id)
    assert report.file_sha256 == checksum
    assert {(one["source"]["file"], one["source"]["sha256"]) for one in stored.objects} == {("a.xlsx", checksum)}


def test_three_thousand_rows_take_less_than_five_seconds():
    import time

    rows = [row(name=f"V{number}", position=number) for number in range(3000)]
    book = Workbook(write_only=True)
    for title, listed in (plain_book() | {"Metadata - Variabelnivå": [HEADINGS, *rows]}).items():
        sheet = book.create_sheet(title)
        for cells in listed:
            sheet.append(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    start = time.process_time()
    harvest = read_workbook(buffer.getvalue(), "stor.xlsx")
    assert harvest.counts["variables"] == 3000
    assert time.process_time() - start < 5
