"""Of a run that could not be protected only the evidence and what was asked for is written, whatever lay in the folder before."""

from __future__ import annotations

from pathlib import Path

import pytest
from exports_factory import make_delivery

from common.errors import InputRefused
from exports.delivery import verify_delivery, write_delivery, write_refused_run

EVIDENCE = {"protection.json": "{}\n", "t1.cells.csv": "key\n"}
REFUSED = {"order.yaml", "spec.json", "readback.sv.txt", "readback.en.txt", "evidence/protection.json", "evidence/t1.cells.csv"}


def held(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_refused_run_holds_nothing_that_looks_like_a_delivery(tmp_path: Path) -> None:
    write_refused_run(tmp_path / "out", make_delivery(), EVIDENCE)
    assert held(tmp_path / "out") == REFUSED
    assert [finding.code for finding in verify_delivery(tmp_path / "out")] == ["exports.error.no_certificate"]


def test_no_table_of_an_earlier_run_stays_beside_a_refused_one(tmp_path: Path) -> None:
    write_delivery(tmp_path / "out", make_delivery())
    assert "delivery.xlsx" in held(tmp_path / "out")
    write_refused_run(tmp_path / "out", make_delivery(), EVIDENCE)
    assert held(tmp_path / "out") == REFUSED
    write_delivery(tmp_path / "out", make_delivery())
    assert "delivery.xlsx" in held(tmp_path / "out") and not any(name.startswith("evidence") for name in held(tmp_path / "out"))


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputRefused):
        write_refused_run(tmp_path, make_delivery(), EVIDENCE)
    assert held(tmp_path) == {"thesis.txt"}
