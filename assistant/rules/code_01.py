"""CODE-01: a code that the system's editions do not have in the period."""

from __future__ import annotations

from assistant.rules.code_messages import passed_on
from assistant.rules.rule import Rule
from common.errors import Severity

RULE = Rule("CODE-01", Severity.error, passed_on("CODE-01"))
