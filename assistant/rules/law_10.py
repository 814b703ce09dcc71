"""LAW-10: a criterion on data that no register here holds."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    topics = case.limits("LAW-10")["topics"]
    for path, criterion in case.criteria:
        topic = topics.get(criterion.register_code)
        if topic is not None and criterion.register_code not in case.catalogue.registers:
            yield Found(f"{path}/register", {"topic": topic["topic"], "where": topic["where"]})


RULE = Rule("LAW-10", Severity.error, _check)
