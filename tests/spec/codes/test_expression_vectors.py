"""Every published expression gives its normal form, count, hash and messages when the real lists are read through the importers."""

from __future__ import annotations

import csv
import re
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from assistant.codes import expand, mark_of
from catalog.editions import edition_of
from catalog.importers.content import read_systems
from catalog.importers.edition import import_edition
from metadata.model.code_system import CodeEdition, CodeLists

TODAY = date(2026, 5, 1)
ESCAPES = {r"\n": "\n", r"\t": "\t", r"\\": "\\"}


@lru_cache(maxsize=1)
def real_lists(codes: Path) -> CodeLists:
    """The set-up of codes.md 12."""
    def read(path: str, system: str, version: str) -> CodeEdition:
        return edition_of(import_edition(codes / path, system, TODAY, version))

    counties = read("admin/scb_lan_2020.tsv", "LKF", "2020")
    municipalities = read("admin/scb_kommun_2020.tsv", "LKF", "2020")
    changes = import_edition(codes / "atc/atc_changes_2021_2026.tsv", "ATC", TODAY, approved_by="test").changes
    editions = {
        "ICD-10-SE": (read("icd-10-se-2021-text", "ICD-10-SE", "2021"),),
        "ATC": (read("atc/who_atc_ddd_2026-04-25.csv", "ATC", "2026-04-25"), read("atc/who_atc_ddd_2021-12-03.csv", "ATC", "2021-12-03")),
        "KVA": (read("kva-2021-text", "KVA", "2021"),),
        "NKOO": (read("samples/nkoo", "NKOO", "sample"),),
        "LKF": (counties.with_codes(municipalities.entries),),
        "MVO": (read("admin/mvo_like.tsv", "MVO", "sample"),),
    }
    return CodeLists(read_systems(), editions, {"ATC": changes})


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
