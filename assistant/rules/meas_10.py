"""MEAS-10: a total of persons over something a person can be in several times."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.rule import Case, Found, Rule, set_value
from assistant.specification import row_choices
from common.errors import Severity


def _check(case: Case) -> Iterator[Found]:
    for path, table in case.order.each_table():
        measure = case.measure_of(table)
        for at, total in enumerate(table.totals):
            definition = case.catalogue.breakdowns.get(total.id)
            if measure is None or definition is None or total.is_distinct or measure.unit != "person":
                continue
            present = total.id in {choice.id for choice in row_choices(table) + table.columns}
            if present and definition.kind != "population" and not measure.adds_over(definition):
                dimension = {"sv": definition.label.sv.lower(), "en": definition.label.en.lower()}
                yield Found(f"{path}/totals/{at}", {"dim": dimension}, set_value(f"{path}/totals/{at}", {total.id: "distinct"}))


RULE = Rule("MEAS-10", Severity.error, _check)
