"""MEAS-06: a look-back group without an earlier code of the same content."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.code_messages import messages
from assistant.rules.code_moves import in_look_back
from assistant.rules.rule import Case, Found, Rule
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for said in messages(case):
        if said.message.code == "W_SUCCESSOR_MISSING" and in_look_back(case, said.path):
            old, _arrow, new = str(said.message.params["argument"]).rpartition("->")
            yield Found(f"{said.path}/expr", {"old": old, "new": new}, said.fix)


RULE = Rule("MEAS-06", Severity.warning, _check)
