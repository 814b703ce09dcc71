"""The page of one group of persons: its name, ages and index date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web.forms.pointer import put


def show(cohort: Mapping[str, Any], language: str) -> dict[str, str]:
    """The answers as typed."""
    label, age = cohort.get("label") or {}, cohort.get("age") or {}
    return {
        "label": label.get(language) or label.get("sv") or label.get("en") or "", "from": str(age.get("from", "")), "to": str(age.get("to", "")),
        "at": age.get("at", "year_end"), "index_date": cohort.get("index_date", "first"),
    }


def answer(cohort: Mapping[str, Any], form: Mapping[str, str], language: str) -> dict[str, Any]:
    """The cohort with the page's answers; an age without limits is no age at all."""
    changed, label = dict(cohort), dict(cohort.get("label") or {})
    put(label, language, form.get("label", "").strip())
    put(changed, "label", label)
    age: dict[str, Any] = {}
    put(age, "from", form.get("from", "").strip())
    put(age, "to", form.get("to", "").strip())
    put(changed, "age", {"at": form.get("at", "year_end")} | age if age else {})
    index = form.get("index_date", "first")
    put(changed, "index_date", "" if index == "first" else index)
    return changed


def new_id(taken: list[str], stem: str) -> str:
    """The first free id of a stem: `group`, `group2`, `group3` …"""
    number = 1
    while (name := stem if number == 1 else f"{stem}{number}") in taken:
        number += 1
    return name
