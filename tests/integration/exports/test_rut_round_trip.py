"""rut-gsim-se/1.0 out, into an empty catalogue, and out again: the same bytes; what is broken stops everything."""

from __future__ import annotations

import copy
import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import Engine

from catalog.exchange.drafts import discard_description, find_imports, import_description, publish_description
from catalog.exchange.rut import read_rut
from catalog.load import load_content
from common.actor import Actor
from common.database import reading, transaction
from common.errors import ActionDenied, InputRefused, NotFound
from exports.described import Described, describe_catalogue, describe_draft
from exports.plain_files import write_json
from exports.rut.document import rut_envelope
from exports.workbook.rut import write_rut_workbook
from exports.workbook.variable_table import variable_rows, write_variable_csv, write_variable_workbook

ROOT = Path(__file__).resolve().parents[3]
KEEPER = Actor(id="keeper")
BASE = "https://m.example.se/katalog"


@pytest.fixture
def described(sqlite_engine: Engine, clock) -> Described:
    with transaction(sqlite_engine) as session:
        load_content(session, ROOT / "metadata" / "content", KEEPER, clock.now())
    with reading(sqlite_engine) as session:
        return describe_catalogue(session)


@pytest.fixture
def empty(tmp_path, sqlite_template):
    import shutil

    from common.database import open_address

    shutil.copy(sqlite_template, tmp_path / "empty.sqlite3")
    engine = open_address(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    yield engine
    engine.dispose()


def document_of(described: Described) -> dict:
    return rut_envelope(described.objects, base=BASE, created=described.described_at)


@pytest.mark.parametrize("write", [write_json, write_rut_workbook], ids=["json", "xlsx"])
@pytest.mark.parametrize("registers", [(), ("lmed",), ("par",)])
def test_out_in_and_out_again_gives_the_same_bytes(described, empty, clock, write, registers):
    document = document_of(described.only(registers))
    first = write(document)
    with transaction(empty) as session:
        report = import_description(session, read_rut(first, "a"), actor=KEEPER, at=clock.now())
    assert (report.state, report.findings) == ("published", ())
    with reading(empty) as session:
        again = document_of(describe_catalogue(session))
    assert write(again) == first
    assert json.dumps(again) == json.dumps(document)


def test_the_same_document_again_changes_nothing(described, empty, clock):
    data = write_json(document_of(described.only(["lmed"])))
    for expected in (False, True):
        with transaction(empty) as session:
            report = import_description(session, read_rut(data, "a"), actor=KEEPER, at=clock.now())
        assert report.already_there is expected
    with reading(empty) as session:
        assert len(find_imports(session)) == 1


def test_into_a_catalogue_that_holds_something_it_is_a_draft(described, sqlite_engine, clock):
    document = document_of(described.only(["lmed"]))
    document["objects"] = [one | {"description": {"sv": "Annan text"}} if one["type"] == "Register" else one for one in document["objects"]]
    with transaction(sqlite_engine) as session:
        report = import_description(session, read_rut(write_json(document), "a"), actor=KEEPER, at=clock.now())
    assert report.state == "draft"
    assert report.matches["key"] > 100
    assert report.steps == {"Register lmed": "minor"}
    with reading(sqlite_engine) as session:
        assert describe_catalogue(session).get_register("lmed")["description"]["sv"] != "Annan text"
        assert describe_draft(session, report.id).get_register("lmed")["description"]["sv"] == "Annan text"


def test_another_agencys_document_is_a_draft_until_somebody_publishes_it(described, empty, clock):
    document = document_of(described.only(["lmed"])) | {"agency": "se.annan"}
    with transaction(empty) as session:
        report = import_description(session, read_rut(write_json(document), "a"), actor=KEEPER, at=clock.now())
    assert report.state == "draft"
    with reading(empty) as session, pytest.raises(NotFound):
        describe_catalogue(session)
    with transaction(empty) as session:
        publish_description(session, report.id, actor=KEEPER, at=clock.now())
    with reading(empty) as session:
        assert [one["localId"] for one in describe_catalogue(session).registers] == ["lmed"]
    with transaction(empty) as session, pytest.raises(ActionDenied):
        discard_description(session, report.id, actor=KEEPER, at=clock.now())


def test_members_that_the_profile_does_not_know_are_written_back(described, empty, clock):
    document = document_of(described.only(["lmed"]))
    document["objects"][0]["x"] = {"later": [1, {"a": None}]}
    with transaction(empty) as session:
        import_description(session, read_rut(write_json(document), "a"), actor=KEEPER, at=clock.now())
    with reading(empty) as session:
        assert describe_catalogue(session).objects[0]["x"] == {"later": [1, {"a": None}]}


def breakages(document: dict) -> dict[str, tuple[bytes, str]]:
    def changed(change) -> bytes:
        copied = copy.deepcopy(document)
        change(copied)
        return write_json(copied)

    def first(copied: dict, kind: str) -> dict:
        return next(one for one in copied["objects"] if one["type"] == kind)

    def circle(copied: dict) -> None:
        one, other = [one for one in copied["objects"] if one["type"] == "Concept"][:2]
        one["broader"], other["broader"] = [f"{other['uri']}@{other['version']}"], [f"{one['uri']}@{one['version']}"]

    def twin(copied: dict) -> None:
        copied["objects"].append(dict(first(copied, "Concept")))

    def same_column(copied: dict) -> None:
        one, other = [one for one in copied["objects"] if one["type"] == "InstanceVariable"][:2]
        other["columnName"] = one["columnName"]

    return {
        "no JSON": (b"{", "document.error.syntax"),
        "another document": (b'{"a": 1}', "exchange.error.not_rut"),
        "another profile": (changed(lambda one: one.update(profile="rut-gsim-se/9.0")), "exchange.error.other_profile"),
        "unknown type": (changed(lambda one: first(one, "Concept").update(type="Thing")), "exchange.error.unknown_type"),
        "no name": (changed(lambda one: first(one, "Concept").pop("name")), "exchange.error.schema"),
        "a structure of nothing": (changed(lambda one: first(one, "DataStructure").pop("dataResourceRef")), "exchange.error.schema"),
        "a data set without period": (changed(lambda one: first(one, "DataSet").pop("referencePeriod")), "exchange.error.schema"),
        "a mapping of no kind": (changed(lambda one: first(one, "Concept").update(mappings=[{"relation": "nära", "target": "x"}])), "exchange.error.schema"),
        "a concept above itself": (changed(circle), "exports.error.rut_cycle"),
        "one object twice": (changed(twin), "exchange.error.twin"),
        "one column twice": (changed(same_column), "exports.error.rut_column_overlap"),
        "a duplicate key": (write_json(document).replace(b'"kind"', b'"profile"', 1), "document.error.duplicate_key"),
        "empty": (b"  ", "exchange.error.empty"),
        "no workbook": (b"PK\x03\x04nonsense", "exchange.error.suspicious_workbook"),
    }


def test_what_is_broken_is_reported_and_nothing_is_stored(described, empty, clock):
    for name, (data, code) in breakages(document_of(described.only(["lmed"]))).items():
        with pytest.raises(InputRefused) as refused, transaction(empty) as session:
            import_description(session, read_rut(data, "fil"), actor=KEEPER, at=clock.now())
        assert code in {one.code for one in refused.value.findings}, name
    with reading(empty) as session:
        assert find_imports(session) == []


def test_a_workbook_that_unpacks_to_very_much_is_refused(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", "0" * 50_000_000)
    with pytest.raises(InputRefused) as refused:
        read_rut(path.read_bytes(), "bomb.xlsx")
    assert refused.value.findings[0].code == "exchange.error.suspicious_workbook"


def test_a_variable_list_is_read_back_whole_and_foreign_rows_are_told(described, sqlite_engine, shared_data):
    from catalog.exchange.variable_table import COLUMNS, read_variable_table
    from catalog.lookup import open_catalogue

    with reading(sqlite_engine) as session:
        catalogue = open_catalogue(session)
    rows = variable_rows(described.only(["lmed"]), BASE)
    assert all(len(row) == len(COLUMNS) == 28 for row in rows)
    for data in (write_variable_csv(rows), write_variable_csv(rows, ";"), write_variable_workbook(described.only(["lmed"]), rows)):
        read = read_variable_table(data, "lista", catalogue)
        assert read.findings == ()
        assert [[one.column_name for one in row.variables] for row in read.rows] == [[row[2]] for row in rows]
    sample = (shared_data / "metadata" / "samples" / "variabellista-exempel.csv").read_bytes()
    assert sample.decode("utf-8-sig").splitlines()[0] == ",".join(COLUMNS)
    foreign = "Datamängd;Variabel;Fr o m;Smak\nPAR;DIA1 - DIA30;1964;x\nLISA;Kon;2000;\nLMED;Hittepå;2010;\nLMED;ATC;1990;\nLMED;199001011234;2010;\nLMED;900101-1234;;\n"
    read = read_variable_table(foreign.encode("cp1252"), "främmande.csv", catalogue)
    assert len(read.rows[0].variables) == 60  # both parts of the patient register
    assert {one.code.rpartition(".")[2] for one in read.findings} == {
        "unknown_column", "range_expanded", "years_outside", "other_register", "unknown_variable", "identity_number",
    }


def test_a_cell_that_opens_like_a_formula_stays_text(described):
    data = write_variable_csv([["=1+1", *[""] * 27]])
    assert b"'=1+1" in data
