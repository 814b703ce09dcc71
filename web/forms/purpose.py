"""The page on purpose: title, what the answer is for, on which ground."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web.forms.pointer import put


def show(document: Mapping[str, Any], language: str) -> dict[str, str]:
    """The answers as typed."""
    purpose, title = document.get("purpose") or {}, document.get("title") or {}
    return {
        "title": title.get(language) or title.get("sv") or title.get("en") or "", "text": purpose.get("text", ""),
        "legal": purpose.get("legal", ""), "legal_ground": purpose.get("legal_ground", ""),
    }


def answer(document: Mapping[str, Any], form: Mapping[str, str], language: str) -> dict[str, Any]:
    """The document with the page's answers; the title is kept in the other language."""
    changed = dict(document)
    title, purpose = dict(document.get("title") or {}), dict(document.get("purpose") or {})
    put(title, language, form.get("title", "").strip())
    for key in ("text", "legal", "legal_ground"):
        put(purpose, key, form.get(key, "").strip())
    put(changed, "title", title)
    put(changed, "purpose", purpose)
    return changed
