"""A table of an earlier delivery as the release ledger hands it in; never a true value of a hidden cell (disclosure.md 8.1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from jobs.disclosure.kin import Counted
from metadata.model.base import Model
from metadata.model.policy import round_to_base
from metadata.model.table import CellKey, CountTable, TableShell

State = Literal["shown", "hidden", "rounded"]


class ReleasedCell(Model):
    """`value` in minor units of what was printed, None when hidden; a rounded one stood within two of it."""

    key: CellKey
    state: State
    value: int | None = None


class ReleasedTable(Model):
    """`shell` as delivered, `counted`: whom it counts, so that a later order can be judged against it; `snapshot` it was computed on."""

    delivery: str
    shell: TableShell
    counted: Counted
    snapshot: str = ""
    policy: str = ""
    cells: tuple[ReleasedCell, ...] = ()

    @property
    def id(self) -> str:
        """The table's name among all tables."""
        return f"{self.delivery}/{self.shell.id}"


def record_tables(
    tables: Sequence[CountTable], hidden: Mapping[str, Collection[CellKey]], counted: Mapping[str, Counted], *, delivery: str, snapshot: str = "",
    policy: str = "", is_rounded: bool = False,
) -> tuple[ReleasedTable, ...]:  # fmt: skip
    """What a release adds to the ledger: every cell with its number, or that none was printed."""
    found = []
    for table in sorted(tables, key=lambda one: one.shell.id):
        marks = {*hidden[table.shell.id], *table.incomplete}
        cells = (ReleasedCell(key=key, state="hidden") if key in marks else _printed(key, table.cells[key].value, is_rounded) for key in table.shell.keys())
        counted_here = counted[table.shell.id]
        found.append(ReleasedTable(delivery=delivery, shell=table.shell, counted=counted_here, snapshot=snapshot, policy=policy, cells=tuple(cells)))
    return tuple(found)


def _printed(key: CellKey, value: int, is_rounded: bool) -> ReleasedCell:
    """A nought is a nought in either method."""
    if is_rounded and value:
        return ReleasedCell(key=key, state="rounded", value=round_to_base(value))
    return ReleasedCell(key=key, state="shown", value=value)
