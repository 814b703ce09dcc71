"""The shipped samples of code lists are wide enough to be useful alone, in both languages, and hold no code that the real lists do not know."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from catalog.importers.content import read_samples
from catalog.importers.draft import ImportedEdition

LIST_FILES = {
    "ATC": ("atc/who_atc_ddd_2026-04-25.csv", "atc/who_atc_ddd_2021-12-03.csv", "atc/atc_sv_2020_keyvalue.tsv"),
    "ICD-10-SE": tuple(f"icd-10-se-2021-text/{name}.txt" for name in ("chapter", "block", "digit3", "digit4", "digit5")),
    "ICD-O-3-T": ("cancer/icdo3.tsv",),
    "ICD-O-3-M": ("cancer/snomed3.tsv",),
    "KVA": tuple(f"kva-2021-text/{part}/level{level}.txt" for part in ("kka", "kma") for level in range(1, 5)),
    "MVO": ("admin/mvo_like.tsv",),
    "LKF": ("admin/lkf_history_1980_2026.tsv",),
}


@pytest.fixture(scope="module")
def samples() -> dict[str, ImportedEdition]:
    return {edition.system: edition for edition in read_samples()}


def real_codes(shared_data: Path, system: str) -> set[str]:
    found: set[str] = set()
    for name in LIST_FILES[system]:
        path = shared_data / "codes" / name
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.reader(lines, delimiter="," if name.endswith(".csv") else "\t", quoting=csv.QUOTE_MINIMAL if name.endswith(".csv") else csv.QUOTE_NONE)
            found |= {row[1 if system == "LKF" else 0].strip() for row in rows if row}
    return found


@pytest.mark.parametrize("system", sorted(LIST_FILES))
def test_every_code_of_a_sample_is_in_a_real_list(samples: dict[str, ImportedEdition], shared_data: Path, system: str):
    real = real_codes(shared_data, system)
    beginnings = {code[:3] for code in real} if system == "ICD-O-3-T" else set()
    assert {one.code for one in samples[system].codes} - real - beginnings == set()


def test_every_code_has_a_title_in_both_languages(samples: dict[str, ImportedEdition]):
    assert [one.code for edition in samples.values() for one in edition.codes if not one.title_sv or not one.title_en] == []


def test_atc_is_complete_to_the_third_level(samples: dict[str, ImportedEdition], shared_data: Path):
    lengths = Counter(len(one.code) for one in samples["ATC"].codes)
    assert (lengths[1], lengths[3], lengths[4]) == (14, 94, 271)
    with (shared_data / "codes" / "atc" / "who_atc_ddd_2026-04-25.csv").open(encoding="utf-8") as lines:
        groups = {row["atc_code"] for row in csv.DictReader(lines) if len(row["atc_code"]) < 5}
    assert groups <= {one.code for one in samples["ATC"].codes}


def test_icd_has_its_chapters_its_blocks_and_the_commonest_categories(samples: dict[str, ImportedEdition]):
    kinds = Counter(one.kind if one.kind != "code" else f"code{len(one.code)}" for one in samples["ICD-10-SE"].codes)
    assert (kinds["chapter"], kinds["block"]) == (22, 264) and kinds["code3"] >= 400


def test_places_have_their_history(samples: dict[str, ImportedEdition]):
    lkf = samples["LKF"]
    today = Counter(len(one.code) for one in lkf.codes if one.valid_to is None)
    assert (today[2], today[4]) == (21, 290)
    moved = {one.old: one.new for one in lkf.changes}
    assert (moved["1180"], moved["1683"], moved["1623"], moved["1917"], moved["16"]) == ("1290", "1496", "0643", "0331", "14")
    assert {one.code for one in lkf.codes if one.valid_to} == set(moved)
