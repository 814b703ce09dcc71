"""Whether items stand in the list: unknown codes, prefixes and ends that are no codes, group borders, breadth, parts (codes.md 4.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.codes.item import Item
from assistant.codes.message import say
from common.errors import Finding, Fix
from metadata.codes import Shape
from metadata.model.code_system import CodeEdition, CodeSystem

_SURGICAL, _MEDICAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
SUGGESTIONS = 3


def check_range(item: Item, edition: CodeEdition, system: CodeSystem | None, shape: Shape) -> Iterator[Finding]:
    """E_EMPTY_RANGE, W_RANGE_ENDPOINT and W_RANGE_CROSSES_GROUP of one range."""
    covered = edition.ends_of(item.mask(edition))
    if covered is None:
        yield say("E_EMPTY_RANGE", item.show(shape))
    for end in (item.first, item.last):
        if end not in edition:
            ends: dict[str, Any] = {"first": shape.show(covered[0]), "last": shape.show(covered[1])} if covered else {"first": "–", "last": "–"}
            yield say("W_RANGE_ENDPOINT", shape.show(end), **ends)
    if system is not None and system.group_rule and _group(item.first, edition, system) != _group(item.last, edition, system):
        yield say("W_RANGE_CROSSES_GROUP", item.show(shape))


def check_prefix(item: Item, edition: CodeEdition, shape: Shape) -> Iterator[Finding]:
    """W_PREFIX_NOT_CODE of a prefix that starts listed codes without being one."""
    if item.kind == "prefix" and item.first not in edition:
        yield say("W_PREFIX_NOT_CODE", shape.show(item.first), n=item.mask(edition).bit_count())


def check_breadth(item: Item, edition: CodeEdition, system: CodeSystem, shape: Shape, share: float) -> Iterator[Finding]:
    """W_BROAD of an include that holds every listed code of a chapter, an ATC main group or one letter of a part of KVÅ."""
    mask = item.mask(edition)
    for chapter in _chapters(edition, system, item):
        if chapter and (mask & chapter).bit_count() >= share * chapter.bit_count():
            yield say("W_BROAD", item.show(shape))
            return


def check_parts(item: Item, edition: CodeEdition, shape: Shape) -> Iterator[Finding]:
    """W_TWO_PARTS of an item of one or two letters that holds surgical and medical procedures; the fix names one side each."""
    mask = item.mask(edition)
    if item.length > 2 or sum(bool(mask & part) for part in edition.part_masks.values()) < 2:
        return
    groups = [item.first] if item.length == 2 else sorted({code[:2] for code in edition.pick(mask) if len(code) >= 2})
    fix = Fix("choose_reading", {"readings": [" | ".join(f"{group}{side[0]}-{group}{side[-1]}" for group in groups) for side in (_SURGICAL, _MEDICAL)]})
    yield say("W_TWO_PARTS", item.show(shape), fix=fix)


def unknown(item: Item, edition: CodeEdition, shape: Shape) -> Finding:
    """E_UNKNOWN with the existing parent and one-character neighbours, at most three."""
    shown = shape.show(item.first)
    near = [shape.show(code) for code in _suggestions(item.first, edition)]
    fix = Fix("replace_code", {"old": shown, "new": near[0]}) if near else None
    sentence = None if near else "E_UNKNOWN.no_suggestion"
    return say("E_UNKNOWN", shown, system=edition.system, version=edition.label, suggestions=", ".join(near), fix=fix, sentence=sentence)


def _suggestions(code: str, edition: CodeEdition) -> list[str]:
    parent = edition.parent_of(code)
    stem = parent or code[:1]
    start = len(stem[: max(len(code) - 2, 1)])
    changed = (code[:at] + sign + code[at + 1 :] for at in range(start, len(code)) for sign in _MEDICAL + _SURGICAL if sign != code[at])
    near = [other for other in changed if other in edition]
    near.sort(key=lambda other: (_distance(other, code), other))
    return ([parent] if parent else [])[:1] + near[: SUGGESTIONS - bool(parent)]


def _distance(other: str, code: str) -> tuple[int, int]:
    """The later the differing character and the nearer its value, the likelier the slip."""
    place = next(at for at, (a, b) in enumerate(zip(other, code, strict=True)) if a != b)
    return -place, abs(ord(other[place]) - ord(code[place]))


def _group(code: str, edition: CodeEdition, system: CodeSystem) -> str | None:
    if system.group_rule == "chapter":
        begun = [chapter for chapter in system.chapters if chapter.first <= code[:3]]
        return max(begun, key=lambda chapter: chapter.first).code if begun else None
    if edition.system == "ATC":
        return next((code[:length] for length in (5, 4, 3, 1) if length < len(code)), None)
    return edition.parent_of(code)


def _chapters(edition: CodeEdition, system: CodeSystem, item: Item) -> Iterator[int]:
    for chapter in system.chapters:
        if chapter.last >= item.first[:3] and chapter.first <= item.last[:3]:
            yield edition.between(chapter.first, chapter.last)
    if not system.chapters and system.group_rule == "parent" and item.length == 1:
        for code in range(ord(item.first), ord(item.last) + 1):
            letter = edition.starting(chr(code))
            yield from (letter & part for part in edition.part_masks.values() or (letter,))
