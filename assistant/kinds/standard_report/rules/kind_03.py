"""KIND-03: a standard report of another register than the drug and the patient register."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.kinds.standard_report.order import report_of
from assistant.phrases import register_name
from assistant.rules.rule import Case, Found, Rule
from common.errors import Fix, Severity


def _check(case: Case) -> Iterator[Found]:
    allowed = set(case.limits("KIND-03")["registers"])
    for at, register in enumerate(report_of(case).registers):
        if register not in allowed:
            path = f"/registers/{at}"
            yield Found(path, {"register": register_name(register, case.catalogue)}, Fix("drop", {"path": path}))


RULE = Rule("KIND-03", Severity.error, _check)
