"""Words of an order that point at something: cohorts, criteria, registers, measures, breakdowns, options must exist and be orderable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from assistant.order.breakdown import BreakdownChoice
from assistant.order.codes import SYSTEMS
from assistant.order.table import OrderTable
from assistant.rules.rule import Case
from assistant.specification import PLACES, age_bands, event_criterion
from common.errors import Finding, Fix, Severity


def check(case: Case) -> Iterator[Finding]:
    """Every reference to nothing, with the nearest known word and a fix where one is near."""
    yield from _ids(case)
    yield from _cohorts(case)
    yield from _registers(case)
    yield from _systems(case)
    for path, table in case.order.each_table():
        yield from _measure(case, path, table)
        yield from _breakdowns(case, path, table)


def _say(code: str, path: str, fix: Fix | None = None, **params: Any) -> Finding:
    return Finding(f"order.error.{code}", Severity.error, path, params, fix)


def _nearest(path: str, word: str, known: Mapping[str, Any] | list[str]) -> tuple[str, Fix | None]:
    """The nearest known word and the fix that takes it; a dash where nothing is near."""
    near = next(iter(get_close_matches(word, list(known), 1, 0.6)), None)
    return near or "–", Fix("set", {"path": path, "value": near}) if near else None


def _ids(case: Case) -> Iterator[Finding]:
    for word, ids in (("cohorts", [one.id for one in case.order.cohorts]), ("tables", [one.id for one in case.order.tables])):
        counts = Counter(one for one in ids if one)
        for at, one in enumerate(ids):
            if one and counts[one] > 1 and ids.index(one) != at:
                free = next(f"{one}{number}" for number in range(2, len(ids) + 2) if f"{one}{number}" not in counts)
                yield _say("duplicate_id", f"/{word}/{at}/id", Fix("set", {"path": f"/{word}/{at}/id", "value": free}), id=one)


def _cohorts(case: Case) -> Iterator[Finding]:
    known = [cohort.id for cohort in case.order.cohorts if cohort.id]
    for path, table in case.order.each_table():
        if table.of and table.of not in known:
            near, fix = _nearest(f"{path}/of", table.of, known)
            yield _say("unknown_cohort", f"{path}/of", fix, id=table.of, near=near)
    for at, cohort in enumerate(case.order.cohorts):
        if cohort.base == "supplied":
            yield _say("base_supplied", f"/cohorts/{at}/base")
        elif cohort.base == cohort.id:
            yield _say("own_base", f"/cohorts/{at}/base", Fix("set", {"path": f"/cohorts/{at}/base", "value": "population"}), id=cohort.id)
        elif cohort.base != "population" and cohort.base not in known:
            yield _say("unknown_cohort", f"/cohorts/{at}/base", id=cohort.base, near="population")
        yield from _criteria(case, at, cohort.index_date)


def _criteria(case: Case, at: int, index_date: str) -> Iterator[Finding]:
    own = [(path, one) for path, one in case.criteria if path.startswith(f"/cohorts/{at}/")]
    ids = [one.id for _path, one in own if one.id]
    if index_date not in ("first", "each", *ids):
        yield _say("unknown_criterion", f"/cohorts/{at}/index_date", id=index_date)
    for path, one in own:
        if one.relation is not None and (one.relation.to not in ids or one.relation.to == one.id):
            yield _say("unknown_criterion", f"{path}/relation/to", id=one.relation.to)
        if one.period is not None and one.period.rolling is not None:
            yield _say("rolling_period", f"{path}/period")


def _systems(case: Case) -> Iterator[Finding]:
    for path, criterion in case.criteria:
        for at, codes in enumerate(criterion.codes):
            if codes.system and codes.system not in SYSTEMS:
                place = f"{path}/codes" if len(criterion.codes) == 1 else f"{path}/codes/{at}"
                near, fix = _nearest(f"{place}/system", codes.system.upper(), list(SYSTEMS))
                yield _say("unknown_system", f"{place}/system", fix, id=codes.system, near=near)


def _registers(case: Case) -> Iterator[Finding]:
    topics = case.limits("LAW-10").get("topics", {})
    for path, criterion in case.criteria:
        for part in case.parts(criterion):
            register = case.catalogue.registers.get(part)
            if register is None and part and part not in topics:
                near, fix = _nearest(f"{path}/register", part, [*case.catalogue.registers, *case.catalogue.families])
                yield _say("unknown_register", f"{path}/register", fix, id=part, near=near)
            elif register is not None and register.status == "described":
                yield _say("register_not_orderable", f"{path}/register", register={"sv": register.name.sv, "en": register.name.en})


def _measure(case: Case, path: str, table: OrderTable) -> Iterator[Finding]:
    measure = case.measure_of(table)
    if measure is None:
        if table.measure and table.measure not in case.limits("MEAS-01").get("words", ()):
            near, fix = _nearest(f"{path}/measure", table.measure, case.catalogue.measures)
            yield _say("unknown_measure", f"{path}/measure", fix, id=table.measure, near=near)
        return
    title = {"sv": measure.title.sv, "en": measure.title.en}
    if not measure.orderable:
        yield _say("measure_not_orderable", f"{path}/measure", measure=title)
    if case.order.find_cohort(table.of) is not None and case.criteria and event_criterion(case.order, table, case.catalogue) is None:
        yield _say("measure_without_rows", f"{path}/of", measure=title, registers=", ".join(measure.registers))
    for name, value in table.options.items():
        option = measure.options.get(name)
        if option is None or (value not in option.values and not value.isdigit()) or (option.deliverable and value not in option.deliverable):
            allowed = ", ".join(option.deliverable or option.values) if option else "–"
            yield _say("option", f"{path}/{name}", Fix("drop", {"path": f"{path}/{name}"}), option=name, value=value, allowed=allowed)


def _breakdowns(case: Case, path: str, table: OrderTable) -> Iterator[Finding]:
    seen: set[str] = set()
    for word, choices in (("rows", table.rows), ("columns", table.columns)):
        for at, choice in enumerate(choices):
            yield from _breakdown(case, f"{path}/{word}/{at}", choice, seen)
            seen.add(choice.id)
    for at, total in enumerate(table.totals):
        if not (total.id in seen or total.id == "code" or (total.id == "county" and seen & set(PLACES))):
            yield _say("total_of_nothing", f"{path}/totals/{at}", Fix("drop", {"path": f"{path}/totals/{at}"}), id=total.id)


def _breakdown(case: Case, path: str, choice: BreakdownChoice, seen: set[str]) -> Iterator[Finding]:
    definition = case.catalogue.breakdowns.get(choice.id)
    if definition is None:
        near, fix = _nearest(path, choice.id, case.catalogue.breakdowns)
        yield _say("unknown_breakdown", path, fix, id=choice.id, near=near)
        return
    label = {"sv": definition.label.sv, "en": definition.label.en}
    if not definition.orderable:
        yield _say("breakdown_not_orderable", path, breakdown=label)
    if choice.id in seen:
        yield _say("breakdown_twice", path, Fix("drop", {"path": path}), breakdown=label)
    if choice.id == "age_group" and not age_bands(choice, case.catalogue):
        yield _say("unknown_age_set", path, Fix("set", {"path": path, "value": {"age_group": "broad"}}), sets=", ".join(case.catalogue.age_sets))
    if choice.detail is not None and definition.kind == "period":
        yield _say("breakdown_detail", path, Fix("set", {"path": path, "value": choice.id}), breakdown=label)
    if definition.values and choice.detail is not None:
        yield from _values(path, choice, [value.code for value in definition.values], label)
    if definition.id == "healthcare_region" and choice.detail is not None:
        yield from _values(path, choice, list(case.catalogue.healthcare_regions), label)


def _values(path: str, choice: BreakdownChoice, known: list[str], label: dict[str, str]) -> Iterator[Finding]:
    wanted = (choice.detail,) if isinstance(choice.detail, str) else choice.detail or ()
    for code in wanted:
        if code not in known:
            yield _say("breakdown_value", path, breakdown=label, value=code, known=", ".join(known))
