"""TIME-07: a table that spans a break of coverage, definition or coding."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule
from assistant.specification import spanned_breaks
from common.errors import Fix, Severity


def _check(case: Case) -> Iterator[Found]:
    kinds = set(case.limits("TIME-07")["kinds"])
    for path, plan in case.plans.items():
        for one in spanned_breaks(plan, case.order, case.catalogue, counted_only=True):
            if one.kind in kinds and not one.yearly and one.last is None:
                text = {"sv": one.text.sv, "en": one.text.en}
                fix = Fix("split_period", {"path": path, "date": one.first.isoformat()})
                yield Found(path, {"date": one.first.isoformat(), "text": text, "id": one.id}, fix)


RULE = Rule("TIME-07", Severity.warning, _check)
