"""CODE-08: a code both included and excluded, excluded without effect, or covered twice."""

from __future__ import annotations

from assistant.rules.code_messages import passed_on
from assistant.rules.rule import Rule
from common.errors import Severity

RULE = Rule("CODE-08", Severity.warning, passed_on("CODE-08"))
