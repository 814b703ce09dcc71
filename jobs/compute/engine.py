"""DuckDB, shut in: views over the files of one snapshot, limits on memory and threads, a private spill folder, no network, no extensions.

An error of the engine may quote a value of a row, so its text never leaves this module.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from sqlglot import exp

from common.errors import SystemFailed
from jobs.compute.sql import named
from jobs.compute.step import Step
from jobs.microdata.integrity import Seal
from jobs.microdata.layout import TableLayout
from jobs.microdata.snapshot import Snapshot

DIALECT = "duckdb"
DEFAULT_MEMORY_MB = 800
SQL_TYPES = {
    "int32": "int", "int64": "bigint", "string": "varchar", "date32[day]": "date", "timestamp[us]": "timestamp", "decimal128(12, 3)": "decimal(12, 3)",
    "decimal128(12, 2)": "decimal(12, 2)",
}


class Engine:
    """A connection that answers queries over the tables of a snapshot with integers."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def keep(self, step: Step) -> None:
        """Runs a step and keeps its rows as a temporary table."""
        made = exp.Create(
            this=exp.Table(this=exp.to_identifier(step.name, quoted=True)), kind="TABLE", expression=step.query,
            properties=exp.Properties(expressions=[exp.TemporaryProperty()]), replace=True,
        )
        self._run(made, step.name)

    def add(self, step: Step) -> None:
        """Runs a step and adds its rows to a table that exists."""
        self._run(exp.Insert(this=exp.Table(this=exp.to_identifier(step.name, quoted=True)), expression=step.query), step.name)

    def fetch(self, query: exp.Expression, step: str) -> list[tuple[int | None, ...]]:
        """The rows of a query."""
        return self._run(query, step).fetchall()

    def number(self, query: exp.Expression, step: str) -> int:
        """The one number of a query."""
        return int(self.fetch(query, step)[0][0] or 0)

    def _run(self, statement: exp.Expression, step: str) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(statement.sql(DIALECT, copy=False))
        except duckdb.OutOfMemoryException:
            raise SystemFailed("compute.error.memory", step=step) from None
        except duckdb.IOException as error:
            if "No space left" in str(error):
                raise SystemFailed("compute.error.disk_full", step=step) from None
            raise SystemFailed("compute.error.engine", step=step, kind=type(error).__name__) from None
        except duckdb.Error as error:
            raise SystemFailed("compute.error.engine", step=step, kind=type(error).__name__) from None


@contextmanager
def opened(snapshot: Snapshot, registers: Iterable[str], *, memory_limit_mb: int | None = None, threads: int | None = None) -> Iterator[Engine]:
    """An engine over the snapshot's tables of some registers, and no others; what it spilled is gone when it closes.

    Every file it can read is first compared with the manifest, and looked at again in the end. Raises SystemFailed `compute.error.engine`,
    `compute.error.memory`, SnapshotAltered `snapshot.error.altered_file`, `snapshot.error.other_columns`.
    """
    wanted = set(registers) & set(snapshot.manifest.registers)
    layouts = {name: layout for name, layout in snapshot.layouts.items() if layout.register_code in wanted}
    seal = Seal(snapshot, layouts)
    with tempfile.TemporaryDirectory(prefix="registerlots-") as spill:
        connection = duckdb.connect(":memory:", config=_settings(spill, memory_limit_mb or DEFAULT_MEMORY_MB, threads))
        try:
            engine = Engine(connection)
            for layout in layouts.values():
                engine._run(_view(layout, files) if (files := snapshot.files(layout.name)) else _empty(layout), layout.name)
            _shut_in(connection, snapshot.folder, spill)
            yield engine
            seal.check_again()
        finally:
            connection.close()


def _settings(spill: str, memory_limit_mb: int, threads: int | None) -> dict[str, str | bool | int | float | list[str]]:
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{memory_limit_mb}MB", "temp_directory": spill, "preserve_insertion_order": "false", "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    return settings | ({"threads": threads} if threads else {})


def _shut_in(connection: duckdb.DuckDBPyConnection, folder: Path, spill: str) -> None:
    """From here on only the snapshot and the spill folder can be opened, and no setting can be changed."""
    directories = exp.Array(expressions=[exp.Literal.string(f"{Path(name).resolve()}/") for name in (folder, spill)])
    connection.execute(f"SET allowed_directories = {directories.sql(DIALECT)}")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _view(layout: TableLayout, files: tuple[Path, ...]) -> exp.Expression:
    paths = exp.Array(expressions=[exp.Literal.string(str(path.resolve())) for path in files])
    arguments: list[exp.Expression] = [paths]
    if layout.partition == "hive":
        arguments.append(exp.PropertyEQ(this=exp.to_identifier("hive_partitioning"), expression=exp.true()))
    source = exp.select(exp.Star(), copy=False).from_(exp.Anonymous(this="read_parquet", expressions=arguments), copy=False)
    return exp.Create(this=exp.Table(this=exp.to_identifier(layout.name, quoted=True)), kind="VIEW", expression=source)


def _empty(layout: TableLayout) -> exp.Expression:
    """A table of the layout without rows, for a register of the snapshot that has none."""
    kinds = [(column, SQL_TYPES[str(kind)]) for column, kind in layout.columns] + ([("year", "int")] if layout.partition == "hive" else [])
    source = exp.select(*(named(exp.cast(exp.null(), kind), column) for column, kind in kinds), copy=False).where(exp.false(), copy=False)
    return exp.Create(this=exp.Table(this=exp.to_identifier(layout.name, quoted=True)), kind="VIEW", expression=source)
