"""Breakdowns that do not go with the measure of their table or with each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.order.table import OrderTable
from assistant.rules.choices import choices
from assistant.rules.rule import Case
from assistant.specification import PERIODS, code_rows, expand_list, row_choices, study_period
from common.errors import Finding, Fix, Severity


def check(case: Case) -> Iterator[Finding]:
    """Two periods in one table, populations of a measure that is no count of persons, codes of an index date, code rows without a code."""
    for path, table in case.order.each_table():
        yield from _periods(case, path)
        yield from _populations(case, path, table)
        yield from _codes(case, path, table)
        yield from _outcomes(case, path, table)
        yield from _anchor(case, path, table)


def _periods(case: Case, path: str) -> Iterator[Finding]:
    found = [(at, choice.id) for at, choice in choices(case) if at.startswith(f"{path}/") and choice.id in PERIODS]
    for at, one in found[1:]:
        if one != found[0][1]:
            yield _say("two_periods", at, Fix("drop", {"path": at}), first=_label(case, found[0][1]), second=_label(case, one))


def _populations(case: Case, path: str, table: OrderTable) -> Iterator[Finding]:
    definition, measure = case.catalogue.breakdowns.get("population"), case.measure_of(table)
    place = next((at for at, choice in choices(case) if at.startswith(f"{path}/") and choice.id == "population"), None)
    if place is None or definition is None or measure is None:
        return
    if measure.id not in definition.measures:
        yield _say("population_measure", place, Fix("drop", {"path": place}), measure={"sv": measure.title.sv, "en": measure.title.en})
    elif table.anchor == "event":
        yield _say("population_anchor", f"{path}/anchor", Fix("drop", {"path": f"{path}/anchor"}))


def _codes(case: Case, path: str, table: OrderTable) -> Iterator[Finding]:
    measure = case.measure_of(table)
    if measure is None or not any(choice.id == "code" for choice in (*row_choices(table), *table.columns)):
        return
    place = f"{path}/code_detail"
    if measure.default_anchor == "index":  # the index date has no code
        yield _say("codes_of_index", place, measure={"sv": measure.title.sv, "en": measure.title.en})
    elif table.choice("population") is not None:
        yield _say("codes_of_populations", place)
    elif _is_dated(case, table) and not code_rows(case.order, table, case.catalogue, case.context):
        yield _say("no_code_rows", place, Fix("set", {"path": place, "value": "group"}) if table.choice("code") is None else None)


def _outcomes(case: Case, path: str, table: OrderTable) -> Iterator[Finding]:
    """Breakdowns by what was found with a measure that looks for nothing; codes of groups that cannot be read; a window that ends before it begins."""
    measure = case.measure_of(table)
    for at, choice in choices(case):
        definition = case.catalogue.breakdowns.get(choice.id)
        mine = at.startswith(f"{path}/") and choice.id != "population"
        if mine and definition is not None and measure is not None and definition.measures and measure.id not in definition.measures:
            yield _say("breakdown_measure", at, Fix("drop", {"path": at}), breakdown=_label(case, choice.id), measure={"sv": measure.title.sv, "en": measure.title.en})
    for at_group, group in enumerate(table.groups):
        expansions = [expand_list(codes, case.context) for codes in group.codes]
        if not group.codes or any(one is not None and one.has_errors for one in expansions):
            yield _say("group_codes", f"{path}/groups/{at_group}/codes", group=group.id)
    if table.window is not None and table.window.from_days > table.window.to_days:
        yield _say("window", f"{path}/window")
    repeated = [group.id for group in table.groups]
    if len(set(repeated)) < len(repeated):
        yield _say("duplicate_id", f"{path}/groups", id=next(one for one in repeated if repeated.count(one) > 1))


def _anchor(case: Case, path: str, table: OrderTable) -> Iterator[Finding]:
    """A day for age and residence that the measure does not have."""
    measure = case.measure_of(table)
    option = measure.options.get("anchor") if measure is not None else None
    if option is not None and table.anchor is not None and table.anchor not in option.values:
        place = f"{path}/anchor"
        yield _say("option", place, Fix("drop", {"path": place}), option="anchor", value=table.anchor, allowed=", ".join(option.values))


def _is_dated(case: Case, table: OrderTable) -> bool:
    """Whether enough is written to know the rows: a period, and codes or the wish to submit without."""
    chosen = any(codes.expr.strip() for _path, one in case.criteria for codes in one.codes)
    return study_period(case.order, table, case.catalogue) is not None and (chosen or case.context.is_submitting)


def _label(case: Case, breakdown: str) -> dict[str, str]:
    label = case.catalogue.breakdowns[breakdown].label
    return {"sv": label.sv, "en": label.en}


def _say(code: str, path: str, fix: Fix | None = None, **params: Any) -> Finding:
    return Finding(f"order.error.{code}", Severity.error, path, params, fix)
