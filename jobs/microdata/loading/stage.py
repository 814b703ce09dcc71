"""The workshop of a load: right rows as typed files beside the snapshot being built, by part and year, and an embedded database that reads them out of memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from jobs.microdata.loading.columns import Delivery
from jobs.microdata.loading.kinds import KINDS
from jobs.microdata.loading.problems import Problems
from jobs.microdata.loading.sources import Source
from jobs.microdata.loading.typing import THREADS, Typed, keep_rows, split_years, type_batch

MEMORY = "350MB"
_STAGED = (("_row", pa.int64()), ("_year", pa.int32()), ("_mark1", pa.uint64()), ("_mark2", pa.uint64()), ("_file", pa.int32()), ("_number", pa.int64()))


class Stage:
    """One view `raw_<part>` per part of a register: typed columns, the delivered keys, `_file`, `_row`, `_year`, and `_number`, which counts rows over files.

    Nothing leaves this class but counts, row numbers and, through queries that are written to files, the finished rows.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.database = duckdb.connect(str(folder / "stage.duckdb"))
        for setting in (f"memory_limit = '{MEMORY}'", f"threads = {THREADS}", "preserve_insertion_order = true", "enable_progress_bar = false"):
            self.run(f"SET {setting}")
        self.run("SET temp_directory = ?", [str(folder / "spill")])
        self.counts: dict[str, int] = {}
        self.parts: dict[str, Delivery] = {}
        self._pool = ThreadPoolExecutor(THREADS)
        self._files: dict[tuple[str, int], pq.ParquetWriter] = {}
        self._read_before = 0

    def close(self) -> None:
        """Lets go of every file."""
        self._pool.shutdown()
        self._close_files()
        self.database.close()

    def run(self, query: str, values: Mapping[str, object] | Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Runs a statement to its end and returns its rows."""
        return self.database.execute(query, values or None).fetchall()

    def number(self, query: str, values: Mapping[str, object] | Sequence[object] = ()) -> int:
        """The one whole number a query yields; 0 for none."""
        rows = self.run(query, values)
        return int(rows[0][0] or 0) if rows else 0

    def add(self, source: Source, batches: Iterable[pa.Table], file: int, problems: Problems) -> int:
        """Types and checks the rows of a file, keeps the right ones; returns the number of rows read."""
        delivery, rows, last = source.delivery, 0, source.first_row - 1
        self.parts.setdefault(delivery.name, delivery)
        given = [name for name in source.names if name]
        for batch in _ahead(iter(batches)):
            typed = type_batch(self.database, self._pool, delivery, batch, given)
            rows += batch.num_rows
            last = int(batch.column("_row")[-1].as_py()) if batch.num_rows else last
            self._add_count("withheld_values", typed.withheld)
            self._keep(delivery, typed, self._tell_wrong(source, typed, problems), file, self._read_before + 1 - source.first_row)
        self._read_before += last + 1 - source.first_row
        return rows

    def _tell_wrong(self, source: Source, typed: Typed, problems: Problems) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Every wrong row goes to the problems; returns which rows are right."""
        right = typed.filled.copy()
        numbers = np.asarray(typed.values["_row"])
        for (code, column), failing in typed.wrong.items():
            failing = failing & typed.filled
            for row in numbers[failing].tolist():
                problems.add_row(code, source.name, row, column)
            right &= ~failing
        self._add_count(f"{source.delivery.name}_wrong_rows", int((typed.filled & ~right).sum()))
        return right

    def _keep(self, delivery: Delivery, typed: Typed, right: np.ndarray[Any, np.dtype[np.bool_]], file: int, before: int) -> None:
        table = keep_rows(typed, right)
        if not table.num_rows:
            return
        numbers = np.asarray(table.column("_row").combine_chunks()) + before
        table = table.append_column("_file", pa.array(np.full(table.num_rows, file, dtype=np.int32))).append_column("_number", pa.array(numbers))
        for year, rows in split_years(table):
            self._file(delivery, year).write_table(_fitted(rows, self._schema(delivery)))

    def _file(self, delivery: Delivery, year: int) -> pq.ParquetWriter:
        place = (delivery.name, year)
        if place not in self._files:
            folder = self.folder / delivery.name / f"of={year}"
            folder.mkdir(parents=True, exist_ok=True)
            self._files[place] = pq.ParquetWriter(folder / "rows.parquet", self._schema(delivery), compression="lz4", store_decimal_as_integer=True)
        return self._files[place]

    def _schema(self, delivery: Delivery) -> pa.Schema:
        """Texts as dictionaries: a file takes them as they are."""
        kinds = ((column.name, KINDS[column.kind].arrow_type) for column in delivery.every_column)
        return pa.schema([*((name, pa.dictionary(pa.int32(), kind) if pa.types.is_string(kind) else kind) for name, kind in kinds), *_STAGED])

    def _add_count(self, name: str, number: int) -> None:
        if number:
            self.counts[name] = self.counts.get(name, 0) + number

    def examine(self) -> None:
        """Makes the views over the right rows, without exact duplicates."""
        self._close_files()
        for part, delivery in self.parts.items():
            files = sorted(str(path) for path in (self.folder / part).rglob("*.parquet"))
            rows = f"read_parquet({_listed(files)}, hive_partitioning = false)" if files else _no_rows(self._schema(delivery))
            marks = "SELECT _mark1, _mark2 FROM " + rows
            self.run(f"CREATE TABLE twice_{part} AS SELECT _mark1, _mark2 FROM ({marks}) GROUP BY ALL HAVING count(*) > 1")
            self.run(
                f"CREATE TABLE dropped_{part} AS SELECT _number FROM (SELECT _number, row_number() OVER (PARTITION BY _mark1, _mark2 ORDER BY _number) AS n "
                f"FROM {rows} SEMI JOIN twice_{part} USING (_mark1, _mark2)) WHERE n > 1"
            )
            dropped = self.number(f"SELECT count(*) FROM dropped_{part}")
            self._add_count(f"{part}_exact_duplicates", dropped)
            self.run(f"CREATE VIEW raw_{part} AS SELECT * FROM {rows}{f' ANTI JOIN dropped_{part} USING (_number)' if dropped else ''}")
            for year in self.years(part):
                one = f"read_parquet({_listed([path for path in files if f'/of={year}/' in path])}, hive_partitioning = false)"
                self.run(f"CREATE VIEW raw_{part}_{year} AS SELECT * FROM {one}{f' ANTI JOIN dropped_{part} USING (_number)' if dropped else ''}")

    def _close_files(self) -> None:
        for file in self._files.values():
            file.close()

    def years(self, part: str) -> list[int]:
        """Years that have right rows, in order."""
        return sorted(year for name, year in self._files if name == part)

    def months(self, part: str) -> list[str]:
        """Months (`2024-05`) with rows, in order."""
        rows = self.run(f"SELECT DISTINCT strftime(day, '%Y-%m') AS m FROM (SELECT DISTINCT {self.parts[part].date} AS day FROM raw_{part}) ORDER BY m")
        return [row[0] for row in rows if row[0]]

    def count_without_key(self, part: str) -> None:
        """Notes how many rows have no key of the first person."""
        key = self.parts[part].keys[0].name
        self._add_count(f"{part}_without_key", self.number(f'SELECT count(*) FROM raw_{part} WHERE "{key}" IS NULL'))


def _ahead(batches: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The batches, each next one being read while the one before is worked on."""
    with ThreadPoolExecutor(1) as reader:
        waiting = reader.submit(next, batches, None)
        while (batch := waiting.result()) is not None:
            waiting = reader.submit(next, batches, None)
            yield batch


def _fitted(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """The rows in the columns of the schema, what was not delivered missing."""
    columns = []
    for field in schema:
        found = rows.column(field.name) if field.name in rows.schema.names else pa.nulls(rows.num_rows, field.type)
        columns.append(found if found.type == field.type else found.cast(field.type))
    return pa.table(columns, schema=schema)


def _listed(files: Sequence[str]) -> str:
    return "[" + ", ".join("'" + name.replace("'", "''") + "'" for name in files) + "]"


def _no_rows(schema: pa.Schema) -> str:
    words = {pa.string(): "VARCHAR", pa.int32(): "INTEGER", pa.int64(): "BIGINT", pa.uint64(): "UBIGINT", pa.date32(): "DATE", pa.timestamp("us"): "TIMESTAMP"}
    columns = ", ".join(f'NULL::{words.get(field.type.value_type if pa.types.is_dictionary(field.type) else field.type, "DECIMAL(12,3)")} AS "{field.name}"' for field in schema)
    return f"(SELECT {columns} WHERE false)"
