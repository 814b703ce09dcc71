"""`delivery verify`, `export datapackage` and `export rut` as typed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from exports_factory import make_delivery

from common.commands import Program
from common.installation import Installation
from exports.commands import delivery, export
from exports.delivery import write_delivery


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
