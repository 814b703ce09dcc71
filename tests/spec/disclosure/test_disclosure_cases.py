"""Golden cases: stated patterns give the stated intervals, and every table is protected with no more cells than the best known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jobs.disclosure.cases import CaseResult, run_case

SUMS = {"region": "total"}
OWN = [
    {
        "id": "own-line", "kind": "protect", "threshold": 5, "dims": ["region"], "totals": SUMS,
        "hierarchies": {"region": {"A": "total", "B": "total", "C": "total"}}, "leaves": [["A", 2], ["B", 9], ["C", 30]],
        "patterns": [
            {"name": "alone", "hidden": [["A"]], "exact": {"A": 2}},
            {"name": "with B", "hidden": [["A"], ["B"]], "exact": {}, "intervals": {"A": [0, 11], "B": [0, 11]}, "not_ok": 0},
        ],
        "expected": {"n_cells": 4, "n_primary": 1, "primary_only_exact": 1, "max_secondary": 1},
    },
    {
        "id": "own-linked", "kind": "protect", "threshold": 5, "dims": ["region"], "totals": SUMS,
        "hierarchies": {"region": [{"A": "x", "B": "x", "C": "y", "D": "y", "x": "total", "y": "total"}, {"A": "p", "C": "p", "B": "q", "D": "q"}]},
        "leaves": [["A", 2], ["B", 9], ["C", 30], ["D", 11]],
        "patterns": [{"name": "x and p lose one each", "hidden": [["A"], ["B"]], "exact": {"A": 2, "B": 9}}],
        "expected": {"n_primary": 1, "max_secondary": 3},
    },
    {
        "id": "own-open-end", "kind": "attack", "threshold": 5, "dims": ["region"], "hierarchies": {"region": {"A": "total", "B": "total"}},
        "cells": [["A", 7], ["B", 8], ["total", 15]],
        "patterns": [{"name": "total hidden too", "hidden": [["A"], ["total"]], "exact": {}, "intervals": {"A": [0, "inf"], "total": [8, "inf"]}}],
        "expected": {"n_primary": 0},
    },
    {
        "id": "own-publish", "kind": "protect", "threshold": 5, "dims": ["sex", "region"], "totals": {"sex": "total", "region": "total"},
        "hierarchies": {"sex": {"M": "total", "K": "total"}, "region": {"A": "total", "B": "total", "C": "total"}},
        "leaves": [["M", "A", 3], ["K", "A", 12], ["M", "B", 22], ["K", "B", 31], ["M", "C", 2], ["K", "C", 2]], "publish": [["sex"], ["region"]],
        "expected": {"n_cells": 6, "n_primary": 1, "max_secondary": 1},
    },
    {
        "id": "own-rounding", "kind": "round", "base": 5, "inner": [[1, 4], [7, 2]], "reference": {"inner": [[0, 5], [7, 0]]},
    },
    {
        "id": "own-companies", "kind": "rule", "given": [{"atc": "A", "manufacturers": 9}, {"atc": "A1", "manufacturers": 1}, {"atc": "A2", "manufacturers": 3}],
        "expect": [
            {"dims": ["atc"], "code": "A1", "measure": "ddd", "result": "refused"},
            {"dims": ["atc"], "code": "A1", "measure": "patients", "result": "allowed"},
            {"dims": ["atc"], "codes": ["A", "A2"], "measure": "ddd", "result": "derivable"},
            {"dims": ["atc"], "codes": ["A2"], "measure": "ddd", "result": "allowed"},
        ],
    },
]  # fmt: skip


def no_file(name: str) -> str:
    raise AssertionError(name)


@pytest.mark.parametrize("case", OWN, ids=lambda case: str(case["id"]))
def test_a_case_of_our_own_holds(case: dict[str, object]) -> None:
    result = run_case(case, no_file)
    assert result.failures == () and (result.csv is not None) == (case["kind"] == "protect")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"patterns": [{"name": "wrong", "hidden": [["A"]], "exact": {"A": 3}}]}, "exact"),
        ({"patterns": [{"name": "wrong", "hidden": [["A"], ["B"]], "intervals": {"A": [0, 10]}}]}, "expected [0, 10]"),
        ({"patterns": [{"name": "wrong", "hidden": [["A"]], "n_exact": 0}]}, "1 exact"),
        ({"patterns": [{"name": "wrong", "hidden": [], "derivable": ["A"]}]}, "derivable"),
        ({"patterns": [{"name": "wrong", "hidden": [["A"]], "not_ok": 0}]}, "too narrow"),
        ({"expected": {"max_secondary": 0}}, "at most 0"),
        ({"expected": {"n_primary": 2}}, "n_primary"),
        ({"expected": {"primary_only_exact": 0}}, "primary_only_exact"),
    ],
)
def test_a_fact_that_does_not_hold_is_reported(change: dict[str, object], word: str) -> None:
    failures = run_case({**OWN[0], **change}, no_file).failures
    assert len(failures) == 1 and word in failures[0]


def shared_cases(folder: Path) -> dict[str, CaseResult]:
    document = json.loads((folder / "disclosure" / "golden_cases.json").read_text("utf-8"))
    small = [case for case in document["cases"] if case.get("leaves_file") != "bench_large.csv"]
    return {case["id"]: run_case(case, lambda name: (folder / "disclosure" / name).read_text("utf-8")) for case in small}


def test_every_shared_case_but_the_largest_holds(shared_data: Path) -> None:
    results = shared_cases(shared_data)
    assert {name: result.failures for name, result in results.items() if result.failures} == {}
    assert len(results) >= 14 and results["bench-medium-t5"].secondary <= 126 and results["bench-medium-t10"].secondary <= 144
