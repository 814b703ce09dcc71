"""A table of a snapshot is described so that rows can be loaded and counted: its columns exist, each is dated, no two share a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from metadata.checks.problem import Problem
from metadata.model.content import Content
from metadata.model.register import DataResource


def check_tables(content: Content) -> Iterator[Problem]:
    """Yields `content.error.unknown_column`, `.table_undated`, `.table_without_row_key` and `.table_twice`."""
    columns: dict[str, set[str]] = {}
    for variable in content.instance_variables.values():
        columns.setdefault(variable.data_resource, set()).update({variable.column_name, variable.series or variable.column_name})
    owners: dict[str, str] = {}
    for resource in content.of("data_resources").values():
        known = columns.get(resource.id, set())
        for pointer, column in _named(resource):
            if column not in known:
                params = {"column": column, "register": resource.id}
                yield Problem("content.error.unknown_column", "data_resources", resource.id, pointer, params, lacks=("variables", column))
        yield from _incomplete(resource)
        yield from _twice(resource, owners)
    yield from _registers(content, columns)


def _registers(content: Content, columns: Mapping[str, set[str]]) -> Iterator[Problem]:
    """A register with tables has its own key date in one of them."""
    for register in content.registers.values():
        tables = [one.id for one in content.of("data_resources").values() if one.register_code == register.id and one.table]
        if tables and not any(register.key_date in columns.get(one, ()) for one in tables):
            params = {"column": register.key_date, "register": register.id}
            yield Problem("content.error.unknown_column", "registers", register.id, "/key_date", params, lacks=("variables", register.key_date))


def _named(resource: DataResource) -> Iterator[tuple[str, str]]:
    """Every column that the description of the table names, with its JSON pointer."""
    if resource.key_date:
        yield "/key_date", resource.key_date
    for at, key in enumerate(resource.person_keys):
        yield f"/person_keys/{at}/column", key.column
    for at, table in enumerate(resource.code_tables):
        yield from ((f"/code_tables/{at}/columns/{place}", column) for place, column in enumerate(table.columns))
        if table.dates:
            yield f"/code_tables/{at}/dates", table.dates


def _incomplete(resource: DataResource) -> Iterator[Problem]:
    if resource.table and not resource.key_date:
        yield Problem("content.error.table_undated", "data_resources", resource.id, "/table", {"table": resource.table})
    if resource.code_tables and not resource.row_key:
        yield Problem("content.error.table_without_row_key", "data_resources", resource.id, "/code_tables", {"resource": resource.id})


def _twice(resource: DataResource, owners: dict[str, str]) -> Iterator[Problem]:
    tables: Mapping[str, str] = {one.table: f"/code_tables/{at}/table" for at, one in enumerate(resource.code_tables)}
    for table, pointer in {**tables, **({resource.table: "/table"} if resource.table else {})}.items():
        if table in owners:
            yield Problem("content.error.table_twice", "data_resources", resource.id, pointer, {"table": table, "other": owners[table]})
        owners.setdefault(table, resource.id)
