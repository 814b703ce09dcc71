"""What the reviewer is shown: plain values and text about the cells, the attack and the relations; never part of a delivery."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from jobs.disclosure.dimensions import Placed, dimension_of, make_dimension, margin_code
from jobs.disclosure.ledger import ReleasedTable
from jobs.disclosure.outcome import HiddenCell, Outcome, Protection
from jobs.disclosure.relations import Link, write_hierarchy
from jobs.disclosure.sheets import Sheet
from metadata.model.policy import DisclosurePolicy
from metadata.model.table import TOTAL, CellKey, CountTable, TableShell

ENGINE = "moves 1"
"""Name and version of the method, so that a pattern can be traced to the code that made it."""
NARROWEST = 20
PROPOSALS = ("coarser_breakdown", "drop_margin", "hide_total", "round5")


def describe(
    outcomes: Sequence[Outcome], hidden: Mapping[str, Mapping[CellKey, HiddenCell]], policy: DisclosurePolicy, verdict: str, ledger: Sequence[ReleasedTable],
    unjudged: Sequence[str] = (),
) -> dict[str, Any]:
    """`evidence/protection.json` as plain values, without times, so that equal runs give equal bytes."""
    return {
        "engine": ENGINE,
        "method": policy.methods[0],
        "policy": policy.ref,
        "policy_hash": policy.hash,
        "policy_is_draft": policy.is_draft,
        "verdict": verdict,
        "ledger_cells": sum(len(one.cells) for one in ledger),
        "ledger": _ledger(outcomes, ledger),
        "not_comparable": list(unjudged),
        "tables": {table.shell.id: _table(table, hidden[table.shell.id]) for outcome in outcomes for table in outcome.sheet.tables},
        "systems": [_system(outcome) for outcome in outcomes],
        "proposals": list(PROPOSALS) if verdict == "red" else [],
    }


def _ledger(outcomes: Sequence[Outcome], ledger: Sequence[ReleasedTable]) -> list[dict[str, Any]]:
    """Every delivery in scope, by table: whether it shares a system with the order, and whether its numbers contradict the order's."""
    joined = {one.id for outcome in outcomes for one in outcome.sheet.earlier}
    contradicting = {name for outcome in outcomes for name in outcome.sheet.contradicting}
    return [
        {"table": one.id, "snapshot": one.snapshot, "cells": len(one.cells), "joined": one.id in joined, "contradicts": one.id in contradicting}
        for one in sorted(ledger, key=lambda one: one.id)
    ]


def _table(table: CountTable, found: Mapping[CellKey, HiddenCell]) -> dict[str, Any]:
    primary = sum(cell.status == "primary" for cell in found.values())
    persons = sum(count.persons for count in table.cells.values())
    lost = sum(table.cells[key].persons for key in found)
    return {
        "cells": len(table.cells),
        "primary": primary,
        "secondary": len(found) - primary,
        "hidden_share": round(len(found) / max(len(table.cells), 1), 4),
        "hidden_persons_share": round(lost / persons, 4) if persons else 0.0,
        "notes": dict(sorted(table.notes.items())),
    }


def _system(outcome: Outcome) -> dict[str, Any]:
    sheet = outcome.sheet
    return {
        "tables": [table.shell.id for table in sheet.tables],
        "people": dict(sorted(sheet.people.items())),
        "earlier": [one.id for one in sheet.earlier],
        "cells": len(sheet.system.keys),
        "complements": int((~sheet.system.ordered).sum()),
        "relations": _relation_counts(sheet),
        "relations_not_used": list(sheet.dropped_relations),
        "is_minimised": outcome.is_minimised,
        "refusal": outcome.refusal,
        "ledger_conflicts": [_name(sheet, at) for at in sheet.conflicts],
        "groups": [{"cell": "|".join(one.cell), "share": one.share, "size": one.size, "hidden": one.is_hidden} for one in sheet.told],
        "not_protected": [{"cell": _name(sheet, need.cell), "relation": blocking_relation(sheet, need.cell)} for need in outcome.blocked],
        "attack": _attack(outcome),
    }


def _relation_counts(sheet: Sheet) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in (*sheet.system.equal_names, *sheet.system.at_most_names):
        counts[f"{name.dimension}.{name.kind}"] = counts.get(f"{name.dimension}.{name.kind}", 0) + 1
    return dict(sorted(counts.items()))


