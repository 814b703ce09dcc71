"""The workshop of a load: an embedded database beside the snapshot being built, where every row is typed, checked, keyed and sorted out of memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from jobs.microdata.loading.columns import DELIVERIES, IDENTITY, KEY_NAMES, Column, Delivery
from jobs.microdata.loading.kinds import KINDS, WITHHELD, text_sql, value_sql, wrong_sql
from jobs.microdata.loading.problems import Problems
from jobs.microdata.loading.sources import Source

MEMORY = "450MB"
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
    """Every check of a part: code, column, and SQL over the values (by their names) and the texts (`t_` before the name)."""
    of_texts = [
        (KINDS[column.kind].problem, column.name, wrong_sql(f'"t_{column.name}"', f'"{column.name}"', column.kind)) for column in _columns(delivery)
    ]
    identity = [("snapshot.row.identity", KEY_NAMES[0], IDENTITY)] if delivery.keyed else []
    return of_texts + identity + [(rule.code, rule.column, rule.wrong) for rule in delivery.rules]


def _insert_sql(delivery: Delivery, given: set[str]) -> str:
    """Reads a batch of texts into the part's table: values, a mark that equal rows share, and the numbers of the checks a row fails.

    Three steps, each naming what the next one uses, so that nothing is computed twice: texts, values, checks. Absent columns are NULL.
    """
    columns, rules = _columns(delivery), len(delivery.rules)
    read = [column for column in columns if column.name in given]
    texts = ", ".join(f'{text_sql(column.name, column.kind)} AS "t_{column.name}"' for column in read)
    mark = ", ".join(f'"{name}"' for name in sorted(given))
    values = [f'{value_sql(chr(34) + "t_" + column.name + chr(34), column.kind)} AS "{column.name}"' for column in read]
    values += [f'NULL::{KINDS[column.kind].sql_type} AS "{column.name}"' for column in columns if column.name not in given]
    checks = [(number, sql) for number, (_, name, sql) in enumerate(_checks(delivery)) if name in given or number >= len(_checks(delivery)) - rules]
    failed = ", ".join(f"CASE WHEN {sql} THEN {number} END" for number, sql in checks)
    any_failed = " OR ".join(f"({sql})" for _, sql in checks)
    names = ", ".join(f'"{column.name}"' for column in columns)
    kept = ", ".join(f'"t_{column.name}"' for column in read)
    return (
        f"INSERT INTO raw_{delivery.name} SELECT {names}, ?, _row, mark, CASE WHEN {any_failed} THEN list_filter([{failed}], lambda x: x IS NOT NULL) "
        f"ELSE [] END::USMALLINT[] FROM (SELECT {', '.join(values)}, {kept}, _row, mark FROM (SELECT {texts}, _row, "
        f"md5_number(concat_ws(chr(31), {mark})) AS mark FROM batch WHERE concat({mark}) <> ''))"
    )
