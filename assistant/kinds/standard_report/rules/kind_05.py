"""KIND-05: a breakdown that the standard report does not have: ages of one year."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.choices import choices
from assistant.rules.rule import Case, Found, Rule, set_value
from assistant.specification import age_bands
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    ages = next((choice for _path, choice in choices(case) if choice.id == "age_group"), None)
    if ages is not None and any(band.first == band.last and band.first > 0 for band in age_bands(ages, case.catalogue)):
        yield Found("/ages", {}, set_value("/ages", "broad"))


RULE = Rule("KIND-05", Severity.error, _check)
