"""The tables of a register as its description has them: names and kinds of columns, persons, key date, tables of codes."""

from __future__ import annotations

from catalog.lookup import Catalogue
from metadata.model.register import CodeTable, DataResource
from metadata.model.stored import ColumnKind, StoredCodes, StoredColumn, StoredPerson, StoredRegister, StoredTable
from metadata.model.variable import InstanceVariable, ValueDomain

ROW_KEY = "row_no"
_NAMED: dict[str, ColumnKind] = {"KON": "sex", "LK": "municipality", "ATC": "atc"}
"""Columns that mean the same in every register (registers.md 1), whatever their description calls their values."""
_BY_TYPE: dict[str, ColumnKind] = {"date": "day", "datetime": "moment", "int": "whole", "dec": "thousandths", "code": "code", "char": "text"}


def stored_register(catalogue: Catalogue, register_code: str) -> StoredRegister | None:
    """What a load must know of a register; None for one that the catalogue has not, that is only planned, or of which nobody loads a table."""
    register = catalogue.registers.get(register_code)
    tables = stored_tables(catalogue, register_code)
    if register is None or register.status == "planned" or not tables:
        return None
    return StoredRegister(
        register_code=register_code, tables=tables, is_monthly=register.update_frequency == "MONTHLY", preliminary_months=register.preliminary_months,
    )


def stored_tables(catalogue: Catalogue, register_code: str) -> tuple[StoredTable, ...]:
    """Every table of a register that rows are loaded into and counted in, in the order of the content; empty when nobody loads it."""
    found = []
    for resource in catalogue.data_resources(register_code):
        if resource.table and resource.key_date and resource.status == "active":
            found.append(_table(catalogue, resource))
    return tuple(found)


def _table(catalogue: Catalogue, resource: DataResource) -> StoredTable:
    variables = [one for one in catalogue.variables(resource.register_code) if one.data_resource == resource.id and one.status == "active"]
    keys = {key.column for key in resource.person_keys}
    long = {name for table in resource.code_tables for name in _columns_of(table, variables)}
    columns = tuple(_column(catalogue, one, resource, is_kept=one.column_name not in long) for one in variables if one.column_name not in keys)
    return StoredTable.model_validate({
        "name": resource.table, "register": resource.register_code, "key_date": resource.key_date, "row_key": resource.row_key or ROW_KEY,
        "persons": tuple(StoredPerson(column=key.column, stored_as=key.stored_as, role=key.role) for key in resource.person_keys), "columns": columns,
        "code_tables": tuple(_codes(table, variables) for table in resource.code_tables),
    })


def _columns_of(table: CodeTable, variables: list[InstanceVariable]) -> list[str]:
    wanted = {*table.columns, *([table.dates] if table.dates else [])}
    return [one.column_name for one in variables if one.column_name in wanted or one.series in wanted]


def _codes(table: CodeTable, variables: list[InstanceVariable]) -> StoredCodes:
    coded = [one for one in variables if one.column_name in table.columns or one.series in table.columns]
    dates = [one.column_name for one in variables if table.dates and table.dates in (one.column_name, one.series)]
    columns = tuple((one.column_name, str(one.code_position or "secondary")) for one in coded)
    return StoredCodes(table=table.table, columns=columns, dates=tuple(dates), with_position=table.with_position)


def _column(catalogue: Catalogue, variable: InstanceVariable, resource: DataResource, *, is_kept: bool) -> StoredColumn:
    domain = _domain(catalogue, variable)
    listed = catalogue.content.of("code_lists").get(domain.code_list) if domain.code_list else None
    allowed = tuple(item.code for item in listed.codes) if listed is not None and listed.is_complete else ()
    return StoredColumn(name=variable.column_name, kind=_kind(catalogue, variable, domain, resource), values=allowed, is_kept=is_kept)


def _domain(catalogue: Catalogue, variable: InstanceVariable) -> ValueDomain:
    represented = catalogue.content.of("represented_variables")[variable.represented_variable]
    domain: ValueDomain = catalogue.content.of("value_domains")[represented.value_domain]
    return domain


def _kind(catalogue: Catalogue, variable: InstanceVariable, domain: ValueDomain, resource: DataResource) -> ColumnKind:
    if variable.column_name in _NAMED:
        return _NAMED[variable.column_name]
    if variable.column_name == resource.key_date and domain.data_type not in ("date", "datetime"):
        return "month" if domain.length == 6 else "partial_day"
    if domain.code_list:
        return "text"
    bound = catalogue.bindings(resource.register_code, variable.column_name)
    if any(one.multi_valued for one in bound):
        return "codes"
    if domain.data_type == "dec" and domain.decimals == 2:
        return "money"
    return _BY_TYPE[domain.data_type]


def allowed_values(catalogue: Catalogue, register_code: str) -> dict[str, ValueDomain]:
    """The value domain of every stored column of a register, by `table/column`."""
    tables = {resource.id: resource.table for resource in catalogue.data_resources(register_code) if resource.table}
    return {f"{tables[one.data_resource]}/{one.column_name}": _domain(catalogue, one) for one in catalogue.variables(register_code) if one.data_resource in tables}
