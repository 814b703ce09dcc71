"""CODE-03: a code that was retired or moved within the period, its successor not in the list."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.code_messages import messages
from assistant.rules.code_moves import add_successor, in_look_back
from assistant.rules.rule import Case, Found, Rule
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for path, _codes, one in messages(case):
        if one.code == "W_SUCCESSOR_MISSING" and not in_look_back(case, path):
            yield Found(f"{path}/expr", one.params, add_successor(one, path), translation=one.key)


RULE = Rule("CODE-03", Severity.warning, _check)
