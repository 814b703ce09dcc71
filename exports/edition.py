"""One edition of a code system as rows for others (metadata-exchange.md 9): hierarchy always, labels only where they are ours to publish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from exports.plain_files import safe_text, write_csv, write_json
from metadata.model.code_system import Code, CodeEdition, CodeSystem

COLUMNS = ("code", "parent", "level", "label_sv", "label_en", "validFrom", "validUntil", "observedOnly")


class EditionRow(NamedTuple):
    """A code, block or chapter. Labels are empty where the owner has not let us publish them; `valid_until` is the first day it no longer holds."""

    code: str
    parent: str
    level: int
    label_sv: str
    label_en: str
    valid_from: str
    valid_until: str


def edition_rows(edition: CodeEdition) -> list[EditionRow]:
    """Everything the edition lists, ended codes too, in code-point order; a code that two parts share is one row.

    An authority's list gives notation and hierarchy alone until its owner has said that labels may be published; a sample's words are the product's own.
    """
    return [_row(edition, code, edition.find(code)) for code in sorted({entry.code for entry in edition.entries})]


def write_edition_csv(rows: Sequence[EditionRow]) -> bytes:
    """Comma, UTF-8 with a byte order mark, since spreadsheets would else spoil å, ä and ö."""
    cells = (
        (row.code, row.parent, str(row.level), safe_text(row.label_sv), safe_text(row.label_en), row.valid_from, row.valid_until, "false") for row in rows
    )
    return b"\xef\xbb\xbf" + write_csv(COLUMNS, cells)


def write_edition_json(system: CodeSystem, edition: CodeEdition, rows: Sequence[EditionRow], address: str) -> bytes:
    """The edition with its owner and terms; `address`: its lasting address."""
    return write_json({
        "uri": address, "system": system.id, "edition": edition.label, "name": {"sv": system.label.sv, "en": system.label.en},
        "publisher": {"sv": system.owner.sv, "en": system.owner.en}, "rights": {"sv": system.licence_note.sv, "en": system.licence_note.en},
        "labelsPublished": edition.is_sample, "validFrom": edition.valid_from.isoformat() if edition.valid_from else None, "sha256": edition.sha256,
        "codes": [dict(zip(COLUMNS, (*row[:5], row.valid_from or None, row.valid_until or None, False), strict=True)) for row in rows],
    })


def _row(edition: CodeEdition, code: str, entries: Sequence[Code]) -> EditionRow:
    first, last = [entry.valid_from for entry in entries], [entry.valid_to for entry in entries]
    above = edition.above(code)
    sv, en = (" / ".join(dict.fromkeys(filter(None, titles))) if edition.is_sample else "" for titles in zip(*((one.title_sv, one.title_en) for one in entries), strict=True))
    return EditionRow(
        code, (above[-1] if above else edition.parent_of(code)) or "", entries[0].level, sv, en,
        min(one for one in first if one).isoformat() if all(first) else "",
        (max(one for one in last if one) + timedelta(days=1)).isoformat() if all(last) else "",
    )
