"""Rules that apply to a statistics order: the whole shared pack, the references, the code messages and the kind's own required parts."""

from __future__ import annotations

from assistant.rules.pack import PACK
from assistant.rules.rule import Rule

RULES: tuple[Rule, ...] = PACK
