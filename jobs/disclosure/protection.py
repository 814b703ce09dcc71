"""The door: tables, policy and earlier releases in; what is hidden, why, and the proof out. No clock, no file, no chance."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import numpy as np

from jobs.disclosure.dimensions import Groupings
from jobs.disclosure.evidence import describe
from jobs.disclosure.ledger import LedgerCell
from jobs.disclosure.minimise import minimise
from jobs.disclosure.outcome import HiddenCell, Outcome, Protection
from jobs.disclosure.secondary import OutOfTime, Protector
from jobs.disclosure.sheets import Sheet, make_sheets
from jobs.disclosure.system import Booleans
from jobs.disclosure.verdict import attack_pattern, judge
from metadata.model.policy import DisclosurePolicy
from metadata.model.table import CellKey, CountTable


def protect(
    tables: Sequence[CountTable], policy: DisclosurePolicy, ledger: Sequence[LedgerCell] = (), *,
    groupings: Groupings | None = None, populations: Mapping[str, str] | None = None,
) -> Protection:  # fmt: skip
    """Protects all tables of an order together. `groupings`: coarser codes over finer ones that two breakdowns share (regions over counties).

    `populations`: table id → identity of who is counted and how (cohort, events, options); tables with equal identity share their cells. Where it is
    not given, the shell's phrase stands for it, and tables of one phrase that disagree about a cell are kept apart.

    Raises RelationBroken when the numbers do not add up. Whatever cannot be protected ends in the verdict red, never in a silent release.
    """
    sheets = make_sheets(tables, policy, ledger, groupings or {}, populations or {})
    deadline = time.monotonic() + policy.secondary.time_limit_s
    outcomes: list[Outcome] = []
    for group in _sharing(sheets):
        outcomes += _protect_group(group, policy, deadline)
    return _conclude(sorted(outcomes, key=lambda outcome: outcome.sheet.tables[0].shell.id), policy, ledger)


def _sharing(sheets: Sequence[Sheet]) -> list[list[Sheet]]:
    """Sheets that count the same persons in the same cells hide the same cells (disclosure.md 4.4)."""
    groups: list[list[Sheet]] = []
    for sheet in sheets:
        home = next((group for group in groups if all(_same_people(sheet, other) for other in group)), None)
        if home is None:
            groups.append([sheet])
        else:
            home.append(sheet)
    return groups


def _address(sheet: Sheet) -> dict[tuple[tuple[str, str], ...], int]:
    names = [dimension.id for dimension in sheet.system.dimensions]
    return {
        tuple((name, code) for name, code in zip(names, key, strict=True) if code != "total"): at
        for at, key in enumerate(sheet.system.keys)
        if sheet.system.ordered[at]
    }


def _same_people(first: Sheet, second: Sheet) -> bool:
    if first.contributors != second.contributors:
        return False
    mine, theirs = _address(first), _address(second)
    common = mine.keys() & theirs.keys()
    return bool(common) and all(first.persons[mine[place]] == second.persons[theirs[place]] for place in common)


def _protect_group(group: Sequence[Sheet], policy: DisclosurePolicy, deadline: float) -> list[Outcome]:
    if sum(len(sheet.system.keys) for sheet in group) > policy.secondary.max_cells:
        return [_refused(sheet, "max_cells") for sheet in group]
    try:
        protectors = _run_together(group, deadline)
    except OutOfTime:
        return [_refused(sheet, "time_limit") for sheet in group]
    is_minimised = len(group) == 1
    if is_minimised:
        minimise(protectors[0])
    return [
        Outcome(sheet, found.hidden, dict(found.protects), tuple(found.blocked), attack_pattern(sheet.cells, found.hidden), is_minimised)
        for sheet, found in zip(group, protectors, strict=True)
    ]


def _run_together(group: Sequence[Sheet], deadline: float) -> list[Protector]:
    """Each sheet's marks are carried to the others until none adds any."""
    addresses = [_address(sheet) for sheet in group]
    shared = {place for sheet, address in zip(group, addresses, strict=True) for place, at in address.items() if sheet.cells.primary[at]}
    while True:
        protectors = []
        before = len(shared)
        for sheet, address in zip(group, addresses, strict=True):
            protector = Protector(sheet.cells, _forced(sheet, address, shared), deadline)
            protector.run()
            protectors.append(protector)
            shared |= {place for place, at in address.items() if protector.hidden[at]}
        if len(group) == 1 or len(shared) == before:
            return protectors


def _forced(sheet: Sheet, address: Mapping[tuple[tuple[str, str], ...], int], shared: set[tuple[tuple[str, str], ...]]) -> Booleans:
    forced = sheet.carried.copy()
    places = np.array(sorted(at for place, at in address.items() if place in shared), dtype=np.int64)
    forced[places] = True
    forced &= sheet.cells.truth != 0
    return forced


def _refused(sheet: Sheet, refusal: str) -> Outcome:
    """Nothing of a sheet that was not protected is shown but its zeros."""
    return Outcome(sheet, sheet.system.ordered & (sheet.cells.truth != 0), {}, (), None, False, refusal)


def _conclude(outcomes: Sequence[Outcome], policy: DisclosurePolicy, ledger: Sequence[LedgerCell]) -> Protection:
    hidden = {table.shell.id: _reasons(outcome, table) for outcome in outcomes for table in outcome.sheet.tables}
    cells = sum(len(outcome.sheet.places[name]) for outcome in outcomes for name in outcome.sheet.places)
    verdict = judge(
        [outcome.report for outcome in outcomes if outcome.report is not None],
        is_blocked=any(outcome.refusal or outcome.blocked or outcome.sheet.conflicts for outcome in outcomes),
        hidden_share=sum(len(found) for found in hidden.values()) / max(cells, 1),
        has_dropped=any(outcome.sheet.dropped_relations for outcome in outcomes),
    )
    evidence = describe(outcomes, hidden, policy, verdict, len(ledger))
    return Protection(hidden, verdict, policy, evidence, tuple(outcomes))


def _reasons(outcome: Outcome, table: CountTable) -> dict[CellKey, HiddenCell]:
    sheet = outcome.sheet
    names = {at: key for key, at in sheet.places[table.shell.id].items()}
    found = {}
    for at, key in sorted(names.items()):
        if not outcome.hidden[at]:
            continue
        if at in sheet.reasons:
            found[key] = HiddenCell("primary", sheet.reasons[at])
            continue
        target = outcome.protects.get(at)
        kept = () if target is None else ("|".join(sheet.system.keys[target]),)
        found[key] = HiddenCell("secondary", "cover" if kept else outcome.refusal or "shared", kept)
    return found
