"""A code list as plain files: CSV and TSV with a row per code, JSON with everything that is known of the version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.code_lists.saved import ListVersion
from common.database import stamp
from exports.plain_files import safe_text, write_csv, write_json
from metadata.codes import get_shape
from metadata.model.code_system import CodeEdition, best_title

COLUMNS = ("code", "shown", "title_sv", "title_en")


@dataclass(frozen=True)
class CodeLine:
    """One code: as stored, as people read it, its titles in the edition."""

    code: str
    shown: str
    title_sv: str
    title_en: str


def code_lines(system: str, codes: Sequence[str], editions: Sequence[CodeEdition]) -> list[CodeLine]:
    """A line per code in the order given, titled by the first edition that has a title in the language; empty where none knows the code."""
    shape = get_shape(system)
    return [CodeLine(code, shape.show(code), best_title(editions, code, "sv"), best_title(editions, code, "en")) for code in codes]


def write_code_csv(lines: Sequence[CodeLine]) -> bytes:
    """Comma, UTF-8 with a byte order mark, since spreadsheets would else spoil å, ä and ö."""
    return b"\xef\xbb\xbf" + write_csv(COLUMNS, ((line.code, line.shown, safe_text(line.title_sv), safe_text(line.title_en)) for line in lines))


def write_code_tsv(lines: Sequence[CodeLine]) -> bytes:
    """Tabs, UTF-8, no quotes: for statistical programs and for pasting into a spreadsheet."""
    rows = [COLUMNS, *((line.code, line.shown, safe_text(line.title_sv), safe_text(line.title_en)) for line in lines)]
    return "".join("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row) + "\n" for row in rows).encode()


def write_code_json(version: ListVersion, lines: Sequence[CodeLine], address: str) -> bytes:
    """The version with its hashes, signature and codes; `address`: its public address."""
    signature = version.signature
    return write_json({
        "code_list": 1, "address": address, "name": version.name, "version": version.number, "system": version.system, "edition": version.edition,
        "expr": version.expr, "normal_form": version.normal, "n_codes": version.count, "expansion_sha256": version.expansion_sha256,
        "content_sha256": version.content_sha256, "note": version.note, "saved_by": version.saved_by_name, "saved_at": stamp(version.saved_at),
        "signed": {"name": signature.name, "capacity": signature.title, "at": stamp(signature.at)} if signature else None,
        "codes": [{"code": line.code, "shown": line.shown, "title": {"sv": line.title_sv, "en": line.title_en}} for line in lines],
    })
