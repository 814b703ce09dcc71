"""Rules that apply to a standard report: the shared pack and what only a standard report can get wrong."""

from __future__ import annotations

from assistant.kinds.standard_report.rules import kind_03, kind_04, kind_05
from assistant.rules.pack import PACK
from assistant.rules.rule import Rule

OWN: tuple[Rule, ...] = tuple(module.RULE for module in (kind_03, kind_04, kind_05))
RULES: tuple[Rule, ...] = (*OWN, *PACK)
