"""From the workshop's checked rows to the files of a snapshot: keys made dense, wide columns made long, months put beside those already there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from jobs.microdata.layout import CAUSES, DIAGNOSES, PROCEDURES, TABLES
from jobs.microdata.loading.columns import DELIVERIES
from jobs.microdata.loading.stage import Stage
from jobs.microdata.snapshot import Snapshot
from jobs.microdata.writer import SnapshotWriter

BATCH_ROWS = 65_536
_CONTACT_PARTS = ("par_in", "par_out")


@dataclass(frozen=True)
class Builder:
    """Writes the tables of the parts in the stage. `replaced`: months (`2024-05`) whose rows of the base are left out, by register."""

    stage: Stage
    writer: SnapshotWriter
    base: Snapshot | None
    replaced: dict[str, tuple[str, ...]]

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
        parts = [part for part in self.stage.parts if DELIVERIES[part].keyed]
        new = " UNION ".join(f"SELECT person AS key FROM raw_{part} WHERE person IS NOT NULL" for part in parts)
        if new:
            self.stage.run(
                "INSERT INTO keys SELECT key, (SELECT coalesce(max(person), 0) FROM keys) + row_number() OVER (ORDER BY key) "
                f"FROM (SELECT DISTINCT key FROM ({new}) ANTI JOIN keys USING (key))"
            )
        self._write("keys", None, "SELECT key, person FROM keys ORDER BY key", {})

    def _build_part(self, part: str) -> None:
        if part in _CONTACT_PARTS:
            self._number_contacts(part)
        layout = TABLES[part]
        if layout.partition == "whole":
            self._write(part, None, _ordered(self._select(part), part), {})
            return
        for year in self._years(part):
            for table in _tables_of(part):
                self._build_year(part, table, year)

    def _years(self, part: str) -> list[int]:
        """Years with new rows, and years of the base with months that are replaced."""
        day = DELIVERIES[part].date
        rows = self.stage.run(f"SELECT DISTINCT year({day}) FROM raw_{part}")
        replaced = {int(month[:4]) for month in self.replaced.get(part, ())} if self.base is not None else set()
        return sorted({int(row[0]) for row in rows} | replaced)

    def _build_year(self, part: str, table: str, year: int) -> None:
        """One partition: the base's rows of other months, then the new ones, in the table's order."""
        new = self._select(table, f"year({DELIVERIES[part].date}) = {year}")
        old = self._old(part, table, year)
        values: dict[str, object] = {"old": old, "months": list(self.replaced.get(part, ()))} if old else {}
        query = f"{new} UNION ALL BY NAME {self._kept(part, table, year, values)}" if old else new
        self._write(table, year, _ordered(query, table), values)

    def _old(self, part: str, table: str, year: int) -> list[str]:
        if self.base is None:
            return []
        return [str(path) for path in self.base.files(table, [year])]

    def _kept(self, part: str, table: str, year: int, values: dict[str, object]) -> str:
        """SQL of the base's rows that stay; of a contact's diagnoses and procedures those whose contact stays."""
        columns = ", ".join(f'"{name}"' for name in TABLES[table].schema.names)
        rows = f"SELECT {columns} FROM read_parquet($old, hive_partitioning = false)"
        month = f"strftime({DELIVERIES[part].date}, '%Y-%m') IN (SELECT unnest($months))"
        if table == part:
            return f"{rows} WHERE NOT coalesce({month}, false)"
        values["contacts"] = self._old(part, part, year)
        return f"{rows} WHERE contact NOT IN (SELECT contact FROM read_parquet($contacts, hive_partitioning = false) WHERE coalesce({month}, false))"

    def _number_contacts(self, part: str) -> None:
        """Numbers the contacts after those of the base, over both parts, in order of file and row."""
        self.stage.run("CREATE TABLE IF NOT EXISTS contact_numbers (part VARCHAR, file INTEGER, row BIGINT, contact BIGINT)")
        first = 0
        for table in _CONTACT_PARTS:
            files = [str(path) for path in self.base.files(table)] if self.base is not None else []
            if files:
                first = max(first, self.stage.number("SELECT max(contact) FROM read_parquet($files)", {"files": files}))
        self.stage.run(
            f"INSERT INTO contact_numbers SELECT '{part}', file, row, greatest(coalesce((SELECT max(contact) FROM contact_numbers), 0), {first}) "
            f"+ row_number() OVER (ORDER BY file, row) FROM raw_{part}"
        )

    def _select(self, table: str, where: str = "true") -> str:
        """SQL of the new rows of a table in its columns."""
        if table in ("counts",):
            return f"SELECT {_named(table)} FROM raw_{table} WHERE {where}"
        if table.endswith(("_dia", "_op")):
            return _long_sql(table, where)
        extra = {
            "lmed": f"{self._last_row_number()} + r.rowid + 1 AS row_no, coalesce(r.AR, year(EDATUM)) AS AR",
            "par_in": "c.contact, coalesce(r.AR, year(UTDATUM)) AS AR", "par_out": "c.contact, INDATUM AS UTDATUM, coalesce(r.AR, year(INDATUM)) AS AR",
            "dors": "try_strptime(DODSDAT, '%Y%m%d')::DATE AS DODSDATN, coalesce(r.AR, substr(DODSDAT, 1, 4)::INT) AS AR",
        }.get(table, "")
        made = {"row_no", "AR", "contact", "DODSDATN", *({"UTDATUM"} if table == "par_out" else set())} if extra else set()
        plain = ", ".join(f'r."{name}"' for name in TABLES[table].schema.names if name not in made and name != "person")
        contact = f"JOIN contact_numbers c ON c.part = '{table}' AND c.file = r.file AND c.row = r.row" if table in _CONTACT_PARTS else ""
        inner = f"SELECT k.person, {plain}{', ' + extra if extra else ''} FROM raw_{table} r LEFT JOIN keys k ON k.key = r.person {contact} WHERE {where}"
        return f"SELECT {_named(table)} FROM ({inner})"

    def _last_row_number(self) -> int:
        files = [str(path) for path in self.base.files("lmed")] if self.base is not None else []
        if not files:
            return 0
        return self.stage.number("SELECT max(row_no) FROM read_parquet($files)", {"files": files})

    def _write(self, table: str, year: int | None, query: str, values: dict[str, object]) -> None:
        reader = self.stage.database.sql(query, params=values or None).to_arrow_reader(BATCH_ROWS)
        self.writer.write_batches(table, year, _as_schema(reader, TABLES[table].schema))

    def _reuse(self) -> None:
        """Every file of the base whose table and year were not written anew."""
        if self.base is None:
            return
        written = {(entry.table, entry.year) for entry in self.writer.files}
        rebuilt = {(table, year) for part in self.stage.parts for table in _tables_of(part) for year in self._touched(part)}
        for entry in self.base.manifest.files:
            if (entry.table, entry.year) not in written | rebuilt:
                self.writer.reuse(entry, self.base.folder)

    def _touched(self, part: str) -> Sequence[int | None]:
        return [None] if TABLES[part].partition == "whole" else self._years(part)


def _tables_of(part: str) -> tuple[str, ...]:
    return (part, f"{part}_dia", f"{part}_op") if part in _CONTACT_PARTS else (part,)


def _named(table: str) -> str:
    return ", ".join(f'"{name}"' for name in TABLES[table].schema.names)


def _ordered(query: str, table: str) -> str:
    order = ", ".join(f'"{name}"' for name in TABLES[table].order)
    return f"SELECT {_named(table)} FROM ({query}) ORDER BY {order}"


def _long_sql(table: str, where: str) -> str:
    """Diagnoses or procedures of a part, one row each; a procedure's date is its OPD, else the contact's."""
    part, _, kind = table.rpartition("_")
    source = f"raw_{part} r JOIN contact_numbers c ON c.part = '{part}' AND c.file = r.file AND c.row = r.row LEFT JOIN keys k ON k.key = r.person"
    day = DELIVERIES[part].date
    if kind == "dia":
        items = [("main", "HDIA"), *(("secondary", f"DIA{n}") for n in range(1, DIAGNOSES + 1)), *(("cause", f"EKOD{n}") for n in range(1, CAUSES + 1))]
        listed = ", ".join(f"{{'position': '{position}', 'code': r.\"{name}\"}}" for position, name in items)
        inner = f"SELECT c.contact, k.person, {day} AS date, unnest([{listed}]) AS item FROM {source} WHERE {where}"
        return f"SELECT contact, person, date, item.position AS position, item.code AS code FROM ({inner}) WHERE item.code IS NOT NULL"
    dates = ", ".join(f"r.OPD{number}" for number in range(1, PROCEDURES + 1))
    inner = (
        f"SELECT c.contact, k.person, {day} AS day, [{dates}] AS dates, regexp_split_to_array(trim(r.OP), ' +') AS codes FROM {source} "
        f"WHERE r.OP IS NOT NULL AND ({where})"
    )
    numbered = f"SELECT contact, person, day, dates, codes, unnest(range(1, len(codes) + 1)) AS n FROM ({inner})"
    return (
        f"SELECT contact, person, coalesce(dates[n], day) AS date, codes[n] AS code FROM ({numbered}) WHERE codes[n] NOT IN ('', '-1', '0000', '-')"
    )


def _as_schema(reader: pa.RecordBatchReader, schema: pa.Schema) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(schema, (pa.RecordBatch.from_arrays([column.cast(kind.type) for column, kind in zip(batch.columns, schema, strict=True)], schema=schema) for batch in reader))
