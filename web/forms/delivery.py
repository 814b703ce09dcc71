"""The page on delivery: files, language and who to contact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web.forms.pointer import put

FORMATS = ("xlsx", "csv", "json-stat", "px")


def show(document: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as typed."""
    wish = document.get("delivery") or {}
    return {"formats": list(wish.get("formats") or ("xlsx", "csv")), "language": wish.get("language", "sv"), "contact": wish.get("contact", "")}


def answer(document: Mapping[str, Any], form: Any) -> dict[str, Any]:
    """The document with the page's answers; formats that nobody offers are dropped."""
    changed, wish = dict(document), dict(document.get("delivery") or {})
    put(wish, "formats", [one for one in form.getlist("formats") if one in FORMATS])
    put(wish, "language", form.get("language", "sv"))
    put(wish, "contact", form.get("contact", "").strip())
    put(changed, "delivery", wish)
    return changed
