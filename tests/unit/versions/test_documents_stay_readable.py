"""A document of every version ever written still loads and means the same (ADR 0007); a sample stays here when its version is no longer written."""

from __future__ import annotations

from pathlib import Path

from assistant.document import read_order, specification_hash, write_order
from jobs.spec import JobSpec
from metadata.model.table import Result

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "documents"


def test_an_order_of_version_1_is_read_and_keeps_its_specification() -> None:
    order, findings = read_order((SAMPLES / "order-1.yaml").read_bytes())
    assert findings == ()
    assert order is not None
    again, _findings = read_order(write_order(order))
    assert again == order
    assert specification_hash(order) == (SAMPLES / "order-1.sha256").read_text(encoding="utf-8").strip()


def test_a_job_spec_of_version_1_is_read_and_keeps_its_hash() -> None:
    spec = JobSpec.model_validate_json((SAMPLES / "job-spec-1.json").read_text(encoding="utf-8"))
    assert spec.version == 1
    assert spec.hash == (SAMPLES / "job-spec-1.sha256").read_text(encoding="utf-8").strip()


def test_a_result_of_version_1_is_read_and_written_the_same() -> None:
    text = (SAMPLES / "result-1.json").read_text(encoding="utf-8")
    result = Result.model_validate_json(text)
    assert Result.model_validate_json(result.model_dump_json()) == result
    assert {cell.mark for table in result.tables for cell in table.cells} <= {"", "X"}
