"""What came, went and was renamed between two editions of a code list, code by code."""

from __future__ import annotations

from dataclasses import dataclass

from metadata.model.code_system import CodeEdition


@dataclass(frozen=True)
class EditionChanges:
    """From the older edition to the younger. Codes are stored codes in code-point order; `renamed`: code, old and new Swedish title."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    renamed: tuple[tuple[str, str, str], ...]


def changes_between(before: CodeEdition, after: CodeEdition) -> EditionChanges:
    """Every difference in codes and Swedish titles; a title that one edition lacks is no new name."""
    old, new = set(before.codes), set(after.codes)
    titles = ((code, before.title(code, "sv"), after.title(code, "sv")) for code in sorted(old & new))
    renamed = tuple(one for one in titles if one[1] and one[2] and one[1] != one[2])
    return EditionChanges(tuple(sorted(new - old)), tuple(sorted(old - new)), renamed)
