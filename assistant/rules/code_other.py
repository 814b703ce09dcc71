"""Messages of the expression engine that no rule of the pack speaks for: findings of their own id and severity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.rules.code_messages import SPOKEN_FOR, messages
from assistant.rules.rule import Case
from common.errors import Finding


def check(case: Case) -> Iterator[Finding]:
    """Every such message with its pointer and the engine's own sentence."""
    for said in messages(case):
        if said.message.code not in SPOKEN_FOR and said.message.code != "W_OTHER_SYSTEM":
            yield replace(said.message, path=f"{said.path}/expr", fix=said.fix)
