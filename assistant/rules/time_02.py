"""TIME-02: a period before a register's first year."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.phrases import register_name
from assistant.rules.rule import Case, Found, Rule, set_period
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for path, criterion, period in case.dated():
        known = [case.catalogue.registers[part] for part in case.parts(criterion) if part in case.catalogue.registers]
        if criterion.register_code == "lmed" or not known:
            continue
        start = min(register.first_day for register in known)
        if period.first < start:
            params = {"register": register_name(criterion.register_code, case.catalogue), "year": start.year}
            yield Found(f"{path}/period", params, set_period(path, period, first=start))


RULE = Rule("TIME-02", Severity.error, _check)
