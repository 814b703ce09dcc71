"""DEM-03: a county or municipality code that does not exist, or has lost its leading zero."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from assistant.rules.choices import choices
from assistant.rules.rule import Case, Found, Rule
from common.errors import Fix, Severity


def _check(case: Case) -> Iterator[Found]:
    for path, choice in choices(case):
        if choice.id not in ("county", "municipality") or choice.detail is None:
            continue
        known = _known(case, choice.id)
        wanted = (choice.detail,) if isinstance(choice.detail, str) else choice.detail
        for code in (one for one in wanted if one not in known):
            near = _near(code, known)
            fix = Fix("replace_value", {"path": f"{path}/{choice.id}", "old": code, "new": near}) if near else None
            yield Found(path, {"code": code, "near": near or "–"}, fix)


def _known(case: Case, breakdown: str) -> list[str]:
    counties = list(case.catalogue.counties)
    return counties if breakdown == "county" else counties + [one.code for one in case.catalogue.municipalities.values() if one.valid_until is None]


def _near(code: str, known: list[str]) -> str | None:
    """The code with its zero back, the county of a shortened municipality code, else the most alike."""
    if f"0{code}" in known:
        return f"0{code}"
    return next(iter(get_close_matches(code, known, 1, 0.5)), None)


RULE = Rule("DEM-03", Severity.error, _check)
