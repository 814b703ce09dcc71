"""The workshop of a load: an embedded database beside the snapshot being built, where every row is typed, checked, keyed and sorted out of memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from jobs.microdata.loading.columns import DELIVERIES, IDENTITY, KEY_NAMES, Column, Delivery
from jobs.microdata.loading.kinds import KINDS, WITHHELD, value_sql, wrong_sql
from jobs.microdata.loading.problems import Problems
from jobs.microdata.loading.sources import Source

MEMORY = "600MB"
KEY = Column("person", "key")


class Stage:
    """One table `raw_<part>` per part of a register, with typed columns, `person` (the delivered key), `file`, `row` and what is wrong with the row.

    Nothing leaves this class but counts, row numbers and, through `copy`, the finished files.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.database = duckdb.connect(str(folder / "stage.duckdb"))
        for setting in (f"memory_limit = '{MEMORY}'", "threads = 2", "preserve_insertion_order = true"):
            self.run(f"SET {setting}")
        self.run("SET temp_directory = ?", [str(folder / "spill")])
        self.counts: dict[str, int] = {}
        self.parts: list[str] = []

    def close(self) -> None:
        """Lets go of the database's files."""
        self.database.close()

    def run(self, query: str, values: Mapping[str, object] | Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Runs a statement to its end and returns its rows."""
        return self.database.execute(query, values or None).fetchall()

    def number(self, query: str, values: Mapping[str, object] | Sequence[object] = ()) -> int:
        """The one whole number a query yields; 0 for none."""
        rows = self.run(query, values)
        return int(rows[0][0] or 0) if rows else 0

    def add(self, source: Source, batches: Iterable[pa.Table], file: int) -> int:
        """Types and checks the rows of a file; returns the number of rows read."""
        delivery, rows = source.delivery, 0
        given = {name for name in source.names if name}
        self._make_table(delivery)
        for batch in batches:
            rows += batch.num_rows
            self.database.register("batch", batch)
            self.run(_insert_sql(delivery, given), [file])
            self._count_withheld(given)
            self.database.unregister("batch")
        return rows

    def _make_table(self, delivery: Delivery) -> None:
        if delivery.name not in self.parts:
            columns = ", ".join(f'"{column.name}" {KINDS[column.kind].sql_type}' for column in _columns(delivery))
            self.run(f"CREATE TABLE raw_{delivery.name} ({columns}, file INTEGER, row BIGINT, mark UHUGEINT, wrong USMALLINT[])")
            self.parts.append(delivery.name)

    def _count_withheld(self, given: set[str]) -> None:
        test = " + ".join(f"(upper(trim(\"{name}\")) = '{WITHHELD}')::INT" for name in sorted(given))
        self._add_count("withheld_values", self.number(f"SELECT coalesce(sum({test}), 0) FROM batch"))

    def _add_count(self, name: str, number: int) -> None:
        if number:
            self.counts[name] = self.counts.get(name, 0) + number

    def examine(self, files: list[str], problems: Problems) -> None:
        """Sets apart wrong rows and exact duplicates; every wrong row goes to the problems."""
        for part in self.parts:
            delivery = DELIVERIES[part]
            checks = _checks(delivery)
            found = self.database.execute(f"SELECT file, row, unnest(wrong) FROM raw_{part} WHERE len(wrong) > 0")
            while rows := found.fetchmany(10_000):
                for file, row, check in rows:
                    code, column, _ = checks[check]
                    problems.add_row(code, files[file], row, column)
            self._drop_wrong(part)
            self._drop_duplicates(part)

    def _drop_wrong(self, part: str) -> None:
        before = self._rows(part)
        self.run(f"DELETE FROM raw_{part} WHERE len(wrong) > 0")
        self._add_count(f"{part}_wrong_rows", before - self._rows(part))

    def _drop_duplicates(self, part: str) -> None:
        before = self._rows(part)
        self.run(
            f"DELETE FROM raw_{part} WHERE rowid IN (SELECT r FROM (SELECT rowid AS r, row_number() OVER (PARTITION BY mark ORDER BY file, row) AS n "
            f"FROM raw_{part} WHERE mark IN (SELECT mark FROM raw_{part} GROUP BY mark HAVING count(*) > 1)) WHERE n > 1)"
        )
        self._add_count(f"{part}_exact_duplicates", before - self._rows(part))

    def _rows(self, part: str) -> int:
        return self.number(f"SELECT count(*) FROM raw_{part}")

    def months(self, part: str) -> list[str]:
        """Months (`2024-05`) with rows, in order."""
        rows = self.run(f"SELECT DISTINCT strftime({DELIVERIES[part].date}, '%Y-%m') AS m FROM raw_{part} ORDER BY m")
        return [row[0] for row in rows if row[0]]

    def count_without_key(self, part: str) -> None:
        """Notes how many rows have no person key."""
        self._add_count(f"{part}_without_key", self.number(f"SELECT count(*) FROM raw_{part} WHERE person IS NULL"))


def _columns(delivery: Delivery) -> tuple[Column, ...]:
    return (KEY, *delivery.columns) if delivery.keyed else delivery.columns


def _checks(delivery: Delivery) -> list[tuple[str, str, str]]:
    """Every check of a part: code, column, SQL over the read values (`v`) or the texts (`t`)."""
    texts = [(KINDS[column.kind].problem, column.name, wrong_sql(column.name, column.kind)) for column in _columns(delivery)]
    identity = [("snapshot.row.identity", KEY_NAMES[0], IDENTITY)] if delivery.keyed else []
    return texts + identity + [(rule.code, rule.column, rule.wrong) for rule in delivery.rules]


def _insert_sql(delivery: Delivery, given: set[str]) -> str:
    """Reads a batch of texts into the part's table: values, a mark that equal rows share, and the numbers of the checks a row fails."""
    columns = [column for column in _columns(delivery) if column.name in given]
    absent = [column for column in _columns(delivery) if column.name not in given]
    checks = _checks(delivery)
    names = {column.name for column in columns}
    of_texts = [(number, sql) for number, (code, name, sql) in enumerate(checks) if name in names and number < len(checks) - len(delivery.rules)]
    of_values = list(enumerate(checks))[len(checks) - len(delivery.rules) :]
    values = ", ".join([f'{value_sql(column.name, column.kind)} AS "{column.name}"' for column in columns] + [f'NULL::{KINDS[column.kind].sql_type} AS "{column.name}"' for column in absent])
    mark = ", ".join(f'"{name}"' for name in sorted(names))
    text_list = ", ".join(f"CASE WHEN {sql} THEN {number} END" for number, sql in of_texts)
    value_list = ", ".join(f"CASE WHEN {check[2]} THEN {number} END" for number, check in of_values)
    order = ", ".join(f'"{column.name}"' for column in _columns(delivery))
    return (
        f"INSERT INTO raw_{delivery.name} SELECT {order}, ?, _row, mark, "
        f"list_filter(list_concat(texts_wrong, [{value_list}]), lambda x: x IS NOT NULL)::USMALLINT[] FROM ("
        f"SELECT {values}, _row, md5_number(concat_ws(chr(31), {mark})) AS mark, [{text_list}] AS texts_wrong FROM batch WHERE concat({mark}) <> '')"
    )
