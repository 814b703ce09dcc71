"""From the workshop's checked rows to the files of a snapshot: keys made dense, wide columns made long, months put beside those already there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from jobs.microdata.layout import CAUSES, DIAGNOSES, PROCEDURES, TableLayout
from jobs.microdata.loading.columns import DELIVERIES
from jobs.microdata.loading.described import codes_sql, made_columns
from jobs.microdata.loading.stage import Stage
from jobs.microdata.snapshot import Snapshot
from jobs.microdata.writer import SnapshotWriter
from metadata.model.stored import StoredRegister, StoredTable

BATCH_ROWS = 65_536
_CONTACT_PARTS = ("par_in", "par_out")


@dataclass(frozen=True)
class Builder:
    """Writes the tables of the parts in the stage. `replaced`: months (`2024-05`) whose rows of the base are left out, by part; `described`: tables by name."""

    stage: Stage
    writer: SnapshotWriter
    base: Snapshot | None
    replaced: dict[str, tuple[str, ...]]
    described: dict[str, StoredTable]

    def build(self) -> None:
        """Keys first, then every part, then the files of the base that nothing touches."""
        self._make_keys()
        for part in self.stage.parts:
            self._build_part(part)
        self._reuse()

    def _make_keys(self) -> None:
        """Table `keys` (key, person): those of the base keep their number, new keys get the next ones in order of the key."""
        self.stage.run("CREATE TABLE keys (key VARCHAR, person BIGINT)")
        if self.base is not None:
            files = [str(path) for path in self.base.files("keys")]
            if files:
                self.stage.run("INSERT INTO keys SELECT key, person FROM read_parquet($files)", {"files": files})
        keys = [(part, key.name) for part, delivery in self.stage.parts.items() for key in delivery.keys]
        new = " UNION ".join(f'SELECT DISTINCT "{key}" AS key FROM raw_{part} WHERE "{key}" IS NOT NULL' for part, key in keys)
        if new:
            self.stage.run(
                "INSERT INTO keys SELECT key, (SELECT coalesce(max(person), 0) FROM keys) + row_number() OVER (ORDER BY key) "
                f"FROM (SELECT DISTINCT key FROM ({new}) ANTI JOIN keys USING (key))"
            )
        self._write("keys", None, "SELECT key, person FROM keys ORDER BY key", {})

    def _build_part(self, part: str) -> None:
        if self._layout(part).partition == "whole":
            self._write(part, None, _ordered(self._select(part, f"raw_{part}"), self._layout(part)), {})
            return
        for year in self._years(part):
            for table in self._tables_of(part):
                self._build_year(part, table, year)

    def _layout(self, table: str) -> TableLayout:
        return self.writer.layouts[table]

    def _tables_of(self, part: str) -> tuple[str, ...]:
        """The table of a part and those of its codes."""
        if part in self.described:
            return (part, *(codes.table for codes in self.described[part].code_tables))
        return (part, f"{part}_dia", f"{part}_op") if part in _CONTACT_PARTS else (part,)

    def _years(self, part: str) -> list[int]:
        """Years with new rows, and years of the base with months that are replaced."""
        replaced = {int(month[:4]) for month in self.replaced.get(part, ())} if self.base is not None else set()
        return sorted({*self.stage.years(part), *replaced})

    def _build_year(self, part: str, table: str, year: int) -> None:
        """One partition: the base's rows of other months, then the new ones, in the table's order."""
        queries: list[str] = []
        values: dict[str, object] = {}
        if year in self.stage.years(part):
            queries.append(self._select(table, f"raw_{part}_{year}"))
        if old := self._old(part, table, year):
            values = {"old": old, "months": list(self.replaced.get(part, ()))}
            queries.append(self._kept(part, table, year, values))
        if queries:
            self._write(table, year, _ordered(" UNION ALL BY NAME ".join(queries), self._layout(table)), values)

    def _old(self, part: str, table: str, year: int) -> list[str]:
        if self.base is None:
            return []
        return [str(path) for path in self.base.files(table, [year])]

    def _kept(self, part: str, table: str, year: int, values: dict[str, object]) -> str:
        """SQL of the base's rows that stay; of a contact's diagnoses and procedures those whose contact stays."""
        columns = ", ".join(f'"{name}"' for name in self._layout(table).schema.names)
        rows = f"SELECT {columns} FROM read_parquet($old, hive_partitioning = false)"
        month = f"strftime({self.stage.parts[part].date}, '%Y-%m') IN (SELECT unnest($months))"
        if table == part:
            return f"{rows} WHERE NOT coalesce({month}, false)"
        values["contacts"] = self._old(part, part, year)
        key = self.described[part].row_key if part in self.described else "contact"
        return f"{rows} WHERE {key} NOT IN (SELECT {key} FROM read_parquet($contacts, hive_partitioning = false) WHERE coalesce({month}, false))"

    def _first_number(self, tables: Sequence[str], column: str) -> int:
        """The last number that the base has given in a column."""
        files = [str(path) for table in tables for path in self.base.files(table)] if self.base is not None else []
        return self.stage.number(f'SELECT max("{column}") FROM read_parquet($files)', {"files": files}) if files else 0

    def _select(self, table: str, source: str) -> str:
        """SQL of the new rows of a table in its columns."""
        for one in self.described.values():
            for codes in one.code_tables:
                if codes.table == table:
                    return codes_sql(one, codes, source, self._first_number((one.name,), one.row_key))
        if table not in self.stage.parts:
            return _long_sql(table, source, self._first_contact())
        names = self._layout(table).schema.names
        made = self._made(table)
        keys = {key.name for key in self.stage.parts[table].keys}
        listed = ", ".join(f'{made[name]} AS "{name}"' if name in made else f'k_{name}.person AS "{name}"' if name in keys else f'r."{name}"' for name in names)
        joins = "".join(f' LEFT JOIN keys k_{name} ON k_{name}.key = r."{name}"' for name in sorted(keys))
        return f"SELECT {listed} FROM {source} r{joins}"

    def _made(self, table: str) -> dict[str, str]:
        """Columns that are not delivered but made here, as SQL."""
        if table in self.described:
            return made_columns(self.described[table], self._first_number((table,), self.described[table].row_key))
        day = DELIVERIES[table].date
        year = {"AR": f"coalesce(r.AR, year({day}))"}
        if table == "lmed":
            return year | {"row_no": f"{self._first_number(('lmed',), 'row_no')} + r._number"}
        if table in _CONTACT_PARTS:
            visit = {"UTDATUM": "r.INDATUM"} if table == "par_out" else {}
            return year | visit | {"contact": f"{self._first_contact()} + r._number"}
        if table == "dors":
            return {"DODSDATN": "try_strptime(DODSDAT, '%Y%m%d')::DATE", "AR": "coalesce(r.AR, substr(DODSDAT, 1, 4)::INT)"}
        return {}

    def _first_contact(self) -> int:
        return self._first_number(_CONTACT_PARTS, "contact")

    def _write(self, table: str, year: int | None, query: str, values: dict[str, object]) -> None:
        reader = self.stage.database.sql(query, params=values or None).to_arrow_reader(BATCH_ROWS)
        self.writer.write_batches(table, year, _as_schema(reader, self._layout(table).schema))

    def _reuse(self) -> None:
        """Every file of the base whose table and year were not written anew."""
        if self.base is None:
            return
        written = {(entry.table, entry.year) for entry in self.writer.files}
        rebuilt = {(table, year) for part in self.stage.parts for table in self._tables_of(part) for year in self._touched(part)}
        for entry in self.base.manifest.files:
            if (entry.table, entry.year) not in written | rebuilt:
                self.writer.reuse(entry, self.base.folder)

    def _touched(self, part: str) -> Sequence[int | None]:
        return [None] if self._layout(part).partition == "whole" else self._years(part)


def described_tables(registers: Iterable[StoredRegister]) -> dict[str, StoredTable]:
    """Tables of described registers by name."""
    return {table.name: table for register in registers for table in register.tables}


def _ordered(query: str, layout: TableLayout) -> str:
    names, order = (", ".join(f'"{name}"' for name in listed) for listed in (layout.schema.names, layout.order))
    return f"SELECT {names} FROM ({query}) ORDER BY {order}"


def _long_sql(table: str, source: str, first: int) -> str:
    """Diagnoses or procedures of a part, one row each; a procedure's date is its OPD, else the contact's."""
    part, _, kind = table.rpartition("_")
    rows = f"{source} r LEFT JOIN keys k ON k.key = r.person"
    day, contact = DELIVERIES[part].date, f"{first} + r._number AS contact"
    if kind == "dia":
        items = [("main", "HDIA"), *(("secondary", f"DIA{n}") for n in range(1, DIAGNOSES + 1)), *(("cause", f"EKOD{n}") for n in range(1, CAUSES + 1))]
        listed = ", ".join(f"{{'position': '{position}', 'code': r.\"{name}\"}}" for position, name in items)
        inner = f"SELECT {contact}, k.person, {day} AS date, unnest([{listed}]) AS item FROM {rows}"
        return f"SELECT contact, person, date, item.position AS position, item.code AS code FROM ({inner}) WHERE item.code IS NOT NULL"
    dates = ", ".join(f"r.OPD{number}" for number in range(1, PROCEDURES + 1))
    inner = (
        f"SELECT {contact}, k.person, {day} AS day, [{dates}] AS dates, regexp_split_to_array(trim(r.OP), ' +') AS codes FROM {rows} WHERE r.OP IS NOT NULL"
    )
    numbered = f"SELECT contact, person, day, dates, codes, unnest(range(1, len(codes) + 1)) AS n FROM ({inner})"
    return (
        f"SELECT contact, person, coalesce(dates[n], day) AS date, codes[n] AS code FROM ({numbered}) WHERE codes[n] NOT IN ('', '-1', '0000', '-')"
    )


def _as_schema(reader: pa.RecordBatchReader, schema: pa.Schema) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(schema, (pa.RecordBatch.from_arrays([column.cast(kind.type) for column, kind in zip(batch.columns, schema, strict=True)], schema=schema) for batch in reader))
