"""The page of one chosen variable: years, codes, role and reason."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from assistant.variable_list.listed import MAX_TEXT, ListedVariable
from common.errors import Finding, InputRefused, Severity

PARTS = ("first_year", "last_year", "system", "expr", "role", "why")


def show(entry: ListedVariable) -> dict[str, str]:
    """The answers as typed."""
    return {part: str(getattr(entry, part) or "") for part in PARTS} | {"all_codes": "1" if entry.all_codes else ""}


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """The answers exactly as they were sent."""
    return {part: form.get(part, "") for part in (*PARTS, "all_codes")}


def answer(entry: ListedVariable, form: Mapping[str, str]) -> ListedVariable:
    """The entry with the page's answers. Raises InputRefused with every fault, `path` = the field."""
    found: list[Finding] = []
    values = {part: form.get(part, "").strip() for part in PARTS}
    for part in ("first_year", "last_year"):
        if values[part] and not (values[part].isascii() and values[part].isdigit() and len(values[part]) == 4):
            found.append(Finding("web.error.year", Severity.error, f"/{part}", {"value": values[part][:20]}))
    if len(values["why"]) > MAX_TEXT:
        found.append(Finding("web.error.text_long", Severity.error, "/why", {"max": MAX_TEXT}))
    if found:
        raise InputRefused(found)
    try:
        return ListedVariable.model_validate(entry.model_dump() | {
            **values, "first_year": values["first_year"] or None, "last_year": values["last_year"] or None, "role": values["role"] or None,
            "all_codes": bool(form.get("all_codes")) and not values["expr"],
        })
    except ValidationError as error:
        places = [str(fault["loc"][0]) for fault in error.errors()]
        raise InputRefused([Finding("web.error.answer", Severity.error, f"/{place}") for place in places]) from None
