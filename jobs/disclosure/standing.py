"""Which tables share a system, and how a table stands whose people nobody described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jobs.disclosure.dimensions import PERIOD, dimension_of, margin_code
from jobs.disclosure.kin import Counted, Formula, Kinship, Predicate
from jobs.disclosure.kin.periods import days_of, name_period
from jobs.disclosure.ledger import ReleasedTable
from metadata.model.period import Period
from metadata.model.table import TOTAL, CellKey, CountTable, TableShell


def count_plainly(table: CountTable, tables: Sequence[CountTable]) -> Counted:
    """A description out of the shell alone: tables of one phrase and period count the same people unless their numbers say otherwise."""
    shell = table.shell
    rival = next((at for at, other in enumerate(_alike(table, tables)) if other.shell.id == shell.id or _agrees(table, other)), 0)
    phrase = f"{shell.population.en} {shell.period} {rival}"
    person = Predicate(kind="row", fixed={"phrase": phrase, "measure": f"{shell.measure}@{shell.measure_version}" if shell.unit == "person" else ""})
    if shell.unit != "person":
        person = _people_behind(table, tables) or person
    noun = "persons" if shell.unit == "person" else f"{'amount ' if shell.unit == 'amount' else ''}{shell.measure}@{shell.measure_version}/{shell.scale}"
    codes = {one.id: {c.code: _clipped(c.code, shell) for c in one.categories} for one in shell.breakdowns if one.id in PERIOD}
    return Counted(noun=noun, formula=Formula(members=(person,)), stands={"period": name_period(shell.period)}, codes=codes)


def _alike(table: CountTable, tables: Sequence[CountTable]) -> list[CountTable]:
    shell = table.shell
    same = [other for other in tables if _phrase(other.shell) == _phrase(shell)]
    return sorted(same, key=lambda other: other.shell.id)


def _phrase(shell: TableShell) -> tuple[str, ...]:
    return shell.measure, str(shell.measure_version), shell.unit, str(shell.scale), shell.population.en, str(shell.period)


def _people_behind(table: CountTable, tables: Sequence[CountTable]) -> Predicate | None:
    """The persons of another table of the same phrase whose counts are the persons behind these rows."""
    for other in sorted(tables, key=lambda one: one.shell.id):
        shell = other.shell
        same_place = shell.population.en == table.shell.population.en and shell.period == table.shell.period
        if shell.unit == "person" and same_place and _agrees(table, other, by_persons=True):
            member = count_plainly(other, tables).formula.members[0]
            return member if isinstance(member, Predicate) else None
    return None


def _agrees(one: CountTable, other: CountTable, *, by_persons: bool = False) -> bool:
    """Whether the cells two tables have in common hold the same number (of persons behind them)."""
    mine, theirs = _places(one), _places(other)
    common = mine.keys() & theirs.keys()
    pairs = ((one.cells[mine[place]], other.cells[theirs[place]]) for place in common)
    agreed = all(first.persons == second.persons if by_persons else first.value == second.value for first, second in pairs)
    return agreed and (bool(common) or not by_persons)


def _places(table: CountTable) -> dict[tuple[tuple[str, str], ...], CellKey]:
    breakdowns = table.shell.breakdowns
    names = [dimension_of(one.id, [table.shell]) for one in breakdowns]
    found = {}
    for key in table.cells:
        here = ((name, margin_code(b) if code == TOTAL else code) for name, b, code in zip(names, breakdowns, key, strict=True))
        found[tuple(sorted((name, code) for name, code in here if code != TOTAL))] = key
    return found


def _clipped(code: str, shell: TableShell) -> str:
    """A period as far as the study period reaches."""
    days = days_of(code)
    if days is None:
        return code
    first, after = max(days[0], shell.period.first.toordinal()), min(days[1], shell.period.last.toordinal() + 1)
    if first >= after:
        return code
    return name_period(Period(first=shell.period.first.fromordinal(first), last=shell.period.first.fromordinal(after - 1)))


def group_tables(tables: Sequence[CountTable], ledger: Sequence[ReleasedTable], kinship: Kinship) -> list[set[str]]:
    """Tables joined wherever the people of one are, or may be counted among, those of another."""
    units: dict[str, str] = {table.shell.id: table.shell.id for table in tables} | {one.id: one.id for one in ledger}
    near = {frozenset(pair) for pair in kinship.inside} | {frozenset(pair) for pair in _three(kinship)}
    near |= {frozenset((one, other)) for one, other in _same_behind(kinship)}

    def root(name: str) -> str:
        while units[name] != name:
            name = units[name]
        return name

    whos: Mapping[str, str] = {name: kinship.standings[name].who for name in sorted(units)}
    for one in sorted(units):
        for other in sorted(units):
            if one < other and (whos[one] == whos[other] or frozenset((whos[one], whos[other])) in near):
                units[root(other)] = root(one)
    groups: dict[str, set[str]] = {}
    for name in sorted(units):
        groups.setdefault(root(name), set()).add(name)
    return [groups[name] for name in sorted(groups)]


def _three(kinship: Kinship) -> list[tuple[str, str]]:
    return [pair for whole, part, rest in kinship.sums for pair in ((whole, part), (whole, rest), (part, rest))]


def _same_behind(kinship: Kinship) -> list[tuple[str, str]]:
    """Amounts and the persons or rows of the very same people: no relation binds their numbers, but they share their marks."""
    return sorted(kinship.behind)
