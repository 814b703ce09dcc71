"""MEAS-15: months or quarters for users of drugs that are taken for long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule
from common.errors import Fix, Severity
from metadata.model.period import CellPeriod

_ITEMS = re.compile(r"[|,;+\s]+")


def _check(case: Case) -> Iterator[Found]:
    acute = tuple(case.limits("MEAS-15")["short_courses"])
    for path, plan in case.plans.items():
        if plan.measure.id != "prevalent_users" or plan.cell_period not in (CellPeriod.month, CellPeriod.quarter):
            continue
        codes = [code.strip().upper().lstrip("=") for one in plan.events.codes for code in _ITEMS.split(one.expr.split("!")[0]) if code.strip()]
        if not codes or not all(code.startswith(acute) for code in codes):
            replaced = {"path": path, "breakdown": plan.cell_period.value, "by": "year"}
            yield Found(path, {}, Fix("replace_breakdown", replaced))


RULE = Rule("MEAS-15", Severity.warning, _check)
