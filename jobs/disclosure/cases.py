"""Golden cases: a document of tables with stated facts (disclosure.md 14.1), read, protected, attacked and compared."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from jobs.disclosure.attack import Claims, Intervals, find_intervals
from jobs.disclosure.companies import derivable_codes, judge_volume
from jobs.disclosure.minimise import minimise
from jobs.disclosure.needs import Cells
from jobs.disclosure.relations import Dimension, Link, cut_bands, read_hierarchy
from jobs.disclosure.rounding import round_small_counts
from jobs.disclosure.secondary import Protector
from jobs.disclosure.system import Booleans, build_system
from jobs.disclosure.truth import complete
from jobs.disclosure.verdict import AttackReport, attack_pattern, make_view
from metadata.model.policy import CompanyRule, Forbid
from metadata.model.table import MARK, CellKey

ReadFile = Callable[[str], str]
"""Text of a file that lies beside the case document."""


@dataclass(frozen=True)
class CaseResult:
    """What became of a case: `failures` in words for a developer; `csv` the protected table of a case of kind protect; counts of hidden cells."""

    id: str
    kind: str
    failures: tuple[str, ...]
    csv: str | None = None
    primary: int = 0
    secondary: int = 0


def run_case(case: Mapping[str, Any], read_file: ReadFile) -> CaseResult:
    """Runs one case of any kind."""
    kind = str(case["kind"])
    if kind == "round":
        return CaseResult(case["id"], kind, tuple(_check_rounding(case)))
    if kind == "rule":
        return CaseResult(case["id"], kind, tuple(_check_rule(case)))
    cells = read_cells(case, read_file)
    failures = [*_check_numbers(case, cells), *_check_patterns(case, cells)]
    if kind != "protect":
        return CaseResult(case["id"], kind, tuple(failures))
    hidden, report, blocked = protect_cells(cells)
    secondary = int(hidden.sum() - cells.primary.sum())
    failures += [f"attack: {breach.kind} {_name(cells, breach.cell)}" for breach in report.breaches]
    failures += [f"not protected: {_name(cells, cell)}" for cell in blocked]
    limit = case.get("expected", {}).get("max_secondary")
    if limit is not None and secondary > limit:
        failures.append(f"secondary: {secondary} hidden, at most {limit} expected")
    return CaseResult(case["id"], kind, tuple(failures), write_pattern(case["dims"], cells, hidden), int(cells.primary.sum()), secondary)


def protect_cells(cells: Cells) -> tuple[Booleans, AttackReport, list[int]]:
    """Pattern, its attack and the cells nothing can protect."""
    protector = Protector(cells)
    protector.run()
    minimise(protector)
    return protector.hidden, attack_pattern(cells, protector.hidden), sorted({need.cell for need in protector.blocked})


def write_pattern(dims: list[str], cells: Cells, hidden: Booleans) -> str:
    """`dims…, value` with the mark in place, printed cells only, sorted by key."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*dims, "value"])
    for at in np.flatnonzero(cells.system.ordered):
        writer.writerow([*cells.system.keys[at], MARK if hidden[at] else int(cells.truth[at])])
    return text.getvalue()


def read_cells(case: Mapping[str, Any], read_file: ReadFile) -> Cells:
    """The case's table as the protector sees it."""
    dims = list(case["dims"])
    hierarchies = json.loads(read_file(case["hierarchies_file"])) if "hierarchies_file" in case else case.get("hierarchies", {})
    values = _listed(case) if "cells" in case else None
    dimensions = [_dimension(case, name, hierarchies, [key[at] for key in values or ()]) for at, name in enumerate(dims)]
    if values is None:
        values = _sum_leaves(case, dims, dimensions, read_file)
    system = build_system(dimensions, values)
    truth, system, _dropped = complete(system, values)
    threshold = float(case["threshold"])
    primary = system.ordered & (truth > 0) & (truth < threshold)
    if "primary" in case:
        chosen = {tuple(key) for key in case["primary"]}
        primary = np.array([key in chosen for key in system.keys])
    return Cells(system, truth, primary, np.full(len(truth), threshold), zeros=str(case.get("zeros", "shown")))


