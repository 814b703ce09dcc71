"""CODE-03: a code that was retired or moved within the period, its successor not in the list."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.code_messages import messages
from assistant.rules.code_moves import in_look_back
from assistant.rules.rule import Case, Found, Rule
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for said in messages(case):
        if said.message.code == "W_SUCCESSOR_MISSING" and not in_look_back(case, said.path):
            yield Found(f"{said.path}/expr", said.message.params, said.fix, translation=said.message.key)


RULE = Rule("CODE-03", Severity.warning, _check)
