"""What `order check` lets through can be planned and computed: every generated order is run on a small synthetic snapshot, or refused with a finding."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from orders import catalogue, code_lists, context
from snapshot_factory import made_up

from assistant.document import order_from
from assistant.linter import check_order
from assistant.shells import build_shells
from common.errors import Severity
from jobs.counter.writing import build_spec
from jobs.execution import execute

TODAY = date(2026, 1, 12)
SNAPSHOT = made_up(300, 2010, 2014, 7)
ATC = st.sampled_from(["N06BA", "N06BA04", "N06B, N06A", "N06BA04-N06BA09", "J01 ! J01CA"])
ICD = st.sampled_from(["F90", "F90-G43", "I10", "F900"])
PERIODS = st.sampled_from(["2011/2013", "2011/2013", "2012", "2012-07/2013-06", "2011-03/2012-04"])


@st.composite
def criteria(draw: st.DrawFn, kind: str | None = None) -> dict[str, Any]:
    """A criterion on drugs or care, with now and then everything that one may carry."""
    if (kind or draw(st.sampled_from(["drug", "care"]))) == "drug":
        found: dict[str, Any] = {"register": "lmed", "codes": {"system": "ATC", "expr": draw(ATC)}}
        if draw(st.integers(0, 5)) == 0:
            found |= {"run_in_months": draw(st.sampled_from(["6", "12", "unlimited"])), "look_back_group": draw(st.sampled_from(["group", "each_code", "level:4"]))}
    else:
        found = {"register": draw(st.sampled_from(["par", "par_in", "par_out"])), "position": draw(st.sampled_from(["main", "any", "cause"]))}
        found |= draw(st.sampled_from([{}, {}, {"emergency": "true"}]))
        found |= {"codes": {"system": "ICD-10-SE", "expr": draw(ICD)}}
        if draw(st.integers(0, 5)) == 0:
            found |= {"codes": {"system": "KVA", "expr": "ABC"}}
            del found["position"]
    found["period"] = draw(PERIODS)
    if draw(st.integers(0, 4)) == 0:
        found["at_least"] = "2"
    return found


def groups(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """All of, any of, none of; now and then an empty one."""
    some = st.integers(0, 9).flatmap(lambda dice: st.lists(inner, min_size=int(dice > 0), max_size=3))
    return st.builds(lambda word, members: {word: members}, st.sampled_from(["all_of", "any_of", "any_of", "none_of"]), some)


CONDITIONS = st.recursive(criteria(), groups, max_leaves=6)


def leaves(conditions: list[Any]) -> list[dict[str, Any]]:
    """Every single criterion."""
    found = []
    for one in conditions:
        word = next((word for word in ("all_of", "any_of", "none_of") if word in one), None)
        found += [one] if word is None else leaves(one[word])
    return found


@st.composite
def cohorts(draw: st.DrawFn, name: str, kind: str) -> dict[str, Any]:
    """A cohort: a first criterion of the wanted kind, further conditions, relations between them, a base, an index date, an age limit."""
    first = draw(st.one_of(criteria(kind), criteria(kind), criteria(kind), groups(criteria(kind))))
    conditions = [first, *draw(st.lists(CONDITIONS, max_size=2))]
    ids = []
    for at, one in enumerate(leaves(conditions)):
        ids.append(f"c{at}")
        one["id"] = f"c{at}"
    for one in leaves(conditions):
        if len(ids) > 1 and draw(st.integers(0, 3)) == 0:
            window = draw(st.sampled_from([{"within_days": "90", "order": "after"}, {"within_days": "365", "order": "any"}, {"from_days": "-30"}, {"from_days": "-9", "to_days": "9"}]))
            one["relation"] = {"to": draw(st.sampled_from(ids)), **window}
    other = "two" if name == "one" else "one"
    return {
        "id": name, "base": draw(st.sampled_from(["population", "population", "population", other])), "criteria": conditions,
        "index_date": draw(st.sampled_from(["first", "first", "each", *ids])),
        **draw(st.sampled_from([{}, {}, {"age": {"at": "year_end", "from": "6", "to": "40"}}, {"age": {"at": "index", "from": "18"}}])),
    }


ROWS = st.sampled_from(["year", "year", "half_year", "quarter", "month", "sex", "county", "code", "healthcare_region", {"municipality": "01"}, {"age_group": "broad"}, {"sex": ["2"]}, "population"])


@st.composite
def tables(draw: st.DrawFn, number: int) -> tuple[str, dict[str, Any]]:
    """A table of any measure of the catalogue with what it requires, and the kind of rows it counts."""
    measure = catalogue().measures[draw(st.sampled_from(sorted(catalogue().measures)))]
    kind = "drug" if "lmed" in measure.registers else "care"
    found: dict[str, Any] = {
        "id": f"t{number}", "measure": measure.id, "of": ("one", "two")[number - 1], "rows": draw(st.lists(ROWS, min_size=1, max_size=2, unique_by=str)),
        "columns": draw(st.lists(ROWS, max_size=1)), "code_detail": draw(st.sampled_from(["group", "group", "group", "each_code", "level:4"])),
    }
    ids = [one if isinstance(one, str) else next(iter(one)) for one in found["rows"] + found["columns"]]
    found["totals"] = [{one: "distinct"} if one in ("code", "year") else one for one in ids if draw(st.booleans())]
    found |= draw(st.sampled_from([{}, {}, {"rates": "per_1000"}])) | draw(st.sampled_from([{}, {}, {"anchor": "index"}, {"anchor": "event"}, {"anchor": "year_start"}]))
    found |= {name: draw(OPTIONS[name]) for name in sorted(OPTIONS) if name in measure.requires or (name in measure.options and draw(st.booleans()))}
    return kind, found


OPTIONS: dict[str, st.SearchStrategy[Any]] = {
    "look_back_group": st.sampled_from(["group", "each_code", "level:3"]), "run_in_months": st.sampled_from(["6", "18"]), "dose": st.sampled_from(["include", "exclude", "collapse"]),
    "groups": st.sampled_from([[{"id": "x", "codes": {"system": "ATC", "expr": "N06BA"}}], [{"id": "x", "codes": {"system": "ICD-10-SE", "expr": "F90"}}, {"id": "y", "codes": {"system": "ICD-10-SE", "expr": "G43"}}]]),
    "window": st.sampled_from([{"from_days": "0", "to_days": "90"}, {"from_days": "-30", "to_days": "-1"}, {"from_days": "9", "to_days": "1"}]),
    "grid_days": st.sampled_from([["180"], ["365"]]), "position": st.just("any"), "assignment": st.sampled_from(["first", "all"]),
    "denominator": st.sampled_from(["all", "alive_at_to"]),
    "look_back_years": st.sampled_from(["1", "5", "unlimited"]),
    "ed": st.sampled_from(["as_recorded", "exclude_admitted"]), "lookback_residence": st.sampled_from(["ignore", "flag", "exclude"]),
}


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    """An order that is complete and mostly right."""
    kind, first = draw(tables(1))
    other, second = draw(tables(2))
    return {
        "order": "1", "kind": "statistics", "title": {"sv": "Prövning", "en": "Trial"},
        "purpose": {"legal": "follow_up", "text": "Underlag för den årliga uppföljningen av läkemedelsbehandling i regionen."},
        "cohorts": [draw(cohorts("one", kind)), draw(cohorts("two", other))], "tables": [first, second],
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(orders())
def test_an_order_without_error_runs(value: dict[str, Any]) -> None:
    order, findings = order_from(value)
    assert order is not None, findings
    given_context = context(snapshot=SNAPSHOT.facts, editions=code_lists())
    if any(one.severity is Severity.error for one in check_order(order, catalogue(), given_context)):
        event("refused")
        return
    event("ran")
    spec = build_spec(order, catalogue(), given_context, order_id="1", snapshot=SNAPSHOT.id, today=TODAY)
    outcome = execute(spec, SNAPSHOT)
    assert outcome.verdict in ("green", "amber", "red")
    shells = build_shells(order, catalogue(), given_context)
    assert [one.id for one in shells] == [job.shell.id for job in spec.tables]
