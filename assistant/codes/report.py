"""An expansion as plain values for scripts, and its messages as sentences for people."""

from __future__ import annotations

from typing import Any

from assistant.codes.expansion import Expansion
from assistant.codes.message import mark_of
from common.errors import Finding
from common.translate import LANGUAGES, translate


def plain_report(expansion: Expansion) -> dict[str, Any]:
    """The JSON of interfaces.md, codes in stored form; `count` is null where no list is loaded, `sha256` empty there and with any error."""
    return {
        "normal": expansion.normal, "count": expansion.count if expansion.is_checked else None, "sha256": expansion.sha256,
        "codes": list(expansion.codes), "messages": [_plain(message) for message in expansion.messages],
    }


def sentences(expansion: Expansion, language: str) -> list[str]:
    """`ID:argument – sentence` of every message."""
    return [f"{mark_of(message)} – {translate(message.key, language, **message.params)}" for message in expansion.messages]


def _plain(message: Finding) -> dict[str, Any]:
    said = {language: translate(message.key, language, **message.params) for language in LANGUAGES}
    fix = {"operation": message.fix.operation, "arguments": dict(message.fix.arguments)} if message.fix else None
    return {"id": message.code, "argument": message.params["argument"], "severity": str(message.severity), **said, "fix": fix}
