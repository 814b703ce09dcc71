"""The tables of a snapshot: folder, columns with types, and order of rows, as `registers.md` and `interfaces.md` name them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from metadata.model.stored import StoredCodes, StoredRegister, StoredTable

INT, LONG, TEXT, DAY, MOMENT = pa.int32(), pa.int64(), pa.string(), pa.date32(), pa.timestamp("us")
THOUSANDTHS, MONEY = pa.decimal128(12, 3), pa.decimal128(12, 2)

DEATH_CAUSES = 48
DIAGNOSES, CAUSES, PROCEDURES = 30, 7, 30


@dataclass(frozen=True)
class TableLayout:
    """One table: `folder` within the snapshot, the register it belongs to, columns in order, sort order, and how files are cut by year.

    `partition`: `hive` (folders `year=2019`), `file` (files `2019.parquet`) or `whole` (one file).
    """

    name: str
    register_code: str
    folder: str
    columns: tuple[tuple[str, pa.DataType], ...]
    order: tuple[str, ...]
    partition: str = "hive"

    @property
    def schema(self) -> pa.Schema:
        """The columns as an Arrow schema."""
        return pa.schema(list(self.columns))

    def path(self, year: int | None, part: str = "part-000") -> str:
        """Path of a file of the table within the snapshot."""
        if self.partition == "hive":
            return f"{self.folder}/year={year}/{part}.parquet"
        if self.partition == "file":
            return f"{self.folder}/{year}.parquet" if part == "part-000" else f"{self.folder}/{year}-{part}.parquet"
        return f"{self.folder}/{part}.parquet"


LMED = (
    ("person", LONG), ("ATC", TEXT), ("EDATUM", DAY), ("FDATUM", DAY), ("ANTAL", THOUSANDTHS), ("ddd", THOUSANDTHS), ("dddenhet", TEXT),
    ("forpddd", THOUSANDTHS), ("fddd", THOUSANDTHS), ("TKOST", MONEY), ("LKOST", MONEY), ("PKOST", MONEY), ("VARUNR", INT), ("NPLPACKID", TEXT),
    ("produkt", TEXT), ("lnmn", TEXT), ("subnamn", TEXT), ("lform", TEXT), ("forps", TEXT), ("antnum", THOUSANDTHS), ("styrkalf", TEXT),
    ("styrknum", THOUSANDTHS), ("styrkaenhet", TEXT), ("OTYP", TEXT), ("YRKE", TEXT), ("SPKOD1", INT), ("SPKOD2", INT), ("SPKOD3", INT),
    ("VERKS", TEXT), ("arbetspl_lopnr", TEXT), ("ALDER", INT), ("LK", TEXT), ("AR", INT), ("row_no", LONG),
)
CONTACT = (
    ("contact", LONG), ("person", LONG), ("INDATUM", DAY), ("UTDATUM", DAY), ("AR", INT), ("SJUKHUS", TEXT), ("MVO", TEXT), ("ALDER", INT),
    ("KON", INT), ("LK", TEXT), ("slutrapporterad", TEXT),
)
DIAGNOSIS = (("contact", LONG), ("person", LONG), ("date", DAY), ("position", TEXT), ("code", TEXT))
PROCEDURE = (("contact", LONG), ("person", LONG), ("date", DAY), ("code", TEXT))
DEATH = (
    ("person", LONG), ("DODSDAT", TEXT), ("DODSDATN", DAY), ("AR", INT), ("ICD", TEXT), ("ULORSAK", TEXT), ("KON", INT), ("ALDER", INT), ("LK", TEXT),
    *((f"MORSAK{number}", TEXT) for number in range(1, DEATH_CAUSES + 1)), *((f"RO{number}", TEXT) for number in range(1, DEATH_CAUSES + 1)),
)
TABLES: dict[str, TableLayout] = {
    layout.name: layout
    for layout in (
        TableLayout("lmed", "lmed", "lmed", LMED, ("ATC", "person", "EDATUM", "row_no")),
        TableLayout(
            "lmed_products", "lmed", "lmed_products", (("NPLPACKID", TEXT), ("VARUNR", INT), ("ATC", TEXT), ("company", TEXT), ("from", DAY), ("to", DAY)),
            ("ATC", "NPLPACKID"), "whole",
        ),
        TableLayout("par_in", "par_in", "par_in", (*CONTACT, ("INSATT", TEXT), ("UTSATT", TEXT), ("PVARD", TEXT)), ("person", "UTDATUM", "contact")),
        TableLayout("par_in_dia", "par_in", "par_in_dia", DIAGNOSIS, ("code", "person", "date", "contact")),
        TableLayout("par_in_op", "par_in", "par_in_op", PROCEDURE, ("code", "person", "date", "contact")),
        TableLayout(
            "par_out", "par_out", "par_out", (*CONTACT, ("ed_arrival", MOMENT), ("ed_doctor", MOMENT), ("ed_leave", MOMENT)), ("person", "INDATUM", "contact"),
        ),
        TableLayout("par_out_dia", "par_out", "par_out_dia", DIAGNOSIS, ("code", "person", "date", "contact")),
        TableLayout("par_out_op", "par_out", "par_out_op", PROCEDURE, ("code", "person", "date", "contact")),
        TableLayout("dors", "dors", "dors", DEATH, ("person",)),
        TableLayout(
            "person_years", "population", "population/person_years", (("person", LONG), ("year", INT), ("KON", INT), ("FODDAT", DAY), ("LK", TEXT)),
            ("person",), "file",
        ),
        TableLayout(
            "spells", "population", "population/spells", (("person", LONG), ("from", DAY), ("to", DAY), ("start_reason", TEXT), ("end_reason", TEXT)),
            ("person", "from"), "whole",
        ),
        TableLayout(
            "counts", "population", "population/counts", (("year", INT), ("LK", TEXT), ("KON", INT), ("ALDER", INT), ("n", LONG)),
            ("year", "LK", "KON", "ALDER"), "file",
        ),
        TableLayout("keys", "keys", "keys", (("key", TEXT), ("person", LONG)), ("key",), "whole"),
    )
}
"""Every table by name. A contact's diagnoses and procedures lie in the year of the contact (`AR`): discharge year in `par_in`, visit year in `par_out`.
`keys` tells which delivered serial number became which `person`, so that later months find the same persons; it is never an identity number.
"""

REGISTERS = ("lmed", "par_in", "par_out", "dors", "population")

_KINDS: dict[str, pa.DataType] = {"day": DAY, "moment": MOMENT, "whole": INT, "sex": INT, "thousandths": THOUSANDTHS, "money": MONEY}
"""Kinds of described columns that are no texts."""


def described_layouts(registers: Iterable[StoredRegister]) -> dict[str, TableLayout]:
    """The tables of registers that are known by their description alone, by name."""
    return {layout.name: layout for register in registers for table in register.tables for layout in _layouts(table)}


def _layouts(table: StoredTable) -> tuple[TableLayout, ...]:
    columns: list[tuple[str, pa.DataType]] = [(person.stored_as, LONG) for person in table.persons] + [(table.row_key, LONG)]
    for column in table.columns:
        columns += [(column.name, _KINDS.get(column.kind, TEXT))] if column.is_kept else []
        columns += [(table.date_column, DAY)] if column.name == table.key_date != table.date_column else []
    coded = [column.name for column in table.columns if column.is_kept and column.kind in ("atc", "code")][:1]
    persons = [person.stored_as for person in table.persons[:1]]
    main = TableLayout(table.name, table.register_code, table.name, tuple(columns), (*coded, *persons, table.date_column, table.row_key))
    return (main, *(_code_layout(table, codes) for codes in table.code_tables))


def _code_layout(table: StoredTable, codes: StoredCodes) -> TableLayout:
    position = (("position", TEXT),) if codes.with_position else ()
    columns = ((table.row_key, LONG), ("person", LONG), ("date", DAY), *position, ("code", TEXT))
    return TableLayout(codes.table, table.register_code, codes.table, columns, ("code", "person", "date", table.row_key))
