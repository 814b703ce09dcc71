"""A whole package: the files it has, that others can read them, that it is equal on every run, complete or absent, and checked offline."""

from __future__ import annotations

import errno
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
from exports_factory import AGE, COUNTY, NUMBER, RATE, SEX, YEAR, make_delivery, make_result, make_shell, make_table
from jsonstat_validator import validate_jsonstat

from common.errors import InputRefused, Severity, SystemFailed
from exports.certificate import own_hash
from exports.delivery import delivery_files, verify_delivery, write_delivery, zip_delivery
from metadata.model.table import Table
from metadata.model.text import Text

TABLES = ("t1", "t2", "t3")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return delivery_files(make_delivery())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_delivery(tmp_path / "delivery", make_delivery())


def codes(findings) -> list[tuple[str, str]]:
    return [(finding.code, finding.path) for finding in findings]


def test_the_package_has_exactly_the_files_of_the_interface(files):
    expected = {"order.yaml", "spec.json", "readback.sv.txt", "readback.en.txt", "certificate.json", "delivery.xlsx", "datapackage.json"}
    expected |= {f"tables/{table}{ending}" for table in TABLES for ending in (".csv", ".json", ".px", ".csv-metadata.json")}
    expected |= {f"charts/{table}.svg" for table in TABLES} | {"metadata/provenance.jsonld", "metadata/provenance.ttl", "metadata/quality.sv.txt", "metadata/quality.en.txt"}
    assert set(files) == expected


def test_the_order_is_delivered_byte_for_byte(files):
    assert files["order.yaml"].decode() == make_delivery().order_text


def test_the_same_input_gives_the_same_bytes_in_every_file(files):
    again = delivery_files(make_delivery())
    assert [path for path in files if files[path] != again[path]] == []


def test_a_delivered_folder_verifies_and_reads_as_its_description_says(folder):
    assert verify_delivery(folder) == []


@pytest.mark.parametrize("table", TABLES)
def test_json_stat_is_valid(files, table):
    assert validate_jsonstat(json.loads(files[f"tables/{table}.json"]))


def test_data_package_follows_the_published_schemas(files, shared_data):
    schemas = shared_data / "metadata" / "frictionless-v2"
    package = json.loads(files["datapackage.json"])
    for name, values in (
        ("datapackage", [package]),
        ("dataresource", package["resources"]),
        ("tableschema", [resource["schema"] for resource in package["resources"]]),
    ):
        schema = json.loads((schemas / f"{name}.json").read_text(encoding="utf-8"))
        for value in values:
            jsonschema.validate(value, schema, jsonschema.Draft7Validator)


def test_csvw_names_the_columns_of_its_table(files):
    for table in TABLES:
        described = json.loads(files[f"tables/{table}.csv-metadata.json"])
        assert described["url"] == f"{table}.csv"
        header = files[f"tables/{table}.csv"].decode().splitlines()[0]
        assert ",".join(column["titles"] for column in described["tableSchema"]["columns"]) == header


def test_certificate_lists_every_other_file_and_names_no_person(files):
    certificate = json.loads(files["certificate.json"])
    assert {entry["path"] for entry in certificate["files"]} == set(files) - {"certificate.json"}
    assert certificate["approvals"] == [{"role": "reviewer", "decision": "released", "at": "2026-01-12T07:30:00+00:00"}]
    assert certificate["sha256"] == own_hash(certificate)


def test_a_later_date_changes_the_certificate(files):
    delivery = make_delivery()
    later = delivery_files(make_delivery(created=delivery.created + timedelta(days=1)))
    assert json.loads(later["certificate.json"])["sha256"] != json.loads(files["certificate.json"])["sha256"]


def test_provenance_knows_roles_and_released_tables_only(files):
    graph = json.loads(files["metadata/provenance.jsonld"])["@graph"]
    assert {"#role-reviewer", "#table-t1", "#order", "#snapshot", "#policy"} <= {node["@id"] for node in graph}
    linked = [node["wasDerivedFrom"] for node in graph if "wasDerivedFrom" in node]
    names = {node["@id"] for node in graph}
    assert all(target in names for targets in linked for target in ([targets] if isinstance(targets, str) else targets))


def test_a_missing_file_is_found(folder):
    (folder / "tables" / "t1.px").unlink()
    assert codes(verify_delivery(folder)) == [("exports.error.file_missing", "tables/t1.px")]


def test_an_altered_number_is_found(folder):
    path = folder / "tables" / "t1.csv"
    path.write_bytes(path.read_bytes().replace(b"1037", b"1038", 1))
    assert codes(verify_delivery(folder)) == [("exports.error.file_altered", "tables/t1.csv")]


def test_an_extra_file_is_found(folder):
    (folder / "tables" / "t0.csv").write_text("x")
    assert codes(verify_delivery(folder)) == [("exports.error.file_extra", "tables/t0.csv")]


def test_evidence_beside_a_run_is_a_warning_and_never_packed(folder):
    (folder / "evidence").mkdir()
    (folder / "evidence" / "protection.json").write_text("{}")
    assert [(one.code, one.severity) for one in verify_delivery(folder)] == [("exports.warning.evidence", Severity.warning)]
    with zipfile.ZipFile(io.BytesIO(zip_delivery(folder))) as archive:
        assert not [name for name in archive.namelist() if "evidence" in name]