def _dimension(case: Mapping[str, Any], name: str, hierarchies: Mapping[str, Any], codes: list[str]) -> Dimension:
    if name in case.get("bands", ()):
        return Dimension(name, cut_bands(codes, case.get("totals", {}).get(name)))
    if name in hierarchies:
        return Dimension(name, read_hierarchy(hierarchies[name]))
    total = case.get("totals", {}).get(name)
    rest = tuple(sorted({code for code in codes if code != total}))
    return Dimension(name, (Link(total, rest),) if total is not None and rest else ())


def _listed(case: Mapping[str, Any]) -> dict[CellKey, int]:
    return {tuple(map(str, row[:-1])): int(row[-1]) for row in case["cells"]}


def _sum_leaves(case: Mapping[str, Any], dims: list[str], dimensions: list[Dimension], read_file: ReadFile) -> dict[CellKey, int]:
    """The full cross of all codes (or of the published breakdowns), each cell the sum of the leaves under it."""
    leaves = [(tuple(map(str, row[:-1])), int(row[-1])) for row in case.get("leaves", ())]
    if "leaves_file" in case:
        rows = csv.DictReader(io.StringIO(read_file(case["leaves_file"])))
        leaves = [(tuple(row[name] for name in dims), int(row["n"])) for row in rows]
    codes = [sorted({code for link in dimension.links for code in link.members}) for dimension in dimensions]
    values = dict.fromkeys(_printed_keys(case, dims, codes), 0)
    above = [{code: [code, *(parent for parent, below in d.below.items() if code in below)] for code in names} for d, names in zip(dimensions, codes, strict=True)]
    for leaf, count in leaves:
        for key in product(*(above[at].get(code, [code]) for at, code in enumerate(leaf))):
            if key in values:
                values[key] += count
    return values


def _printed_keys(case: Mapping[str, Any], dims: list[str], codes: list[list[str]]) -> Iterator[CellKey]:
    for table in case.get("publish") or [dims]:
        yield from product(*(names if name in table else [case["totals"][name]] for name, names in zip(dims, codes, strict=True)))


def _check_numbers(case: Mapping[str, Any], cells: Cells) -> Iterator[str]:
    expected = case.get("expected", {})
    for name, found in (("n_cells", int(cells.system.ordered.sum())), ("n_primary", int(cells.primary.sum()))):
        if name in expected and expected[name] != found:
            yield f"{name}: {found}, expected {expected[name]}"
    if "primary_only_exact" in expected:
        exact = len(_exact(cells, cells.primary, attack_hidden(cells, cells.primary, full=False)))
        if exact != expected["primary_only_exact"]:
            yield f"primary_only_exact: {exact}, expected {expected['primary_only_exact']}"


def attack_hidden(cells: Cells, hidden: Booleans, *, marks_at_least: float = 0.0, full: bool) -> Intervals:
    """Intervals of a pattern: what a recipient of it can work out."""
    size = len(cells.truth)
    claims = Claims(cells.threshold, np.full(size, np.inf), np.full(size, -np.inf))
    return find_intervals(make_view(cells, hidden), claims, marks_at_least=marks_at_least, full=full)


def _exact(cells: Cells, hidden: Booleans, found: Intervals) -> dict[str, int]:
    low = np.where(found.is_complete, found.low, np.ceil(found.seen_low - 1e-6))
    high = np.where(found.is_complete, found.high, np.floor(found.seen_high + 1e-6))
    return {_name(cells, int(at)): int(low[at]) for at in np.flatnonzero(hidden & (low == high))}


