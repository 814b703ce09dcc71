"""KIND-04: rows per code asked for, though sub-report 1 pools every code."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.kinds.standard_report.order import report_of
from assistant.rules.rule import Case, Found, Rule, set_value
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    if report_of(case).per_code and "prevalent" in report_of(case).sub_reports:
        yield Found("/per_code", {}, set_value("/per_code", "false"))


RULE = Rule("KIND-04", Severity.warning, _check)