def test_a_changed_certificate_is_found_even_when_its_list_was_mended(folder):
    path = folder / "certificate.json"
    path.write_text(path.read_text().replace("custom-statistics@1", "custom-statistics@2"))
    assert codes(verify_delivery(folder)) == [("exports.error.certificate_altered", "certificate.json")]


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"format": "registerlots-certificate/1"}', "\xff", '{"format": "registerlots-certificate/1", "files": [{"path": "../x"}]}']
)
def test_a_broken_certificate_is_said_so_and_nothing_outside_is_read(folder, text):
    (folder / "certificate.json").write_bytes(text.encode("latin-1"))
    assert codes(verify_delivery(folder)) == [("exports.error.bad_certificate", "certificate.json")]


def test_a_folder_without_certificate_is_no_delivery(tmp_path):
    assert codes(verify_delivery(tmp_path)) == [("exports.error.no_certificate", "certificate.json")]


def test_a_spec_that_is_not_the_one_that_ran_is_found(tmp_path):
    delivery = make_delivery(spec={"version": 1})
    assert codes(verify_delivery(write_delivery(tmp_path / "d", delivery))) == [("exports.error.spec_hash", "spec.json")]


def test_writing_again_replaces_the_earlier_delivery_and_leaves_nothing_beside(tmp_path):
    for _ in range(2):
        write_delivery(tmp_path / "delivery", make_delivery())
    assert [path.name for path in tmp_path.iterdir()] == ["delivery"]


def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(InputRefused) as caught:
        write_delivery(tmp_path, make_delivery())
    assert [finding.code for finding in caught.value.findings] == ["exports.error.folder_in_use"]
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("earlier", [False, True])
def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch, earlier):
    target = tmp_path / "delivery"
    if earlier:
        write_delivery(target, make_delivery())
    written = []

    def full(number: int) -> None:
        written.append(number)
        if len(written) == 5:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("exports.folder.os.fsync", full)
    with pytest.raises(SystemFailed) as caught:
        write_delivery(target, make_delivery(delivery_id="L-2"))
    assert caught.value.code == "exports.error.write_failed"
    assert [path.name for path in tmp_path.iterdir()] == (["delivery"] if earlier else [])
    if earlier:
        assert verify_delivery(target) == []


@pytest.mark.parametrize("name", ["../t1", "a/b", "", ".hidden", "T1"])
def test_a_table_id_that_cannot_be_a_file_name_is_refused_before_anything_is_written(tmp_path, name):
    table = make_result().tables[0]
    odd = Table(shell=table.shell.model_copy(update={"id": name}), cells=table.cells)
    result = make_result().model_copy(update={"tables": (*make_result().tables, odd)})
    with pytest.raises(InputRefused) as caught:
        write_delivery(tmp_path / "d", make_delivery(result=result))
    assert [finding.code for finding in caught.value.findings] == ["exports.error.table_name"]
    assert not (tmp_path / "d").exists()


def test_a_table_that_is_not_whole_is_not_delivered(tmp_path):
    table = make_result().tables[2]
    result = make_result().model_copy(update={"tables": (Table(shell=table.shell, cells=table.cells[:1]),)})
    with pytest.raises(InputRefused) as caught:
        write_delivery(tmp_path / "d", make_delivery(result=result))
    assert [finding.code for finding in caught.value.findings] == ["exports.error.incomplete_table"]


def test_the_zip_file_is_equal_for_equal_folders(tmp_path):
    made = [write_delivery(tmp_path / str(at) / "L-1", make_delivery()) for at in range(2)]
    assert zip_delivery(made[0]) == zip_delivery(made[1])


def test_no_number_that_is_hidden_stands_anywhere(files):
    shell = make_shell("t9", make_result().tables[1].shell.rows, make_result().tables[1].shell.columns)
    cells = tuple(cell.model_copy(update={"values": dict.fromkeys(cell.values), "mark": "X"}) for cell in make_result().tables[1].cells)
    result = make_result().model_copy(update={"tables": (Table(shell=shell, cells=cells),)})
    made = delivery_files(make_delivery(result=result))
    assert all(row.split(",")[3] == "" for row in made["tables/t9.csv"].decode().splitlines()[1:])
    assert set(json.loads(made["tables/t9.json"])["value"]) == {None}
    assert b">X<" in made["charts/t9.svg"]


@pytest.mark.parametrize("figures", [(NUMBER,), (NUMBER, RATE)], ids=["one figure", "two figures"])
@pytest.mark.parametrize(
    ("rows", "columns"),
    [((), ()), ((), (SEX,)), ((YEAR,), ()), ((YEAR, COUNTY), ()), ((), (SEX, AGE)), ((YEAR, COUNTY, SEX), (AGE,))],
    ids=["none", "columns", "rows", "two rows", "two columns", "three and one"],
)
def test_tables_of_every_shape_are_delivered_and_read_back(tmp_path, rows, columns, figures):
    table = make_table(make_shell("t1", rows, columns, figures))
    delivery = make_delivery(result=make_delivery().result.model_copy(update={"tables": (table,)}))
    folder = write_delivery(tmp_path / "d", delivery)
    assert verify_delivery(folder) == []
    dataset = json.loads((folder / "tables" / "t1.json").read_text(encoding="utf-8"))
    assert validate_jsonstat(dataset)
    numbers = (folder / "tables" / "t1.px").read_text(encoding="utf-8").partition("DATA=\n")[2].rstrip(";\n").split()
    assert len(numbers) == len(dataset["value"]) == table.shell.cell_count * len(figures)


def test_mark_up_in_a_title_stays_text_in_the_picture():
    shell = make_shell("t1", (YEAR,), (SEX,)).model_copy(update={"title": Text(sv="<script>alert(1)</script> & mer", en="x")})
    result = make_result().model_copy(update={"tables": (make_table(shell),)})
    svg = delivery_files(make_delivery(result=result))["charts/t1.svg"]
    assert b"<script" not in svg
    assert b"&lt;script&gt;" in svg