def _check_patterns(case: Mapping[str, Any], cells: Cells) -> Iterator[str]:
    for pattern in case.get("patterns", ()):
        hidden = np.zeros(len(cells.truth), dtype=bool)
        hidden[[cells.system.index[tuple(map(str, key))] for key in pattern["hidden"]]] = True
        found = attack_hidden(cells, hidden, marks_at_least=1.0 if pattern.get("zeros") == "shown" else 0.0, full=True)
        for failure in _check_pattern(pattern, cells, hidden, found):
            yield f"{pattern['name']}: {failure}"


def _check_pattern(pattern: Mapping[str, Any], cells: Cells, hidden: Booleans, found: Intervals) -> Iterator[str]:
    exact = _exact(cells, hidden, found)
    if "exact" in pattern and exact != pattern["exact"]:
        yield f"exact {exact}, expected {pattern['exact']}"
    if "n_exact" in pattern and len(exact) != pattern["n_exact"]:
        yield f"{len(exact)} exact, expected {pattern['n_exact']}"
    for name, ends in pattern.get("intervals", {}).items():
        at = cells.system.index[tuple(name.split("|"))]
        seen = [_end(found.low[at]), _end(found.high[at])]
        if seen != list(ends):
            yield f"{name} in {seen}, expected {ends}"
    if "derivable" in pattern:
        inside = ~cells.system.ordered & (found.low >= 1) & (found.high <= cells.threshold - 1)
        names = sorted(_name(cells, int(at)) for at in np.flatnonzero(inside))
        if names != sorted(pattern["derivable"]):
            yield f"derivable {names}, expected {pattern['derivable']}"
    if "not_ok" in pattern:
        short = int((hidden & cells.primary & ((found.low > 1) | (found.high < cells.threshold - 1))).sum())
        if short != pattern["not_ok"]:
            yield f"{short} too narrow, expected {pattern['not_ok']}"


def _end(value: float) -> int | str:
    return int(value) if np.isfinite(value) else "inf"


def _name(cells: Cells, at: int) -> str:
    return "|".join(cells.system.keys[at])


def _check_rounding(case: Mapping[str, Any]) -> Iterator[str]:
    """The required facts: small counts to nought or the base, the rest untouched, margins no further off than the reference, same result again."""
    inner, base = np.array(case["inner"], dtype=np.int64), int(case["base"])
    rounded = round_small_counts(inner, base)
    small = (inner > 0) & (inner < base)
    if not np.isin(rounded[small], (0, base)).all():
        yield "a small inner count is neither 0 nor the base"
    if (rounded[~small] != inner[~small]).any():
        yield "an inner count that is not small was changed"
    reference = np.array(case["reference"]["inner"], dtype=np.int64)
    worst, allowed = (max(int(abs((grid - inner).sum(axis=axis)).max()) for axis in (0, 1)) for grid in (rounded, reference))
    allowed = max(allowed, abs(int((reference - inner).sum())))
    if max(worst, abs(int((rounded - inner).sum()))) > allowed:
        yield f"a margin strays {worst}, the reference at most {allowed}"
    if (round_small_counts(inner, base) != rounded).any():
        yield "a second run gave another result"


def _check_rule(case: Mapping[str, Any]) -> Iterator[str]:
    companies = {row["atc"]: int(row["manufacturers"]) for row in case["given"]}
    for line in case["expect"]:
        minimum = int(line.get("company_min", 2))
        rule = CompanyRule(measures=("packages", "ddd", "cost"), forbid=Forbid(breakdowns=("product_no", "pack_id", "product_name")), company_min=minimum)
        if "codes" in line:
            found = "derivable" if derivable_codes(rule, companies, line["codes"]) else "allowed"
        else:
            consent, research = bool(line.get("consent")), line.get("purpose") == "research"
            known = companies.get(line.get("code", ""), minimum)
            found = judge_volume(rule, line["measure"], line["dims"], known, has_consent=consent, is_research=research)
        if found != line["result"]:
            yield f"{line}: {found}"
