"""What the open zone is told of a snapshot: reach and companies per code, no path, no person."""

from __future__ import annotations

from pathlib import Path

from jobs.microdata.snapshot import open_snapshot
from jobs.microdata.synthesis import generate
from jobs.microdata.telling import tell_facts


def test_companies_are_told_by_full_code_and_one_seller_is_one(tmp_path: Path) -> None:
    generate(tmp_path / "s", 500, 2022, 2023, 5)
    facts = tell_facts(open_snapshot(tmp_path / "s"))
    assert facts.companies["N06BA04"] > 1
    assert min(facts.companies.values()) == 1
    assert str(tmp_path) not in facts.model_dump_json()
