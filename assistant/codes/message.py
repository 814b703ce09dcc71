"""Messages of the code expressions (codes.md 4.6) as findings: `E_SHAPE`, with the argument that logs and tests write after a colon."""

from __future__ import annotations

from typing import Any

from common.errors import Finding, Fix, Severity

_SEVERITIES = {"E": Severity.error, "W": Severity.warning, "I": Severity.info}


def say(message: str, argument: str = "", *, fix: Fix | None = None, sentence: str | None = None, **params: Any) -> Finding:
    """A finding with its argument; `sentence` names another translation key of the same message (`E_RETIRED.no_successor`)."""
    values = {"argument": argument, "x": argument, **params}
    return Finding(message, _SEVERITIES[message[0]], params=values, fix=fix, source="codes.md 4.6", translation=sentence)


def mark_of(finding: Finding) -> str:
    """`ID` or `ID:argument`, as logs and tests write a message."""
    argument = finding.params["argument"]
    return f"{finding.code}:{argument}" if argument else finding.code


def without_repeats(findings: list[Finding]) -> list[Finding]:
    """The findings in order, every `ID:argument` once."""
    return list({mark_of(finding): finding for finding in reversed(findings)}.values())[::-1]


def is_error(finding: Finding) -> bool:
    """Whether a finding stops the expression."""
    return finding.severity is Severity.error
