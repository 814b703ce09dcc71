"""What a younger edition of a code system does to the codes that examples, orders and series name (codes.md 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.codes import Expansion, expand
from assistant.order.codes import canonical_system
from metadata.model.code_system import CodeEdition, CodeLists


@dataclass(frozen=True)
class Named:
    """A thing that names codes: `kind` example, order or series; its key, its title and its document as plain values."""

    kind: str
    key: str
    title: str
    document: Mapping[str, Any]


@dataclass(frozen=True)
class Retired:
    """A code that left the list; `successors`: approved ones first, `approved` whether there is exactly one that may be offered."""

    code: str
    title: str
    kind: str
    successors: tuple[str, ...]
    approved: bool


@dataclass(frozen=True)
class Impact:
    """One expression of one thing that means other codes in the younger edition, or the same with other titles. Codes are stored codes."""

    kind: str
    key: str
    title: str
    path: str
    expr: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    retired: tuple[Retired, ...] = ()
    retitled: tuple[tuple[str, str, str], ...] = ()

    @property
    def changes_codes(self) -> bool:
        """Whether more than titles differ: a series stops for review then."""
        return bool(self.added or self.removed)


def find_impact(things: Iterable[Named], lists: CodeLists, before: CodeEdition, after: CodeEdition) -> list[Impact]:
    """Every touched expression in the order of the things; empty when the step from one edition to the other touches nothing named."""
    found = []
    for thing in things:
        for path, expr in find_expressions(thing.document, before.system):
            one = _impact(thing, path, expr, lists, before, after)
            if one.changes_codes or one.retitled:
                found.append(one)
    return found


def find_expressions(value: Any, system: str, path: str = "") -> Iterator[tuple[str, str]]:
    """(JSON pointer, expression) of every list of a system in a document, in both ways an order writes them."""
    if isinstance(value, Mapping):
        if canonical_system(str(value.get("system", ""))) == system and isinstance(value.get("expr"), str):
            yield path, value["expr"]
        for key, inner in value.items():
            if canonical_system(str(key)) == system and isinstance(inner, str):
                yield f"{path}/{key}", inner
            else:
                yield from find_expressions(inner, system, f"{path}/{key}")
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value):
            yield from find_expressions(inner, system, f"{path}/{at}")


def _impact(thing: Named, path: str, expr: str, lists: CodeLists, before: CodeEdition, after: CodeEdition) -> Impact:
    read = _read(expr, lists, before, after)
    old, new = ({code for code in edition.codes if read.matches(code)} for edition in (before, after))
    renamed = sorted(code for code in old & new if _title(before, code) != _title(after, code))
    gone = tuple(sorted(old - new))
    return Impact(
        thing.kind, thing.key, thing.title, path, expr, tuple(sorted(new - old)), gone,
        tuple(_retired(code, lists, before) for code in gone), tuple((code, _title(before, code), _title(after, code)) for code in renamed),
    )


def _read(expr: str, lists: CodeLists, before: CodeEdition, after: CodeEdition) -> Expansion:
    """What the expression matches, read with the codes of both editions: some may be young, others retired."""
    both = after.with_codes(entry for entry in before.entries if entry.code not in after)
    return expand(expr, after.system, CodeLists(lists.systems, {**lists.editions, after.system: (both,)}))


def _retired(code: str, lists: CodeLists, before: CodeEdition) -> Retired:
    moves = [change for change in lists.changes.get(before.system, ()) if change.old == code]
    approved = [change.new for change in moves if change.new and change.approved_by]
    others = [change.new for change in moves if change.new and not change.approved_by]
    kind = moves[0].kind if moves else "retired"
    return Retired(code, _title(before, code), kind, tuple(dict.fromkeys([*approved, *others])), len(approved) == 1)


def _title(edition: CodeEdition, code: str) -> str:
    return edition.title(code, "sv")
