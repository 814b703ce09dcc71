"""One spec on one snapshot, from rows to protected tables and evidence; the worker does it for the queue, `order run` for a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from common.documents import canonical_json
from common.errors import RegisterlotsError
from common.version import VERSION
from jobs import compute
from jobs.disclosure import Protection, ReleasedTable, cells_csv, protect, record_tables, relations_document
from jobs.microdata.snapshot import Snapshot
from jobs.populations import describe_tables
from jobs.rates import publish
from jobs.spec import JobSpec
from metadata.model.table import CountTable, Result

Tell = Callable[[str, int, int], None]
"""Told after each step: its name, steps done, steps in all."""
WARN_LACKING = 5
"""Percent of a table's rows that may lack the value of its measure before a reviewer must say why it may leave."""


@dataclass(frozen=True)
class Execution:
    """What a run gave. `result` has no table when the protection failed; `unprotected` and `evidence` never leave the protected zone but through review.

    `releases`: what the ledger is to hold once the result has left.
    """

    result: Result
    verdict: str
    evidence: dict[str, Any]
    unprotected: dict[str, Any]
    files: dict[str, str]
    releases: tuple[ReleasedTable, ...] = ()

    @property
    def is_protected(self) -> bool:
        """Whether the tables may be looked at by a reviewer with a view to release; red never."""
        return self.verdict != "red"


def execute(
    spec: JobSpec, snapshot: Snapshot, *, ledger: Sequence[ReleasedTable] = (), tell: Tell | None = None, memory_limit_mb: int = 800, is_protected: bool = True
) -> Execution:
    """Computes, and protects together with what the recipient holds (`ledger`). `is_protected=False` shows everything and is refused on anything but a synthetic snapshot.

    Raises RegisterlotsError `jobs.error.draft_policy` for an undecided policy on real registers, `jobs.error.protection_off_refused`, and what compute raises.
    """
    is_synthetic = snapshot.manifest.synthetic
    if not is_protected and not is_synthetic:
        raise RegisterlotsError("jobs.error.protection_off_refused", snapshot=snapshot.id)
    if spec.policy.is_draft and not is_synthetic:
        raise RegisterlotsError("jobs.error.draft_policy", policy=spec.policy.ref)
    tables = compute.run(spec, snapshot, progress=tell, memory_limit_mb=memory_limit_mb)
    if not is_protected:
        nothing_hidden = Protection({table.shell.id: {} for table in tables}, "red", spec.policy, {})
        return Execution(_result(spec, snapshot, publish(tables, nothing_hidden)), "off", {}, unprotected_values(tables), {})
    counted = describe_tables(spec)
    protection = protect(tables, spec.policy, ledger, groupings=_groupings(spec), counted=counted)
    is_red = protection.verdict == "red"
    verdict = "amber" if protection.verdict == "green" and _lacks_values(tables) else protection.verdict
    return Execution(
        _result(spec, snapshot, () if is_red else publish(tables, protection)), verdict, {**protection.evidence, "verdict": verdict},
        unprotected_values(tables), _evidence_files(tables, protection),
        () if is_red else record_tables(
            tables, protection.hidden, counted, delivery=spec.order_id, snapshot=snapshot.id, policy=spec.policy.ref, is_rounded=spec.policy.method == "round5"
        ),
    )  # fmt: skip


def _lacks_values(tables: Sequence[CountTable]) -> bool:
    """Whether a reviewer must look at a table whose rows too often lack the value that is summed (measures.md 1.10)."""
    return any(table.notes.get("rows_without_value", 0) * 100 > table.notes.get("rows_read", 0) * WARN_LACKING for table in tables)


def _groupings(spec: JobSpec) -> dict[str, dict[str, tuple[str, ...]]]:
    """Coarser places over finer ones: regions over counties as the spec says, counties over municipalities as their codes say."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for breakdown in (one for job in spec.tables for one in job.breakdowns):
        if breakdown.regions:
            found.setdefault("healthcare_region", {}).update(breakdown.regions)
        if breakdown.id == "municipality":
            for code in breakdown.codes:
                county = found.setdefault("county", {})
                county[code[:2]] = tuple(sorted({*county.get(code[:2], ()), code}))
    return found


def _result(spec: JobSpec, snapshot: Snapshot, tables: Sequence[Any]) -> Result:
    return Result(
        spec_hash=spec.hash, specification_hash=spec.specification_hash, snapshot=snapshot.id, is_synthetic=snapshot.manifest.synthetic,
        policy=spec.policy.ref, software=VERSION, tables=tuple(tables),
    )


def unprotected_values(tables: Sequence[CountTable]) -> dict[str, Any]:
    """The true cells as plain values for jobs.review: per table the shell, cells `[key, value, persons]` and notes."""
    return {
        table.shell.id: {
            "shell": table.shell.model_dump(mode="json"),
            "cells": [[list(key), count.value, count.persons] for key, count in table.cells.items()],
            "notes": dict(table.notes),
        }
        for table in tables
    }


def _evidence_files(tables: Sequence[CountTable], protection: Protection) -> dict[str, str]:
    """Name → text of the reviewer's files (disclosure.md 10)."""
    files = {"protection.json": canonical_json(protection.evidence) + "\n"}
    for table in tables:
        files[f"{table.shell.id}.cells.csv"] = cells_csv(protection, table)
        files[f"{table.shell.id}.relations.json"] = canonical_json(relations_document(table.shell)) + "\n"
    return files
