"""Whether a text that is no code here looks like a code of another system: said as a question, never acted on (codes.md 4.5)."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.codes.message import say
from common.errors import Finding, Fix
from metadata.codes import SHAPES
from metadata.model.code_system import CodeEdition, CodeLists

_ASKED_AFTER = frozenset({"E_SHAPE", "E_UNKNOWN", "E_EMPTY_RANGE"})


def suggest_systems(finding: Finding, system: str, lists: CodeLists) -> Iterator[Finding]:
    """One W_OTHER_SYSTEM per suggestable system that has the text of an error as prefix (both ends of a range)."""
    if finding.code not in _ASKED_AFTER:
        return
    text = str(finding.params["argument"])
    ends = text.replace(".", "").split("-")
    for other in sorted(key for key, known in lists.systems.items() if known.suggestable and key != system):
        edition = lists.choose(other)
        if len(ends) <= 2 and all(_is_of(end, other, edition) for end in ends):
            yield say("W_OTHER_SYSTEM", f"{text}->{other}", x=text, system=other, fix=Fix("move_code", {"code": text, "system": other}))


def _is_of(end: str, system: str, edition: CodeEdition | None) -> bool:
    if not end:
        return False
    if edition is not None:
        return edition.starting(end) != 0
    return SHAPES[system].fits(end) and any(sign.isdigit() for sign in end) and any(sign.isalpha() for sign in end)
