"""A batch of delivered texts becomes typed columns: each distinct text of a column is read and judged once, whatever number of rows holds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jobs.microdata.loading.columns import IDENTITY, Column, Delivery
from jobs.microdata.loading.kinds import KINDS, WITHHELD, text_sql, value_sql, wrong_sql

Mark = NDArray[np.uint64]
THREADS = 2


@dataclass(frozen=True)
class Typed:
    """A batch as it was read: `values` by name, `_row` and `_year` among them; `wrong` (problem's code, column) → which rows fail; `filled` rows hold anything.

    `mark`: two numbers that rows equal in every delivered column share, and others practically never. `withheld`: values that the holder kept back.
    """

    values: dict[str, pa.Array]
    wrong: dict[tuple[str, str], NDArray[np.bool_]]
    filled: NDArray[np.bool_]
    mark: tuple[Mark, Mark]
    withheld: int


@dataclass(frozen=True)
class _Read:
    """A column: its values, the rows that are wrong, that are empty, its part of the mark, and how many values were withheld."""

    name: str
    values: pa.Array
    wrong: dict[tuple[str, str], NDArray[np.bool_]]
    empty: NDArray[np.bool_]
    mark: tuple[Mark, Mark]
    withheld: int


def type_batch(database: duckdb.DuckDBPyConnection, pool: Executor, delivery: Delivery, batch: pa.Table, given: Iterable[str]) -> Typed:
    """Reads a batch of texts (and `_row`) of a part of a register; columns that are not delivered are missing throughout."""
    names = set(given)
    columns = [column for column in delivery.every_column if column.name in names]
    values: dict[str, pa.Array] = {}
    wrong: dict[tuple[str, str], NDArray[np.bool_]] = {}
    empty, withheld = np.ones(batch.num_rows, dtype=np.bool_), 0
    mark = (np.zeros(batch.num_rows, dtype=np.uint64), np.zeros(batch.num_rows, dtype=np.uint64))
    for start in range(0, len(columns), THREADS):
        some = columns[start : start + THREADS]
        for one in pool.map(lambda column: _read_column(database, column, batch.column(column.name), delivery), some):
            values[one.name], withheld = one.values, withheld + one.withheld
            wrong |= one.wrong
            empty &= one.empty
            for total, part in zip(mark, one.mark, strict=True):
                total += part
    years, failed = _judge_rows(database, delivery, values, batch.num_rows)
    return Typed(values | {"_row": batch.column("_row").combine_chunks(), "_year": years}, wrong | failed, ~empty, mark, withheld)


def _read_column(database: duckdb.DuckDBPyConnection, column: Column, texts: pa.ChunkedArray, delivery: Delivery) -> _Read:
    encoded = texts.combine_chunks() if pa.types.is_dictionary(texts.type) else texts.combine_chunks().dictionary_encode()
    places = np.asarray(encoded.indices)
    checks = _checks(column, delivery)
    with database.cursor() as cursor:
        cursor.register("texts_read", pa.table({column.name: encoded.dictionary.cast(pa.string())}))
        found = cursor.sql(_column_sql(column, [sql for _, sql in checks])).to_arrow_table()
        cursor.unregister("texts_read")
    wrong = {}
    for number, (code, _) in enumerate(checks):
        failing = np.asarray(found.column(f"w{number}").combine_chunks())
        if failing.any():
            wrong[(code, column.name)] = failing[places]
    hashes = [np.asarray(found.column(name).combine_chunks())[places] for name in ("h1", "h2")]
    kept_back = np.asarray(found.column("b").combine_chunks())
    return _Read(
        column.name, _spread(found.column("v").combine_chunks(), places), wrong, np.asarray(found.column("e").combine_chunks())[places],
        (hashes[0], hashes[1]), int(kept_back[places].sum()) if kept_back.any() else 0,
    )


def _spread(values: pa.Array, places: NDArray[np.int32]) -> pa.Array:
    """The distinct values at their rows; texts stay a dictionary, without double or missing entries, which costs nothing to write."""
    if not pa.types.is_string(values.type):
        return values.take(pa.array(places))
    found = values.dictionary_encode()
    codes = np.asarray(found.indices.fill_null(-1))[places]
    missing = codes < 0
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=missing if missing.any() else None), found.dictionary)


def _checks(column: Column, delivery: Delivery) -> list[tuple[str, str]]:
    """Problem's code and SQL over `t` and `v` of what may be wrong with a single text."""
    kind = KINDS[column.kind]
    found = [(kind.problem, wrong_sql("t", "v", column.kind))]
    if column.name in {key.name for key in delivery.keys}:
        found.append(("snapshot.row.identity", IDENTITY.replace("$KEY", "v")))
    if column.values:
        listed = ", ".join("'" + value.replace("'", "''") + "'" for value in column.values)
        found.append(("snapshot.row.not_listed", f"v IS NOT NULL AND v::VARCHAR NOT IN ({listed})"))
    return found


def _column_sql(column: Column, checks: list[str]) -> str:
    failed = "".join(f", coalesce({sql}, false) AS w{number}" for number, sql in enumerate(checks))
    return (
        f"SELECT v, raw = '' AS e, upper(trim(raw)) = '{WITHHELD}' AS b, hash('{column.name}', raw) AS h1, hash(raw, '{column.name}') AS h2{failed} FROM ("
        f"SELECT raw, t, {value_sql('t', column.kind)} AS v FROM (SELECT \"{column.name}\" AS raw, {text_sql(column.name, column.kind)} AS t FROM texts_read))"
    )


def _judge_rows(
    database: duckdb.DuckDBPyConnection, delivery: Delivery, values: Mapping[str, pa.Array], count: int
) -> tuple[pa.Array, dict[tuple[str, str], NDArray[np.bool_]]]:
    """The year that each row is kept under, and the rules that rows break; a year is missing where the row has no day, which a rule has told then."""
    text = " ".join([delivery.date, *(rule.wrong for rule in delivery.rules)])
    used = [column for column in delivery.every_column if column.name in text]
    batch = pa.table({column.name: values[column.name] for column in used if column.name in values} | {"_all": pa.nulls(count, pa.int8())})
    columns = ", ".join(f'"{one.name}"' if one.name in values else f'NULL::{KINDS[one.kind].sql_type} AS "{one.name}"' for one in used)
    rules = "".join(f", coalesce({rule.wrong}, false) AS r{number}" for number, rule in enumerate(delivery.rules))
    with database.cursor() as cursor:
        cursor.register("rows_read", batch)
        found = cursor.sql(f"SELECT coalesce(year({delivery.date}), 0)::INTEGER AS y{rules} FROM (SELECT {columns} FROM rows_read)").to_arrow_table()
        cursor.unregister("rows_read")
    wrong: dict[tuple[str, str], NDArray[np.bool_]] = {}
    for number, rule in enumerate(delivery.rules):
        failing = np.asarray(found.column(f"r{number}").combine_chunks())
        if failing.any():
            check = (rule.code, rule.column)
            wrong[check] = wrong[check] | failing if check in wrong else failing
    return found.column("y").combine_chunks(), wrong


def keep_rows(typed: Typed, chosen: NDArray[np.bool_]) -> pa.Table:
    """The chosen rows with their marks as a table."""
    table = pa.table(typed.values | {"_mark1": pa.array(typed.mark[0]), "_mark2": pa.array(typed.mark[1])})
    return table if chosen.all() else table.filter(pa.array(chosen))


def split_years(table: pa.Table) -> Iterable[tuple[int, pa.Table]]:
    """The rows of each year, in their order."""
    years = pc.unique(table.column("_year")).to_pylist()
    if len(years) == 1:
        return [(years[0], table)]
    return [(year, table.filter(pc.equal(table.column("_year"), year))) for year in sorted(years)]
