"""What became of codes that a younger list no longer holds: candidates by equal names, for a person to approve (codes.md 2 and 7)."""

from __future__ import annotations

from collections.abc import Iterator

from metadata.model.code_system import CodeChange, CodeEdition

SAME_NAME, SEVERAL, NO_NAME, WHOLE_GROUP = "same name at the same level", "several candidates", "no code of that name", "group closed"


def derive_changes(before: CodeEdition, after: CodeEdition) -> Iterator[CodeChange]:
    """One change per code that is gone: moved to the one new code of the same name and level, to each of several, retired, or a closed group.

    A group is never moved by its name: the name may belong to another group now. Nothing is approved here.
    """
    born: dict[tuple[int, str], list[str]] = {}
    for code in after.codes:
        if code not in before:
            born.setdefault((len(code), _name(after, code)), []).append(code)
    source = f"{before.label} → {after.label}"
    for code in before.codes:
        if code in after:
            continue
        if before.starting(code).bit_count() > 1:
            kind = "retired" if after.starting(code) else "group_closed"
            yield CodeChange(before.system, code, None, kind, after.valid_from, WHOLE_GROUP if kind == "group_closed" else NO_NAME, source)
            continue
        candidates = born.get((len(code), _name(before, code)), [])
        for new in candidates:
            yield CodeChange(before.system, code, new, "moved", after.valid_from, SAME_NAME if len(candidates) == 1 else SEVERAL, source)
        if not candidates:
            yield CodeChange(before.system, code, None, "retired", after.valid_from, NO_NAME, source)


def _name(edition: CodeEdition, code: str) -> str:
    entry = edition.find(code)[0]
    return (entry.title_en or entry.title_sv).casefold()
