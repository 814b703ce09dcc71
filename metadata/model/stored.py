"""How the rows of a described register lie in a snapshot: what a load, a draw of made-up rows and a query must know, and nothing that only readers need."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from metadata.model.base import Model

ColumnKind = Literal["day", "partial_day", "month", "moment", "whole", "thousandths", "money", "sex", "municipality", "atc", "code", "codes", "text"]
PARTIAL: frozenset[str] = frozenset({"partial_day", "month"})
"""Kinds of key date that do not always tell the day: a snapshot keeps a whole date beside them, in a column whose name ends in `N`."""


class StoredColumn(Model):
    """A column by its name in the holder's spelling. `values`: the only ones it may hold (a complete code list), none = any of the kind."""

    name: str
    kind: ColumnKind
    values: tuple[str, ...] = ()
    is_kept: bool = Field(default=True, description="False: its codes lie in a table of codes instead.")


class StoredPerson(Model):
    """Whose key it is: the delivered column, the column in the snapshot, and the part the person has in the row."""

    column: str
    stored_as: str = "person"
    role: str | None = None


class StoredCodes(Model):
    """Codes kept long beside their rows; `columns` with the position of each, `dates` the columns that date them in the same order."""

    table: str
    columns: tuple[tuple[str, str], ...]
    dates: tuple[str, ...] = ()
    with_position: bool = False


class StoredTable(Model):
    """One table of a register: folders by the year of its key date, one row per `row_key`."""

    name: str
    register_code: str = Field(alias="register")
    key_date: str
    row_key: str
    persons: tuple[StoredPerson, ...]
    columns: tuple[StoredColumn, ...]
    code_tables: tuple[StoredCodes, ...] = ()

    @property
    def date_column(self) -> str:
        """The column that holds the key date as a whole date."""
        kind = next(column.kind for column in self.columns if column.name == self.key_date)
        return f"{self.key_date}N" if kind in PARTIAL else self.key_date


class StoredRegister(Model):
    """A register that is known by its description alone: its tables, whether every month is expected, how many of the last months are preliminary."""

    register_code: str = Field(alias="register")
    tables: tuple[StoredTable, ...] = Field(min_length=1)
    is_monthly: bool = False
    preliminary_months: int = 0
