"""`delivery verify`, `export datapackage` and `export rut` as typed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from exports_factory import make_delivery
from sqlalchemy import Engine

from catalog.load import load_content
from common.actor import Actor
from common.clock import FixedClock
from common.commands import Program
from common.database import transaction
from common.installation import Installation
from exports.commands import delivery, export
from exports.delivery import write_delivery

ROOT = Path(__file__).resolve().parents[3]


def run(capsys: pytest.CaptureFixture[str], *arguments: str, installation: Installation | None = None) -> tuple[int, str, str]:
    program = Program("registerlots", commands={"delivery": delivery, "export": export})
    with pytest.raises(SystemExit) as stopped:
        program.main(list(arguments), obj=installation or Installation())
    printed = capsys.readouterr()
    return int(stopped.value.code or 0), printed.out, printed.err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_delivery(tmp_path / "delivery", make_delivery())


def test_a_whole_delivery_exits_0_and_prints_the_checksum_to_compare(capsys, folder):
    code, out, _err = run(capsys, "delivery", "verify", str(folder))
    certificate = json.loads((folder / "certificate.json").read_text())
    assert code == 0
    assert certificate["sha256"] in out


def test_an_altered_delivery_exits_1_and_names_the_file(capsys, folder):
    (folder / "readback.sv.txt").write_text("annat")
    code, _out, err = run(capsys, "delivery", "verify", str(folder))
    assert code == 1
    assert "exports.error.file_altered (readback.sv.txt)" in err


def test_findings_print_as_json_in_both_languages(capsys, folder):
    (folder / "order.yaml").unlink()
    code, out, _err = run(capsys, "delivery", "verify", str(folder), "--json")
    assert code == 1
    found = json.loads(out)["findings"]
    assert [(one["code"], one["path"]) for one in found] == [("exports.error.file_missing", "order.yaml")]
    assert found[0]["sv"].startswith("Filen")
    assert found[0]["en"].startswith("The file")


def test_another_deliverys_checksum_exits_1(capsys, folder):
    checksum = json.loads((folder / "certificate.json").read_text())["sha256"]
    assert run(capsys, "delivery", "verify", str(folder), "--certificate", checksum)[0] == 0
    code, _out, err = run(capsys, "delivery", "verify", str(folder), "--certificate", "0" * 64)
    assert code == 1
    assert "exports.error.certificate_other" in err


def test_a_missing_folder_is_misuse(capsys, tmp_path):
    assert run(capsys, "delivery", "verify", str(tmp_path / "none"))[0] == 2


def test_a_delivery_is_packed_only_when_it_is_whole(capsys, folder, tmp_path):
    target = tmp_path / "delivery.zip"
    assert run(capsys, "export", "datapackage", str(folder), "--out", str(target))[0] == 0
    with zipfile.ZipFile(target) as archive:
        assert "delivery/datapackage.json" in archive.namelist()
    (folder / "spec.json").unlink()
    assert run(capsys, "export", "datapackage", str(folder), "--out", str(tmp_path / "other.zip"))[0] == 1
    assert not (tmp_path / "other.zip").exists()


@pytest.fixture
def installation(sqlite_engine: Engine, clock: FixedClock) -> Installation:
    with transaction(sqlite_engine) as session:
        load_content(session, ROOT / "metadata" / "content", Actor(id="keeper"), clock.now())
    made = Installation(clock=clock)
    made.engine = sqlite_engine
    return made


ORDER = """
order: 1
kind: statistics
title: {sv: Nya användare, en: New users}
cohorts:
  - id: new
    criteria: [{id: start, register: lmed, codes: {system: ATC, expr: N06BA}, period: 2015/2023}]
tables: [{id: t1, measure: new_users_12m, of: new, look_back_group: group, rows: [year], columns: [sex, {age_group: five_year}]}]
"""


def test_rut_of_an_order_holds_its_variables_and_no_others(capsys, installation, tmp_path):
    (tmp_path / "order.yaml").write_text(ORDER, encoding="utf-8")
    out = tmp_path / "rut.json"
    code, _out, err = run(capsys, "export", "rut", "--order", str(tmp_path / "order.yaml"), "--out", str(out), installation=installation)
    assert (code, err) == (0, "")
    document = json.loads(out.read_text(encoding="utf-8"))
    columns = {one["columnName"] for one in document["objects"] if one["type"] == "InstanceVariable"}
    assert {"ATC", "EDATUM", "KON", "FODDAT"} <= columns
    assert not {"HDIA", "TKOST"} & columns
    assert (document["kind"], document["generatedAt"]) == ("order-list", "2026-01-12T08:00:00Z")


def test_rut_of_a_family_holds_both_parts(capsys, installation, tmp_path):
    out = tmp_path / "rut.json"
    assert run(capsys, "export", "rut", "--register", "par", "--out", str(out), installation=installation)[0] == 0
    registers = {one["localId"] for one in json.loads(out.read_text(encoding="utf-8"))["objects"] if one["type"] == "Register"}
    assert registers == {"par_in", "par_out"}


def test_rut_of_an_unknown_register_exits_1_and_writes_nothing(capsys, installation, tmp_path):
    out = tmp_path / "rut.json"
    code, _out, err = run(capsys, "export", "rut", "--register", "nix", "--out", str(out), installation=installation)
    assert code == 1
    assert "catalogue.error.register" in err
    assert not out.exists()


def test_rut_of_a_broken_order_exits_1_with_its_findings(capsys, installation, tmp_path):
    (tmp_path / "order.yaml").write_text("order: 1\nkind: nix\n", encoding="utf-8")
    code, _out, err = run(capsys, "export", "rut", "--order", str(tmp_path / "order.yaml"), "--out", str(tmp_path / "x"), installation=installation)
    assert code == 1
    assert "order.yaml" in err


@pytest.mark.parametrize(
    ("form", "ending"),
    [("rut", "json"), ("rut", "xlsx"), ("variables", "csv"), ("variables", "json"), ("workbook", "xlsx"), ("ddi", "xml"), ("skos", "ttl"), ("schema-org", "jsonld")],
)
def test_every_export_can_be_judged_as_it_is_written(capsys, installation, tmp_path, form, ending):
    out = tmp_path / f"a.{ending}"
    code, printed, err = run(capsys, "export", form, "--register", "lmed", "--out", str(out), "--validate", installation=installation)
    assert (code, err) == (0, "")
    assert printed.splitlines()[-1].startswith(("Dokumentet följer", "Inga fel"))


def test_a_judged_delivery_is_told_to_follow_the_package_format(capsys, folder, tmp_path):
    code, printed, _err = run(capsys, "export", "datapackage", str(folder), "--out", str(tmp_path / "a.zip"), "--validate")
    assert (code, printed.splitlines()[-1]) == (0, "Dokumentet följer Data Package v2.")
