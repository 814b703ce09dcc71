"""The variable list as one file: the authority's sheet as CSV, and everything as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.variable_list.listed import VariableList
from assistant.variable_list.rows import COLUMNS, ListRow
from exports.plain_files import safe_text, write_csv, write_json


def write_list_csv(rows: Sequence[ListRow]) -> bytes:
    """A header and a row per entry; UTF-8 with a byte order mark, since spreadsheets would else spoil å, ä and ö."""
    return b"\xef\xbb\xbf" + write_csv(COLUMNS, (tuple(map(safe_text, row.cells)) for row in rows))


def write_list_json(listed: VariableList) -> bytes:
    """The entries as the order document would write them, and the project."""
    entries = [
        {
            "register": entry.register_code, "name": entry.variable, "first_year": entry.first_year, "last_year": entry.last_year,
            "codes": {"system": entry.system, "expr": entry.expr} if entry.expr else None, "all_codes": entry.all_codes,
            "role": entry.role, "why": entry.why,
        }
        for entry in listed.entries
    ]
    return write_json({"variable_list": 1, "variables": entries, "project": listed.project.model_dump()})
