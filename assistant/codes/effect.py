"""Includes against excludes by listed codes, then what is redundant (codes.md 4.5, step 3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.codes.item import Item, contained
from assistant.codes.message import say
from common.errors import Finding, Fix
from metadata.codes import Shape
from metadata.model.code_system import CodeEdition


@dataclass(frozen=True)
class Effect:
    """The items of the normal form, the mask of the codes that remain, and what there is to say."""

    includes: tuple[Item, ...]
    excludes: tuple[Item, ...]
    mask: int
    findings: tuple[Finding, ...]


def weigh(includes: list[Item], excludes: list[Item], edition: CodeEdition | None, shape: Shape, protected: frozenset[Item]) -> Effect:
    """What remains, and every W_EXCL_NO_EFFECT, W_CONFLICT, W_REDUNDANT, E_EMPTY_RESULT.

    `protected`: retired codes that are kept; they stay in the normal form, since nothing else in it would bring them back.
    Without an edition only redundancy is judged.
    """
    findings: list[Finding] = []
    idle: set[Item] = set()
    mask = 0
    if edition is not None:
        mask, idle = _by_codes(includes, excludes, edition, shape, findings)
    kept_in = _without_redundant(includes, idle | protected, shape, findings)
    kept_ex = _without_redundant(excludes, idle, shape, findings)
    if edition is not None and not mask:
        findings.append(say("E_EMPTY_RESULT"))
    return Effect(kept_in, kept_ex, mask, tuple(findings))


def _by_codes(includes: list[Item], excludes: list[Item], edition: CodeEdition, shape: Shape, findings: list[Finding]) -> tuple[int, set[Item]]:
    inside, outside = _union(includes, edition), _union(excludes, edition)
    idle: set[Item] = set()
    for item in excludes:
        if not item.mask(edition) & inside:
            idle.add(item)
            shown = item.show(shape)
            findings.append(say("W_EXCL_NO_EFFECT", shown, fix=Fix("include_code", {"code": shown})))
    for item in includes:
        if not item.mask(edition) & ~outside:
            idle.add(item)
            findings.append(say("W_CONFLICT", item.show(shape)))
    return inside & ~outside, idle


def _union(items: Iterable[Item], edition: CodeEdition) -> int:
    mask = 0
    for item in items:
        mask |= item.mask(edition)
    return mask


def _without_redundant(items: list[Item], untouched: set[Item] | frozenset[Item], shape: Shape, findings: list[Finding]) -> tuple[Item, ...]:
    """Items not contained in another of their side; `untouched` ones already have their message and stay."""
    inside = contained(items) - untouched
    repeated = {item for item, count in Counter(items).items() if count > 1} - untouched
    for item in dict.fromkeys(items):
        if item in inside or item in repeated:
            shown = item.show(shape)
            findings.append(say("W_REDUNDANT", shown, fix=Fix("drop_redundant", {"code": shown})))
    return tuple(item for item in dict.fromkeys(items) if item not in inside)
