"""Reasons for prescribing in the neutral set of tables: reasons, purposes, their links, drugs, reasons for change (codes.md 8)."""

from __future__ import annotations

from catalog.importers.draft import Draft, Link, RawRow, parse_day
from catalog.importers.text import TextFile

_TABLES = {
    ("sctid", "term"): "reasons", ("sctid", "purpose_id"): "reason_purpose", ("sctid", "npl_id", "atc"): "reason_drug",
    ("id", "text"): "purposes", ("code", "text"): "change_reasons",
}


def table_of(header: list[str]) -> str | None:
    """Which table of the set a header belongs to; None for none."""
    names = [name.lower() for name in header]
    return next((table for columns, table in _TABLES.items() if tuple(names[: len(columns)]) == columns and "from" in names), None)


def read(file: TextFile, table: str, draft: Draft) -> None:
    """The rows of one table. Identifiers are text and never parsed as numbers."""
    draft.system = draft.system or "NKOO"
    for place, cells in file.records():
        try:
            first, last = parse_day(cells["from"]), parse_day(cells.get("to", ""))
        except ValueError:
            draft.refuse("codes.error.day", place, text=cells["from"][:20])
            continue
        if table == "reasons":
            draft.rows.append(RawRow(place, cells["sctid"], cells["term"], valid_from=first, valid_to=last))
        elif table == "purposes":
            draft.links.append(Link("purpose_text", cells["id"], "", cells["text"], first, last))
        elif table == "change_reasons":
            draft.links.append(Link("change_reason", cells["code"], "", cells["text"], first, last))
        elif table == "reason_purpose":
            draft.links.append(Link("purpose", cells["sctid"], cells["purpose_id"], place, first, last))
        else:
            draft.links.append(Link("drug", cells["sctid"], cells["atc"] or cells["npl_id"], place, first, last))


def check_links(draft: Draft) -> None:
    """Notes every link to a reason or purpose that the set does not hold (`codes.error.unknown_reference`)."""
    reasons = {row.code for row in draft.rows}
    purposes = {link.code for link in draft.links if link.kind == "purpose_text"}
    for link in draft.links:
        missing = [link.code] if link.kind in ("purpose", "drug") and link.code not in reasons else []
        missing += [link.target] if link.kind == "purpose" and link.target not in purposes else []
        for key in missing:
            draft.refuse("codes.error.unknown_reference", link.text, key=key)
