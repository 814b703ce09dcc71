"""The door: tables, policy and earlier releases in; what is hidden, why, and the proof out. No clock, no file, no chance."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from jobs.disclosure.dimensions import Groupings
from jobs.disclosure.evidence import describe
from jobs.disclosure.kin import Counted
from jobs.disclosure.ledger import ReleasedTable
from jobs.disclosure.minimise import minimise
from jobs.disclosure.needs import Need
from jobs.disclosure.outcome import HiddenCell, Outcome, Protection
from jobs.disclosure.rounded import protect_rounded
from jobs.disclosure.secondary import OutOfTime, Protector
from jobs.disclosure.sheets import Sheet, make_sheets
from jobs.disclosure.verdict import attack_pattern, judge
from metadata.model.policy import DisclosurePolicy
from metadata.model.table import CellKey, CountTable


def protect(
    tables: Sequence[CountTable], policy: DisclosurePolicy, ledger: Sequence[ReleasedTable] = (), *,
    groupings: Groupings | None = None, counted: Mapping[str, Counted] | None = None,
) -> Protection:  # fmt: skip
    """Protects all tables of an order together. `groupings`: coarser codes over finer ones that two breakdowns share (regions over counties).

    `counted`: table id → whom it counts; tables are joined wherever the people of one lie among those of another, and their difference is a cell too.
    Where it is not given, the shell's phrase stands for it, and tables of one phrase that disagree about a cell are kept apart.

    Raises RelationBroken when the numbers do not add up. Whatever cannot be protected ends in the verdict red, never in a silent release.
    """
    sheets, unjudged = make_sheets(tables, policy, ledger, groupings or {}, counted or {})
    deadline = time.monotonic() + policy.secondary.time_limit_s
    outcomes = [_protect_sheet(sheet, policy, deadline) for sheet in sheets]
    return _conclude(outcomes, policy, ledger, unjudged)


def _protect_sheet(sheet: Sheet, policy: DisclosurePolicy, deadline: float) -> Outcome:
    if len(sheet.system.keys) > policy.secondary.max_cells:
        return _refused(sheet, "max_cells")
    if policy.method == "round5":
        return _round_sheet(sheet, deadline)
    protector = Protector(sheet.cells, sheet.carried, deadline)
    try:
        protector.run()
    except OutOfTime:
        return _refused(sheet, "time_limit")
    is_minimised = minimise(protector)
    return Outcome(sheet, protector.hidden, dict(protector.protects), tuple(protector.blocked), attack_pattern(sheet.cells, protector.hidden), is_minimised)


def _round_sheet(sheet: Sheet, deadline: float) -> Outcome:
    """Counts rounded; amounts have no nearest five and are refused."""
    if any(table.shell.unit == "amount" for table in sheet.tables):
        return _refused(sheet, "method")
    hidden, protects, blocked, report = protect_rounded(sheet.cells, lambda: time.monotonic() > deadline)
    return Outcome(sheet, hidden, protects, tuple(Need(at, ()) for at in blocked), report, False)


def _refused(sheet: Sheet, refusal: str) -> Outcome:
    """Nothing of a sheet that was not protected is shown but its zeros."""
    return Outcome(sheet, sheet.system.ordered & (sheet.cells.truth != 0), {}, (), None, False, refusal)


def _conclude(outcomes: Sequence[Outcome], policy: DisclosurePolicy, ledger: Sequence[ReleasedTable], unjudged: tuple[str, ...]) -> Protection:
    hidden = {table.shell.id: _reasons(outcome, table) for outcome in outcomes for table in outcome.sheet.tables}
    cells = sum(len(outcome.sheet.places[name]) for outcome in outcomes for name in outcome.sheet.places)
    verdict = judge(
        [outcome.report for outcome in outcomes if outcome.report is not None],
        is_blocked=any(outcome.refusal or outcome.blocked or outcome.sheet.conflicts or outcome.sheet.contradicting for outcome in outcomes),
        hidden_share=sum(len(found) for found in hidden.values()) / max(cells, 1),
        tells_of_all=any(not one.is_hidden for outcome in outcomes for one in outcome.sheet.told),
        has_dropped=bool(unjudged) or any(outcome.sheet.dropped_relations for outcome in outcomes),
    )
    evidence = describe(outcomes, hidden, policy, verdict, ledger, unjudged)
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
