"""SDC-05: LMED, PAR, both and total are shown together and hide each other."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.choices import choices
from assistant.rules.rule import Case, Found, Rule, set_value
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for path, choice in choices(case):
        if choice.id == "population" and (choice.detail is None or len(choice.detail) == FOUR):
            yield Found(path, {}, set_value(path, {"population": ["LMED", "PAR", "TOTAL"]}))


FOUR = 4
RULE = Rule("SDC-05", Severity.info, _check)
