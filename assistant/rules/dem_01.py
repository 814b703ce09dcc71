"""DEM-01: own age groups that overlap or leave a gap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assistant.rules.choices import choices
from assistant.rules.rule import Case, Found, Rule
from assistant.specification import age_bands
from common.errors import Fix, Severity


def _check(case: Case) -> Iterator[Found]:
    for path, choice in choices(case):
        if choice.id != "age_group" or not isinstance(choice.detail, tuple):
            continue
        bands = age_bands(choice, case.catalogue)
        for one, following in pairwise(bands):
            if one.last is None or following.first != one.last + 1:
                fix = Fix("repair_age_groups", {"path": f"{path}/age_group"})
                yield Found(path, {"a": one.code, "b": following.code}, fix)
                break


RULE = Rule("DEM-01", Severity.error, _check)
