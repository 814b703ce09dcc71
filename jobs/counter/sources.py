"""Where the rows of a register lie that compute does not know itself: read off its description in the catalogue."""

from __future__ import annotations

from collections.abc import Collection

from assistant.specification.code_rows import coded_variables
from catalog.lookup import Catalogue
from catalog.stored_tables import stored_tables
from jobs.spec import RowSource
from metadata.model.stored import StoredTable

KNOWN = frozenset({"lmed", "par_in", "par_out"})
ATTRIBUTES = ("LK", "ALDER", "KON")
POSITIONS = {"main": ("main",), "any": ("main", "secondary"), "cause": ("cause",)}


def row_source(catalogue: Catalogue, register_code: str, systems: Collection[str], position: str | None, person: str | None) -> RowSource | None:
    """The table that holds the codes of the systems, else the register's first; None for a register without a table.

    `person`: the part in the row (mother, child) whose rows they are; else the first person of the description.
    """
    tables = stored_tables(catalogue, register_code)
    if not tables:
        return None
    coded = set(coded_variables(register_code, systems, catalogue)) if systems else set()
    series = {one.column_name: one.series or one.column_name for one in catalogue.variables(register_code)}
    table = next((one for one in tables if any(series[column.name] in coded for column in one.columns)), tables[0])
    long = next((one for one in table.code_tables if any(series[name] in coded for name, _position in one.columns)), None)
    plain = tuple(column.name for column in table.columns if column.is_kept and series[column.name] in coded)
    return RowSource(
        register_code=register_code, table=table.name, date=table.date_column, row=table.row_key, person=_person(table, person),
        columns=() if long is not None else plain, codes=long.table if long is not None else None,
        positions=POSITIONS.get(position or "", ()) if long is not None and long.with_position else (),
        attributes=tuple(name for name in ATTRIBUTES if any(column.name == name and column.is_kept for column in table.columns)),
    )


def _person(table: StoredTable, role: str | None) -> str:
    return next((one.stored_as for one in table.persons if role is not None and one.role == role), table.persons[0].stored_as)
