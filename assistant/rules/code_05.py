"""CODE-05: a code of the primary-care list."""

from __future__ import annotations

from assistant.rules.code_messages import passed_on
from assistant.rules.rule import Rule
from common.errors import Severity

RULE = Rule("CODE-05", Severity.error, passed_on("CODE-05"))
