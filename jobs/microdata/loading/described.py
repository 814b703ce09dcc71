"""The deliveries of registers that are known by their description alone: the same columns, keys and rules as those that the software knows."""

from __future__ import annotations

from collections.abc import Iterable

from jobs.microdata.loading.columns import KEY_NAMES, Column, Delivery, Key, Rule
from metadata.model.stored import StoredCodes, StoredColumn, StoredRegister, StoredTable


def described_deliveries(registers: Iterable[StoredRegister]) -> tuple[Delivery, ...]:
    """One delivery per table."""
    return tuple(_delivery(table) for register in registers for table in register.tables)


def _delivery(table: StoredTable) -> Delivery:
    columns = tuple(Column(one.name, one.kind, required=one.name == table.key_date, values=one.values) for one in table.columns)
    is_one = len(table.persons) == 1
    keys = tuple(Key(person.stored_as, (person.column, *KEY_NAMES) if is_one else (person.column,), is_usual=is_one) for person in table.persons)
    rule = Rule("snapshot.row.empty", table.key_date, f"{quoted(table.key_date)} IS NULL")
    return Delivery(table.name, table.register_code, columns, date_sql(_key_column(table)), (rule,), keys)


def _key_column(table: StoredTable) -> StoredColumn:
    return next(column for column in table.columns if column.name == table.key_date)


def date_sql(column: StoredColumn) -> str:
    """SQL of the whole date of a key date; an unknown day is the 15th, an unknown month 1 July (measures.md 6), a month alone its first day."""
    name = quoted(column.name)
    if column.kind == "month":
        return f"make_date(substr({name}, 1, 4)::INT, substr({name}, 5, 2)::INT, 1)"
    if column.kind != "partial_day":
        return f"{name}::DATE"
    year, month, day = (f"coalesce(try_cast(substr({name}, {first}, {length}) AS INT), 0)" for first, length in ((1, 4), (5, 2), (7, 2)))
    return (
        f"CASE WHEN {name} IS NULL THEN NULL WHEN {month} = 0 THEN make_date({year}, 7, 1) WHEN {day} = 0 THEN make_date({year}, {month}, 15) "
        f"ELSE make_date({year}, {month}, {day}) END"
    )


def made_columns(table: StoredTable, first: int) -> dict[str, str]:
    """Columns of a table that are made when rows are loaded, as SQL: the number of the row, and the whole date beside a key date that is none."""
    made = {table.row_key: f"{first} + r._number"}
    if any(column.name == "AR" and column.kind == "whole" for column in table.columns):
        made["AR"] = f"coalesce(r.AR, year({date_sql(_key_column(table))}))"
    return made if table.date_column == table.key_date else made | {table.date_column: date_sql(_key_column(table))}


def codes_sql(table: StoredTable, codes: StoredCodes, source: str, first: int) -> str:
    """SQL of the codes of a table, one row each: of a column of several codes every one, dated by its own date where there is one, else by the row's."""
    kinds = {column.name: column.kind for column in table.columns}
    person, day = table.persons[0].stored_as, date_sql(_key_column(table))
    items = []
    for place, (name, position) in enumerate(codes.columns):
        listed = f"regexp_split_to_array(trim(r.{quoted(name)}), ' +')" if kinds[name] == "codes" else f"[r.{quoted(name)}]"
        own = f"r.{quoted(codes.dates[place])}" if len(codes.dates) == len(codes.columns) else "NULL::DATE"
        items.append(f"list_transform({listed}, lambda x: {{'position': '{position}', 'code': x, 'own': {own}}})")
    every = f"flatten([{', '.join(items)}])"
    rows = f'SELECT {first} + r._number AS "{table.row_key}", k.person, {day} AS day, unnest({every}) AS item FROM {source} r LEFT JOIN keys k ON k.key = r."{person}"'
    position = ", item.position AS position" if codes.with_position else ""
    return (
        f'SELECT "{table.row_key}", person, coalesce(item.own, day) AS date{position}, item.code AS code FROM ({rows}) '
        "WHERE item.code IS NOT NULL AND item.code NOT IN ('', '-', '-1', '0000')"
    )


def quoted(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'
