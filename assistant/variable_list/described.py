"""What the catalogue knows of a chosen variable: label, years, sensitivity, how it is coded; a series is described as one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from catalog.lookup import Catalogue
from common.errors import NotFound
from metadata.model.binding import Binding
from metadata.model.period import Period
from metadata.model.register import Register
from metadata.model.text import Text
from metadata.model.variable import InstanceVariable, Sensitivity

SENSITIVE = frozenset({"health", "other-special"})
_FILTERED = frozenset({"ATC", "KVA", "NKOO"})
"""With every ICD list, the systems whose variables are handed out for chosen codes only (CODE-10)."""


@dataclass(frozen=True)
class Described:
    """A variable as its list shows it. `columns`: one, or all of a numbered series in order; `bindings`: oldest first."""

    source: Register
    name: str
    label: Text
    columns: tuple[InstanceVariable, ...]
    sensitivity: Sensitivity
    bindings: tuple[Binding, ...]

    @property
    def resource(self) -> str:
        """The data resource (deldatamängd) it stands in."""
        return self.columns[0].data_resource

    @property
    def first(self) -> date:
        """First day with data in any of its columns."""
        return min(column.data_from for column in self.columns)

    @property
    def last(self) -> date | None:
        """Last day with data, None while it is still collected."""
        ends = [column.data_until for column in self.columns]
        return None if None in ends else max(end for end in ends if end is not None)

    @property
    def is_key(self) -> bool:
        """Whether registers are joined on it."""
        return self.columns[0].join_key

    @property
    def is_planned(self) -> bool:
        """Whether it does not exist yet."""
        return all(column.status == "planned" for column in self.columns) or self.source.status == "planned"

    @property
    def is_available(self) -> bool:
        """Whether it is handed out as individual data at all."""
        return any(column.orderable.microdata for column in self.columns)

    @property
    def is_sensitive(self) -> bool:
        """Whether its content is sensitive in the sense of the data protection regulation."""
        return self.sensitivity in SENSITIVE

    def bound_in(self, period: Period | None) -> tuple[Binding, ...]:
        """How it is coded in a period; at any time when none is given. Exceptions of single regions are left out."""
        return tuple(one for one in self.bindings if not one.regions and (period is None or one.applies_in(period)))

    def systems_in(self, period: Period | None) -> tuple[str, ...]:
        """Code systems of a period, oldest first, each once."""
        return tuple(dict.fromkeys(one.system for one in self.bound_in(period)))

    @property
    def wants_codes(self) -> bool:
        """Whether only chosen codes of it are handed out (CODE-10)."""
        return any(one.system in _FILTERED or one.system.startswith("ICD") for one in self.bindings)

    def years(self, last_known: int) -> tuple[int, int]:
        """First and last calendar year with data; `last_known` stands for the end while it is still collected."""
        return self.first.year, min(self.last.year, last_known) if self.last else last_known


def find_variable(catalogue: Catalogue, key: str) -> Described:
    """A variable by its id (`LMED/ATC`), or by register and column or series (`lmed/ATC`, `par_in/DIA`). Raises NotFound `catalogue.error.variable`."""
    known = catalogue.content.instance_variables.get(key)
    if known is not None:
        return describe(catalogue, known.register_code, known.column_name)
    register, _slash, name = key.partition("/")
    return describe(catalogue, register, name)


def describe(catalogue: Catalogue, register: str, name: str) -> Described:
    """A column, or every column of a series, of a register; of a family the first part that has it. Raises NotFound `catalogue.error.variable`."""
    wanted = name.strip().lower()
    for part in catalogue.members(register.strip().lower()):
        columns = tuple(one for one in catalogue.variables(part) if one.column_name.lower() == wanted)
        series = columns or tuple(one for one in catalogue.variables(part) if (one.series or "").lower() == wanted)
        if series:
            return _described(catalogue, part, series, is_series=not columns)
    raise NotFound("catalogue.error.variable", variable=name, register=register)


def _described(catalogue: Catalogue, register: str, columns: tuple[InstanceVariable, ...], *, is_series: bool) -> Described:
    first = columns[0]
    name = first.series or first.column_name if is_series else first.column_name
    label = first.name
    if is_series and len(columns) > 1:
        label = Text(sv=_over_all(label.sv, columns), en=_over_all(label.en, columns))
    represented = catalogue.content.of("represented_variables")[first.represented_variable]
    return Described(catalogue.get_register(register), name, label, columns, represented.sensitivity, catalogue.bindings(register, name))


def _over_all(label: str, columns: tuple[InstanceVariable, ...]) -> str:
    """`Bidiagnos 1` of a series of thirty as `Bidiagnos 1–30`."""
    span = f"{columns[0].number}–{columns[-1].number}"
    return re.sub(rf"\b{columns[0].number}\b", span, label) if re.search(rf"\b{columns[0].number}\b", label) else f"{label} ({span})"
