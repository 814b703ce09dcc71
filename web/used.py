"""Which example orders use a register or a code: asked of the orders themselves, never kept beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.codes import expand
from assistant.document import order_from
from assistant.order.criterion import walk
from catalog.lookup import Catalogue
from common.errors import NotFound
from metadata.model.code_system import CodeLists
from metadata.model.example import Example


def examples_with_register(known: Catalogue, register: str) -> list[Example]:
    """The examples with a criterion of the register, or of a family it belongs to."""
    uses = _uses(known)
    return [one for one in known.examples if any(register in known.members(name) for name in uses[one.key].registers)]


def examples_with_code(known: Catalogue, system: str, code: str, lists: CodeLists) -> list[Example]:
    """The examples whose code lists take in a stored code, or codes below it."""
    chosen = _expanded(known, lists)
    return [one for one in known.examples if any(found.startswith(code) for name, codes in chosen[one.key] if name == system for found in codes)]


@dataclass(frozen=True)
class _Use:
    """What an example's order names: registers, and code lists as (system, expression)."""

    registers: frozenset[str]
    codes: tuple[tuple[str, str], ...]


def _uses(known: Catalogue) -> dict[str, _Use]:
    slot = _slot(known.version, ())
    if not slot:
        slot.update({one.key: _use(one) for one in known.examples})
    return slot


def _expanded(known: Catalogue, lists: CodeLists) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Every code list of every example, expanded in the newest editions."""
    slot = _slot(known.version, tuple(f"{one.system} {one.label} {one.sha256}" for editions in lists.editions.values() for one in editions))
    if not slot:
        slot.update({key: list(_code_sets(use, lists)) for key, use in _uses(known).items()})
    return slot


@lru_cache(maxsize=8)
def _slot(_version: str, _editions: tuple[str, ...]) -> dict[str, Any]:
    """Where the answers about one content and its code lists are kept: examples change with the content only."""
    return {}


def _use(example: Example) -> _Use:
    order, _findings = order_from(example.order)
    criteria = [criterion for cohort in (order.cohorts if order else ()) for _path, criterion in walk(cohort.criteria, "")]
    codes = tuple((one.system, one.expr) for criterion in criteria for one in criterion.codes if one.system and one.expr)
    return _Use(frozenset(criterion.register_code for criterion in criteria if criterion.register_code), codes)


def _code_sets(use: _Use, lists: CodeLists) -> Iterator[tuple[str, tuple[str, ...]]]:
    for system, expr in use.codes:
        try:
            found = expand(expr, system, lists)
        except NotFound:
            continue
        yield found.system, found.codes
