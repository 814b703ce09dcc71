"""CODE-04: a period over several classifications with one code list."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_period
from assistant.specification.code_rows import DIAGNOSES, variable_of
from common.errors import Fix, Severity


def _check(case: Case) -> Iterator[Found]:
    for path, criterion, period in case.dated():
        given = {codes.system for codes in criterion.codes}
        if not given & DIAGNOSES:
            continue
        bound = [one for one in case.catalogue.bindings(criterion.register_code, variable_of(criterion, case.catalogue), period) if not one.regions]
        missing = [one for one in bound if one.system not in given]
        if missing and {one.system for one in bound} & given:
            systems = list(dict.fromkeys(one.system for one in bound))
            start = case.day("CODE-04", "from")
            fix = set_period(path, period, first=start) if {one.system for one in bound if one.last is None or one.last >= start} <= given else None
            yield Found(f"{path}/codes", {"systems": ", ".join(systems)}, fix or Fix("add_code_list", {"path": f"{path}/codes", "system": missing[0].system}))


RULE = Rule("CODE-04", Severity.error, _check)
