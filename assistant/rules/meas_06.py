"""MEAS-06: a look-back group without an earlier code of the same content."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.code_messages import messages
from assistant.rules.code_moves import add_successor, in_look_back
from assistant.rules.rule import Case, Found, Rule
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for path, _codes, one in messages(case):
        if one.code == "W_SUCCESSOR_MISSING" and in_look_back(case, path):
            old, _arrow, new = str(one.params["argument"]).rpartition("->")
            yield Found(f"{path}/expr", one.params | {"old": old, "new": new}, add_successor(one, path))


RULE = Rule("MEAS-06", Severity.warning, _check)
