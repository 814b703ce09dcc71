"""What is said about a variable list: years without data, codes of another system, reasons that are missing; each with the change that mends it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from assistant.codes import expand
from assistant.codes.expansion import Expansion
from assistant.variable_list.described import Described, describe
from assistant.variable_list.listed import ListedVariable, VariableList, VariableRole
from catalog.lookup import Catalogue
from common.errors import Finding, Fix, NotFound, Severity
from metadata.codes import SHAPES
from metadata.model.code_system import CodeLists

_E, _W = Severity.error, Severity.warning


def check_list(listed: VariableList, catalogue: Catalogue, lists: CodeLists, today: date) -> tuple[Finding, ...]:
    """Every finding of every entry, then what concerns the list as a whole. `path`: `/entries/<number>/<part>`; a fix sets parts of the entry."""
    found: list[Finding] = []
    for entry in listed.entries:
        found += check_entry(entry, catalogue, lists, today)
    return (*found, *_keys(listed, catalogue))


def check_entry(entry: ListedVariable, catalogue: Catalogue, lists: CodeLists, today: date) -> list[Finding]:
    """Every finding of one entry."""
    try:
        known = describe(catalogue, entry.register_code, entry.variable)
    except NotFound:
        return [_say(entry, "variable", "assistant.variables.error.unknown", _E, register=entry.register_code, variable=entry.variable)]
    case = _Case(entry, known, lists, today)
    return [*case.existence(), *case.years(), *case.codes(), *case.purpose()]


def expand_filter(entry: ListedVariable, known: Described, lists: CodeLists) -> Expansion | None:
    """What the code filter means in the years of the entry; None without one or in a system nobody knows."""
    if not entry.expr or entry.system not in SHAPES:
        return None
    binding = next((one for one in known.bound_in(entry.period) if one.system == entry.system), None)
    return expand(entry.expr, entry.system, lists, entry.period, binding, union=entry.period is not None)


class _Case:
    """One entry against what is known of its variable."""

    def __init__(self, entry: ListedVariable, known: Described, lists: CodeLists, today: date) -> None:
        self.entry, self.known, self.lists = entry, known, lists
        self.available = known.years(today.year)
        self.name = f"{known.source.abbreviation} {known.name}"

    def _say(self, part: str, key: str, severity: Severity, /, fix: dict[str, Any] | None = None, **params: Any) -> Finding:
        return _say(self.entry, part, key, severity, fix=fix, name=self.name, **params)

    def existence(self) -> Iterator[Finding]:
        if self.known.is_planned:
            yield self._say("variable", "assistant.variables.error.planned", _E)
        elif not self.known.is_available:
            yield self._say("variable", "assistant.variables.error.not_handed_out", _E)

    def years(self) -> Iterator[Finding]:
        first, last = self.available
        all_years = {"first_year": first, "last_year": last}
        begin, end = self.entry.first_year, self.entry.last_year
        if self.known.is_key and begin is None and end is None:
            return  # the key goes with the rows of the other variables
        if begin is None or end is None:
            yield self._say("years", "assistant.variables.error.no_years", _E, fix=all_years, first=first, last=last)
        elif begin > end:
            yield self._say("years", "assistant.variables.error.years_order", _E, fix={"first_year": end, "last_year": begin}, first=begin, last=end)
        elif end < first or begin > last:
            yield self._say("years", "assistant.variables.error.years_outside", _E, fix=all_years, first=first, last=last, begin=begin, end=end)
        elif begin < first or end > last:
            fitting = {"first_year": max(begin, first), "last_year": min(end, last)}
            yield self._say("years", "assistant.variables.warning.years_partly", _W, fix=fitting, first=first, last=last, begin=begin, end=end)

    def codes(self) -> Iterator[Finding]:
        if not self.entry.expr:
            if self.known.wants_codes and not self.entry.all_codes:
                yield self._say("codes", "assistant.variables.error.no_codes", _E)
            return
        possible = self.known.systems_in(self.entry.period)
        if not self.known.bindings:
            yield self._say("codes", "assistant.variables.error.not_coded", _E, fix={"system": "", "expr": ""})
        elif self.entry.system not in possible:
            only = {"system": possible[0]} if len(possible) == 1 else None
            names = ", ".join(possible or self.known.systems_in(None))
            yield self._say("codes", "assistant.variables.error.other_system", _E, fix=only, system=self.entry.system or "–", systems=names)
        else:
            yield from self._messages(possible)

    def _messages(self, possible: tuple[str, ...]) -> Iterator[Finding]:
        found = expand_filter(self.entry, self.known, self.lists)
        for message in found.messages if found else ():
            yield Finding(message.code, message.severity, f"/entries/{self.entry.number}/codes", message.params, None, message.source, message.translation)
        others = [system for system in possible if system != self.entry.system]
        said = {message.code for message in found.messages} if found else set()
        if others and "E_PERIOD_SYSTEM" not in said:
            yield self._say("codes", "assistant.variables.warning.systems", _W, system=self.entry.system, systems=", ".join(others))

    def purpose(self) -> Iterator[Finding]:
        if self.entry.role is None:
            fix = {"role": VariableRole.key} if self.known.is_key else None
            yield self._say("role", "assistant.variables.warning.no_role", _W, fix=fix)
        if self.entry.why or self.entry.role is VariableRole.key or self.known.is_key:
            return
        if self.known.is_sensitive:
            yield self._say("why", "assistant.variables.error.no_reason_sensitive", _E)
        else:
            yield self._say("why", "assistant.variables.warning.no_reason", _W)


def _keys(listed: VariableList, catalogue: Catalogue) -> Iterator[Finding]:
    """Several registers are linked over a key; the holder does it, but each key must be on the list."""
    registers = dict.fromkeys(entry.register_code for entry in listed.entries if entry.register_code in catalogue.registers)
    if len(registers) < 2:
        return
    for register in registers:
        keys = [one.column_name for one in catalogue.variables(register) if one.join_key]
        chosen = {entry.variable.lower() for entry in listed.entries if entry.register_code == register}
        if keys and not chosen.intersection(key.lower() for key in keys):
            name = catalogue.get_register(register).abbreviation
            fix = Fix("add_variable", {"key": f"{register}/{keys[0]}"})
            yield Finding("assistant.variables.warning.no_key", _W, "/entries", {"register": name, "key": keys[0]}, fix)


def _say(entry: ListedVariable, part: str, key: str, severity: Severity, /, fix: dict[str, Any] | None = None, **params: Any) -> Finding:
    mend = Fix("set_parts", {"number": entry.number, "parts": fix}) if fix else None
    return Finding(key, severity, f"/entries/{entry.number}/{part}", params, mend)


def mended(listed: VariableList, fixes: Iterable[Fix]) -> VariableList:
    """The list after fixes that set parts of entries; an entry that is gone is passed over."""
    for fix in fixes:
        entry = listed.find(int(fix.arguments["number"])) if fix.operation == "set_parts" else None
        if entry is not None:
            listed = listed.replacing(ListedVariable.model_validate(entry.model_dump() | dict(fix.arguments["parts"])))
    return listed
