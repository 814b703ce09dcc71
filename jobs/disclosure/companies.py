"""Sales secrecy by code: which volumes may be shown, and which refused ones would follow by subtraction (disclosure.md 4.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from metadata.model.policy import CompanyRule


def judge_volume(
    rule: CompanyRule, measure: str, breakdowns: Iterable[str], companies: int | None, *, has_consent: bool = False, is_research: bool = False
) -> Literal["allowed", "refused"]:
    """Whether a measure of one code may be shown by itself; patient counts always may."""
    if measure not in rule.measures or has_consent or is_research:
        return "allowed"
    if set(breakdowns) & set(rule.forbid.breakdowns):
        return "refused"
    return "refused" if companies is None or companies < rule.company_min else "allowed"


def derivable_codes(rule: CompanyRule, companies: Mapping[str, int | None], shown: Collection[str]) -> list[str]:
    """Refused codes that follow from the shown ones: volumes add over codes, and a shown group less its other shown codes is the refused one."""
    found = []
    for group in sorted(shown):
        below = [code for code in companies if code != group and code.startswith(group) and not _has_middle(code, group, companies)]
        hidden = [code for code in below if code not in shown]
        if len(hidden) == 1 and (companies[hidden[0]] is None or (companies[hidden[0]] or 0) < rule.company_min):
            found.append(hidden[0])
    return found


def _has_middle(code: str, group: str, codes: Iterable[str]) -> bool:
    """Whether another listed code lies between the group and the code."""
    return any(middle not in (code, group) and middle.startswith(group) and code.startswith(middle) for middle in codes)