def _attack(outcome: Outcome) -> dict[str, Any]:
    report, sheet = outcome.report, outcome.sheet
    if report is None:
        return {"is_fully_audited": False, "readings": [], "breaches": []}
    kinds = sorted({breach.kind for breach in report.breaches})
    return {
        "is_fully_audited": "unfinished" not in kinds,
        "readings": list(report.readings),
        "linear_programmes": report.solved,
        "hidden": int(outcome.hidden.sum()),
        "exact": sum(breach.kind == "exact" for breach in report.breaches),
        "complements_checked": int((~sheet.system.ordered).sum()),
        "breaches": [
            {"kind": breach.kind, "cell": _name(sheet, breach.cell), "insider": None if breach.other is None else _name(sheet, breach.other), "how": breach.how}
            for breach in report.breaches
        ],
        "narrowest": _narrowest(outcome),
    }


def _narrowest(outcome: Outcome) -> list[dict[str, Any]]:
    """The hidden cells with the least room; `at_least`: the search stopped when enough room was shown."""
    report, sheet = outcome.report, outcome.sheet
    if report is None:
        return []
    cells = np.flatnonzero(outcome.hidden)
    width = (report.high - report.low)[cells]
    order = sorted(range(len(cells)), key=lambda at: (float(width[at]), int(cells[at])))[:NARROWEST]
    return [
        {
            "cell": _name(sheet, int(cells[at])),
            "low": _end(report.low[cells[at]]),
            "high": _end(report.high[cells[at]]),
            "at_least": not bool(report.is_end[cells[at]]),
            "status": "primary" if sheet.cells.primary[cells[at]] else "secondary",
        }
        for at in order
    ]


def _end(value: float) -> int | None:
    return int(value) if np.isfinite(value) else None


def _name(sheet: Sheet, at: int) -> str:
    return "|".join(sheet.system.keys[at])


def blocking_relation(sheet: Sheet, cell: int) -> str:
    """The relation through a cell that leaves the fewest other cells to move, as `breakdown: parent`; empty when it stands in none."""
    system = sheet.system
    rows = system.equal[:, [cell]].nonzero()[0]
    if not len(rows):
        return ""
    movable = (~system.ordered | (sheet.cells.truth != 0)).astype(np.float64)
    counts = abs(system.equal[rows]) @ movable
    name = system.equal_names[int(rows[int(np.argmin(counts))])]
    return f"{name.dimension}: {'|'.join(name.parent)}"


def cells_csv(protection: Protection, table: CountTable) -> str:
    """`evidence/<table>.cells.csv`: one row a cell with value, persons, companies, status, rule, what it protects and the attacked interval."""
    name = table.shell.id
    outcome = next(outcome for outcome in protection.outcomes if name in outcome.sheet.places)
    places, hidden = outcome.sheet.places[name], protection.hidden[name]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    head = [breakdown.id for breakdown in table.shell.breakdowns]
    writer.writerow([*head, "value", "persons", "companies", "status", "rule", "protects", "low", "high", "is_end"])
    for key in table.shell.keys():
        count, cell, at = table.cells[key], hidden.get(key), places[key]
        interval = _interval(outcome, at) if cell else ["", "", ""]
        why = [cell.status, cell.reason, " ".join(cell.protects)] if cell else ["safe", "", ""]
        writer.writerow([*key, count.value, count.persons, "" if count.companies is None else count.companies, *why, *interval])
    return text.getvalue()


def _interval(outcome: Outcome, at: int) -> list[str]:
    if outcome.report is None:
        return ["", "", ""]
    ends = [_end(outcome.report.low[at]), _end(outcome.report.high[at])]
    return [*("" if end is None else str(end) for end in ends), "true" if outcome.report.is_end[at] else "false"]


def relations_document(shell: TableShell) -> dict[str, Any]:
    """`evidence/<table>.relations.json`: per breakdown child → parent, so that any outsider's program can attack the same table."""
    found = {}
    for breakdown in shell.breakdowns:
        dimension = make_dimension(dimension_of(breakdown.id, [shell]), [Placed("", breakdown, margin_code(breakdown), {})], {})
        codes = set(breakdown.codes)
        links = [_printed(link) for link in dimension.links]
        kept = [link for link in links if link.parent in codes or dimension.is_complete]
        if kept:
            found[breakdown.id] = write_hierarchy(kept)
    return found


def _printed(link: Link) -> Link:
    """A limited margin is printed as the total."""
    return Link(TOTAL if link.parent.startswith(TOTAL) else link.parent, link.children, link.kind)
