"""Every published expression gives its normal form, count, hash and messages when the real lists are read through the importers."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from real_code_lists import real_lists

from assistant.codes import expand, mark_of

ESCAPES = {r"\n": "\n", r"\t": "\t", r"\\": "\\"}


@pytest.fixture(scope="session")
def vectors(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / "codes" / "expression_vectors.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def unescape(text: str) -> str:
    return re.sub(r"\\[nt\\]", lambda found: ESCAPES[found[0]], text)


def test_every_vector_is_met_exactly(vectors: list[dict[str, str]], shared_data: Path) -> None:
    lists = real_lists(shared_data / "codes")
    differing = []
    for vector in vectors:
        found = expand(unescape(vector["input"]), vector["system"], lists)
        count = str(found.count) if found.is_checked else ""
        got = (found.normal, count, found.sha256, ";".join(sorted(map(mark_of, found.messages))))
        expected = tuple(vector[name] for name in ("normal_form", "n_codes", "expansion_sha256", "messages"))
        if got != expected:
            differing.append((vector["input"], vector["system"], got, expected))
    assert not differing


def test_a_normal_form_is_its_own_normal_form(vectors: list[dict[str, str]], shared_data: Path) -> None:
    lists = real_lists(shared_data / "codes")
    for vector in vectors:
        if vector["normal_form"]:
            again = expand(vector["normal_form"], vector["system"], lists)
            assert (again.normal, again.sha256) == (vector["normal_form"], vector["expansion_sha256"]), vector["input"]
