"""The machine's evidence as panels of labelled values (disclosure.md 11); what the run did not write is not shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jobs.review.lookup import ReviewCase
from metadata.model.table import MARK, CellKey
from web.language import t


@dataclass(frozen=True)
class Panel:
    """One panel: id, and its rows as label and value."""

    id: str
    rows: tuple[tuple[str, str], ...]


def panels(evidence: Mapping[str, Any]) -> list[Panel]:
    """Attack, loss, tables protected together, earlier deliveries and method, in the order a reviewer reads them."""
    found = [Panel("attack", tuple(_attack(evidence))), Panel("loss", tuple(_loss(evidence))), Panel("narrowest", tuple(_narrowest(evidence)))]
    found += [Panel("groups", tuple(_groups(evidence))), Panel("joint", tuple(_joint(evidence))), Panel("ledger", tuple(_ledger(evidence))), Panel("method", tuple(_method(evidence)))]
    return [panel for panel in found if panel.rows]


def reasons(case: ReviewCase, seen: Mapping[str, Any] | None) -> dict[str, dict[CellKey, str]]:
    """Hidden cells of each table by the policy's own predicate: `primary` when the cell hides itself, else `secondary`. Empty until the true numbers are seen."""
    return {table.shell.id: dict(_reasons(case, table, (seen or {}).get(table.shell.id))) for table in case.result.tables}


def _reasons(case: ReviewCase, table: Any, unprotected: Mapping[str, Any] | None) -> Iterator[tuple[CellKey, str]]:
    if unprotected is None:
        return
    hidden = {cell.key for cell in table.cells if cell.mark == MARK}
    ids = [breakdown.id for breakdown in table.shell.breakdowns]
    for key, _value, persons in unprotected["cells"]:
        if tuple(key) in hidden:
            yield tuple(key), "primary" if case.spec.policy.hides(persons, ids) else "secondary"


def _attack(evidence: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for system in evidence.get("systems", ()):
        attack = system.get("attack") or {}
        name = ", ".join(system.get("tables", ()))
        yield t("web.review.attack_exact", tables=name), t("web.review.of", number=attack.get("exact", 0), whole=attack.get("hidden", 0))
        yield t("web.review.attack_audited", tables=name), t("web.layout.yes") if attack.get("is_fully_audited") else t("web.layout.no")
        yield t("web.review.attack_readings", tables=name), ", ".join(_reading(one) for one in attack.get("readings", ())) or "–"
        yield t("web.review.attack_complements", tables=name), str(attack.get("complements_checked", 0))
        for breach in attack.get("breaches", ()):
            yield t("web.review.attack_breach", kind=breach.get("kind", "")), str(breach.get("cell", ""))
        for gap in system.get("not_protected", ()):
            yield t("web.review.not_protected"), f"{gap.get('cell', '')} ({gap.get('relation', '')})"
    for proposal in evidence.get("proposals", ()):
        yield t("web.review.proposal"), t(f"web.review.proposal.{proposal}")


READINGS = {"marks at least 0": "web.review.reading.from_zero", "marks at least 1": "web.review.reading.from_one", "insiders": "web.review.reading.insiders"}
"""The readings of the attack by the name the engine gives them."""


def _reading(name: str) -> str:
    return t(READINGS[name]) if name in READINGS else name


def _loss(evidence: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, table in evidence.get("tables", {}).items():
        hidden = table.get("primary", 0) + table.get("secondary", 0)
        yield t("web.review.loss_cells", table=name), t("web.review.loss_value", number=hidden, whole=table.get("cells", 0), share=_percent(table.get("hidden_share")))
        yield t("web.review.loss_split", table=name), t("web.review.loss_parts", primary=table.get("primary", 0), secondary=table.get("secondary", 0))
        yield t("web.review.loss_persons", table=name), _percent(table.get("hidden_persons_share"))
        for note, number in (table.get("notes") or {}).items():
            yield t("web.review.note", note=note), str(number)


def _narrowest(evidence: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for system in evidence.get("systems", ()):
        for one in (system.get("attack") or {}).get("narrowest", ()):
            top = "∞" if one.get("high") is None else one["high"]
            yield str(one.get("cell", "")), t("web.review.interval", low=one.get("low", 0), high=top)


def _ledger(evidence: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "ledger_cells" in evidence:
        yield t("web.review.ledger_cells"), str(evidence["ledger_cells"])
    for one in evidence.get("ledger", ()):
        state = "contradicts" if one.get("contradicts") else "joined" if one.get("joined") else "apart"
        yield str(one.get("table", "")), t(f"web.review.ledger.{state}", cells=one.get("cells", 0), snapshot=one.get("snapshot", ""))
    for system in evidence.get("systems", ()):
        for cell in system.get("ledger_conflicts", ()):
            yield t("web.review.ledger_conflict"), str(cell)


def _joint(evidence: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Which tables were protected together, whose people they count, and which relations the numbers contradict."""
    for system in evidence.get("systems", ()):
        name = ", ".join(system.get("tables", ()))
        if len(system.get("tables", ())) > 1 or system.get("earlier"):
            yield t("web.review.joint"), ", ".join((name, *system.get("earlier", ())))
        for table, who in (system.get("people") or {}).items():
            yield t("web.review.joint_people", table=table), str(who)
        number = (system.get("relations") or {}).get("difference.sum")
        if number:
            yield t("web.review.joint_differences", tables=name), str(number)
        for relation in system.get("relations_not_used", ()):
            yield t("web.review.joint_unused"), str(relation)
    for table in evidence.get("not_comparable", ()):
        yield t("web.review.joint_unjudged"), str(table)


def _groups(evidence: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Cells that say something of everyone in a group."""
    for system in evidence.get("systems", ()):
        for one in system.get("groups", ()):
            state = t("web.review.group_hidden") if one.get("hidden") else t("web.review.group_shown")
            yield str(one.get("cell", "")), t("web.review.group", share=one.get("share", 0), size=one.get("size", 0), state=state)


def _method(evidence: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "policy" in evidence:
        yield t("web.review.policy"), str(evidence["policy"])
        yield t("web.review.policy_hash"), str(evidence.get("policy_hash", ""))[:16]
        yield t("web.review.method"), f"{evidence.get('method', '')}, {evidence.get('engine', '')}"


def _percent(share: Any) -> str:
    return "–" if share is None else f"{float(share) * 100:.1f}\u00a0%".replace(".", t("web.layout.decimal"))
