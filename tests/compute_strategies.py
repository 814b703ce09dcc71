"""Random small registers and random specs over every measure, for hypothesis."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random  # noqa: TID251 - the type of what hypothesis draws
from typing import Any

from compute_registers import (
    all_of,
    any_of,
    breakdown,
    by_age,
    by_code,
    by_county,
    by_period,
    by_population,
    by_region,
    by_sex,
    care,
    codes,
    cohort,
    drugs,
    frames_of,
    match,
    none_of,
    spec,
    table,
)
from hypothesis import strategies as st

from jobs.compute.reference import Frames
from jobs.spec import AgeLimit, BreakdownJob, CodeRow, Cohort, Criterion, Group, JobSpec, Relation, TableJob, Target
from metadata.model.table import Breakdown

ATC = ("N06BA04", "N06BA04", "N06BA12", "N06BX01", "N06A", "C10AA05")
ICD = ("F900", "F900", "F901B", "G43", "I10")
LK = ("0180", "0114", "1280", "1400", "0880", None)
FIRST, LAST = date(2022, 10, 1), date(2025, 1, 31)
EDGES = (date(2023, 2, 27), date(2023, 2, 28), date(2024, 2, 29), date(2024, 1, 1), date(2024, 12, 31), date(2023, 12, 31), date(2024, 2, 1), date(2023, 2, 1))
KEYS = (1, 1, 2, 2, 3, 3, 4, 4, 5, None)
AGES = (None, 4, 17, 18, 44, 70)


def registers() -> st.SearchStrategy[Frames]:
    """A small, crowded snapshot with every trap, drawn by a seed (a strategy of lists would be nearly empty most of the time)."""
    return st.randoms(use_true_random=True).map(crowd)


def crowd(random: Random) -> Frames:
    """Five persons with rows in every register."""
    tables = {
        "lmed": dispensings(random), **contacts(random, "par_in"), **contacts(random, "par_out"), **population(random), "lmed_products": products(random),
    }
    return frames_of(tables, {"lmed": _day(random), "par_in": _day(random)})


def _day(random: Random) -> date:
    if random.random() < 0.15:
        return random.choice(EDGES)
    return FIRST + timedelta(days=random.randrange((LAST - FIRST).days + 1))


def dispensings(random: Random) -> list[dict[str, Any]]:
    """Rows of LMED; a fifth of them corrections, mostly of a row that is there."""
    rows: list[dict[str, Any]] = []
    for number in range(random.choice([0, 8, 20, 30, 30])):
        quantity = Decimal(random.choice(["1", "1", "1", "2", "3", "0.5", "0.5", "0.25", "-1", "-2", "-0.5", "0"]))
        row = {
            "row_no": number, "person": random.choice(KEYS), "ATC": random.choice(ATC), "EDATUM": _day(random), "ANTAL": quantity, "ALDER": random.choice(AGES),
            "NPLPACKID": random.choice(["a", "b", "c", None]), "LK": random.choice(LK), "fddd": random.choice([None, quantity * 28]), "OTYP": random.choice([None, "R", "R", "D"]),
            "forpddd": random.choice([None, Decimal("30.5")]), "TKOST": quantity * 101, "LKOST": quantity * 60, "PKOST": quantity * 41,
        }
        if quantity < 0 and rows and random.random() < 0.8:
            corrected = random.choice(rows)
            row |= {name: corrected[name] for name in ("person", "ATC", "NPLPACKID")}
            row["EDATUM"] = corrected["EDATUM"] + timedelta(days=random.randrange(4))
        rows.append(row)
    return rows


def contacts(random: Random, part: str) -> dict[str, list[dict[str, Any]]]:
    """Contacts of one part of PAR with their diagnoses and procedures."""
    found: dict[str, list[dict[str, Any]]] = {part: [], f"{part}_dia": [], f"{part}_op": []}
    for contact in range(random.choice([0, 6, 12, 12])):
        arrived = _day(random)
        left = arrived + timedelta(days=random.randrange(6))
        key, day = random.choice(KEYS), left if part == "par_in" else arrived
        hour = random.choice([None, f"{arrived.isoformat()} 10:00:00"])
        found[part].append({
            "contact": contact, "person": key, "INDATUM": arrived, "UTDATUM": left, "SJUKHUS": random.choice(["11001", "11001", "51001", None]),
            "MVO": random.choice(["046", "100", "101", None]), "ALDER": random.choice(AGES), "KON": random.choice([1, 2, None]), "LK": random.choice(LK),
            "ed_arrival": hour,
        })
        for position in random.sample(["main", "secondary", "secondary", "cause"], random.randrange(1, 4)):
            found[f"{part}_dia"].append({"contact": contact, "person": key, "date": day, "position": position, "code": random.choice(ICD)})
        for code in random.sample(["ABC10", "DF012"], random.randrange(3)):
            operated = arrived + timedelta(days=random.randrange((left - arrived).days + 1)) if part == "par_in" else arrived
            found[f"{part}_op"].append({"contact": contact, "person": key, "date": operated, "code": code})
    return found


def population(random: Random) -> dict[str, list[dict[str, Any]]]:
    """Records, spells and counts; some persons are missing in some years or altogether."""
    records, spells, counts = [], [], []
    for person in range(1, 6):
        born = random.choice([date(2000, 2, 29), date(1935, 1, 1), date(1990, 7, 15), date(2010, 12, 31), date(2024, 3, 1), date(1980, 1, 1)])
        sex = random.choice([1, 2, 1, 2, None])
        for year in random.sample(range(2021, 2026), random.choice([5, 5, 3, 1, 0])):
            records.append({"person": person, "year": year, "KON": sex, "FODDAT": born, "LK": random.choice(LK)})
        for _number in range(random.randrange(3)):
            first = _day(random) - timedelta(days=random.choice([0, 366, 900]))
            spells.append({"person": person, "from": first, "to": random.choice([None, first + timedelta(days=500)]), "end_reason": random.choice([None, "death", "emigration"])})
    for year in random.sample(range(2021, 2026), random.randrange(5)):
        counts += [{"year": year, "LK": place, "KON": sex, "ALDER": age, "n": 10 + age + sex} for place in ("0180", "1280") for sex in (1, 2) for age in (5, 30, 70)]
    return {"person_years": records, "spells": spells, "counts": counts}


def products(random: Random) -> list[dict[str, Any]]:
    """Which company held which pack when."""
    first = _day(random)
    return [
        {"NPLPACKID": "a", "ATC": ATC[0], "company": "A", "from": None, "to": first}, {"NPLPACKID": "a", "ATC": ATC[0], "company": "B", "from": first, "to": None},
        {"NPLPACKID": "b", "ATC": ATC[2], "company": "B"},
    ]


STUDY = st.sampled_from(["2024", "2023/2024", "2023/2024", "2023-07/2024-06", "2024-03/2024-08", "2023-02/2025-01"])
EXPRESSIONS = st.sampled_from([("N06BA",), ("N06B", "C10AA05"), ("=N06BA04",), ("N06BA00-N06BA11",), ("N06",), ()])
DIAGNOSES = st.sampled_from([("F90",), ("F90-I10",), ("G43", "=I10"), ()])


@st.composite
def drug_criteria(draw: st.DrawFn, name: str, period: str) -> Criterion:
    """A criterion on LMED, sometimes with run-in or at least two."""
    more: dict[str, Any] = {"at_least": draw(st.sampled_from([1, 1, 1, 2]))}
    if draw(st.booleans()) and draw(st.booleans()):
        more |= {"run_in_months": draw(st.sampled_from([6, 12, -1])), "look_back": draw(st.sampled_from([None, "each_code", "level:3"]))}
    return drugs(*draw(EXPRESSIONS), period=draw(st.sampled_from([period, "2023/2024"])), name=name, **more)


@st.composite
def care_criteria(draw: st.DrawFn, name: str, period: str) -> Criterion:
    """A criterion on PAR, sometimes emergency visits only."""
    kind = draw(st.sampled_from(["diagnosis", "diagnosis", "procedure", "row"]))
    more: dict[str, Any] = {"filters": draw(st.sampled_from([{}, {}, {"emergency": "true"}, {"emergency": "false"}]))}
    if kind == "diagnosis":
        return care(*draw(DIAGNOSES), period=period, name=name, position=draw(st.sampled_from(["main", "any", "cause"])), **more)
    chosen = ("ABC",) if kind == "procedure" else ()
    return care(*chosen, period=period, name=name, variable=kind, position=None, at_least=draw(st.sampled_from([1, 2])), **more)


@st.composite
def trees(draw: st.DrawFn, period: str) -> Group:
    """A tree of one to four criteria with intersection, union, exclusion and relations."""
    first, second = draw(drug_criteria("drugs", period)), draw(care_criteria("care", period))
    if draw(st.booleans()):
        window = draw(st.sampled_from([(-90, 90), (0, 365), (None, 0), (1, None)]))
        second = second.model_copy(update={"relation": Relation(to="drugs", from_days=window[0], to_days=window[1])})
    other = draw(drug_criteria("other", period))
    shape = draw(st.sampled_from(["one", "one", "all", "any", "without", "nested", "none"]))
    return {
        "one": all_of(first, second), "all": all_of(second, first), "any": any_of(first, second), "without": all_of(first, none_of(second)),
        "nested": all_of(any_of(second, other), first), "none": none_of(first, second),
    }[shape]


@st.composite
def cohorts(draw: st.DrawFn, period: str) -> tuple[Cohort, ...]:
    """A plain cohort, a tree, or a tree on a base."""
    if draw(st.booleans()):
        kind = draw(st.booleans())
        one = drugs(*draw(EXPRESSIONS), period=period) if kind else draw(care_criteria("care", period)).model_copy(update={"at_least": 1})
        return (cohort(one, age=draw(limits())),)
    index = draw(st.sampled_from(["first", "first", "each", "drugs"]))
    top = _dated(draw(trees(period)), draw(limits()), index_date=index)
    if draw(st.booleans()):
        return (top,)
    base = _dated(draw(trees(period)), draw(limits().filter(lambda one: one is None or one.at == "index")), name="base")
    return (base, top.model_copy(update={"base": "base"}))


def _dated(tree: Group, age: AgeLimit | None, **more: Any) -> Cohort:
    """A cohort with an age limit where its members have an index date."""
    return cohort(tree, age=age if tree.operator != "none" else None, **more)


def limits() -> st.SearchStrategy[AgeLimit | None]:
    """Age limits of a cohort, mostly none."""
    return st.sampled_from([None, None, None, AgeLimit(at="index", first=18), AgeLimit(at="year_end", first=6, last=40)])


@st.composite
def person_breakdowns(draw: st.DrawFn) -> list[tuple[Breakdown, BreakdownJob]]:
    """None to two breakdowns by age, sex and place."""
    choices = [
        by_sex(total=draw(st.booleans())), by_sex(("2",)), by_age("0-17", "18-44", "45+", total=draw(st.booleans())), by_age("6-17", "18-64", exhaustive=False),
        by_county("01", "12", total=draw(st.booleans())), by_county("0180", "0114", exhaustive=False, name="municipality"),
        by_region({"east": ("01", "08"), "south": ("12",)}),
    ]
    found = draw(st.lists(st.sampled_from(choices), max_size=2, unique_by=lambda one: one[0].id))
    return found


@st.composite
def outcome_tables(draw: st.DrawFn, period: str) -> TableJob:
    """A table by what lies around the index date."""
    measure = draw(st.sampled_from(["prior_drugs", "users_by_diagnosis", "share_with_dispensing", "persistence_at", "time_on_treatment", "time_on_treatment"]))
    name = {"prior_drugs": "drug_group", "users_by_diagnosis": "diagnosis_group"}.get(measure, "outcome")
    targets = [Target(code="x", criterion=drugs("N06B", period="2000/2030", name="x")), Target(code="y", criterion=care("F90", period="2000/2030", name="y"))]
    targets = draw(st.sampled_from([targets, targets[:1], targets[::-1]]))
    codes = (*(one.code for one in targets), "none")
    parts = [(breakdown(name, codes, total=draw(st.booleans())), BreakdownJob(id=name, codes=codes)), *draw(person_breakdowns())]
    cut = draw(st.sampled_from([None, "year", "month"]))
    more: dict[str, Any] = {"options": draw(st.sampled_from([{}, {"assignment": "first"}, {"denominator": "alive_at_to"}]))}
    if measure == "time_on_treatment":
        parts[0] = breakdown("days", ("0", "30", "90", "180"), total=False), BreakdownJob(id="days", codes=("0", "30", "90", "180"))
        targets, more = targets[:1], {"options": {"supply_days": draw(st.sampled_from(["30", "90"])), "grace_days": "30"}}
    if cut is not None:
        parts.append(by_period(cut, period, total=draw(st.booleans())))
    return table(
        measure, *parts, period=period, events="drugs", anchor="index", targets=tuple(targets), window=draw(st.sampled_from([(-365, -1), (-100, 30), (1, 200)])),
        follow_up_to=draw(st.sampled_from([None, date(2024, 12, 31)])), **more)


@st.composite
def tables(draw: st.DrawFn, group: Group, period: str) -> TableJob:
    """One table of any measure that the cohort can carry."""
    if _has_index(group) and draw(st.integers(0, 5)) == 0:
        return draw(outcome_tables(period))
    names = {one.id for one in _criteria(group)}
    measures = ["patients"] if _has_index(group) else []
    measures += ["prevalent_users", "dispensings", "packages", "ddd", "ddd_per_1000_day", "cost_total", "cost_benefit", "cost_patient", "new_users_12m",
                 "new_users_unlimited", "new_users"] if "drugs" in names else []
    measures += ["patients_inpatient", "patients_outpatient", "patients_any_care", "prevalent_diagnosis", "care_episodes", "outpatient_visits", "hospital_stays",
                 "care_days", "new_patients", "ed_visits"] if "care" in names else []
    measure = draw(st.sampled_from(measures))
    is_care = measure in ("ed_visits", "hospital_stays", "care_days", "new_patients")
    is_drug = not is_care and measure in measures and "care" not in measure and not measure.startswith(("patients_", "outpatient", "prevalent_diag")) and measure != "patients"
    parts = draw(person_breakdowns())
    cut = draw(st.sampled_from([None, "year", "half_year", "quarter", "month"]))
    if cut is not None:
        parts.insert(0, by_period(cut, period, total=draw(st.booleans())))
    anchors = ["year_end", "year_start", "index", "event"]
    if measure == "prevalent_users" and {"drugs", "care"} <= names and draw(st.booleans()):
        parts.append(by_population(draw(st.booleans())))
        anchors.remove("event")
    elif measure != "patients" and draw(st.booleans()):
        parts.append(draw(code_breakdowns(is_drug)))
    return table(
        measure, *parts, period=period, events="drugs" if is_drug else "care", anchor=draw(st.sampled_from(anchors)), economic=draw(st.booleans()),
        rate=draw(st.sampled_from([None, 1000])), run_in_months=draw(st.sampled_from([6, 18, 3, 12, -1])) if measure in ("new_users", "new_patients") else None,
        look_back=draw(st.sampled_from(["group", "each_code", "level:4", "level:2"])) if measure.startswith("new_users") else "group" if measure == "new_patients" else None, options=draw(options(measure)))


@st.composite
def code_breakdowns(draw: st.DrawFn, is_drug: bool) -> tuple[Breakdown, BreakdownJob]:
    """By full code, or by groups that overlap."""
    system = "ATC" if is_drug else "ICD-10-SE"
    every = draw(st.booleans())
    if draw(st.booleans()):
        return by_code(*codes(*(ATC[1:4] if is_drug else ("F900", "F901B")), system=system), exhaustive=every, total=draw(st.booleans()))
    rows = (CodeRow(code="x", match=match("N06B" if is_drug else "F90", system=system)), CodeRow(code="y", match=match("N06BA04" if is_drug else "F", system=system, without=("F901",))))
    return by_code(*rows, exhaustive=every, total=draw(st.booleans()))


@st.composite
def options(draw: st.DrawFn, measure: str) -> dict[str, str]:
    """Options of a measure, mostly left to their defaults."""
    found = {}
    if draw(st.booleans()):
        found = {
            "dispensings": {"dose": draw(st.sampled_from(["exclude", "collapse"]))}, "patients_outpatient": {"ed": "exclude_admitted"},
            "outpatient_visits": {"ed": "exclude_admitted"}, "patients_any_care": {"ed": "exclude_admitted"},
        }.get(measure, {"netting": "off"} if draw(st.booleans()) else {})
        if measure.startswith("new_users") and draw(st.booleans()):
            found = {**found, "lookback_residence": draw(st.sampled_from(["flag", "exclude"]))}
    return found


def _criteria(group: Group) -> list[Criterion]:
    return [one for member in group.members for one in (_criteria(member) if isinstance(member, Group) else [member])]


def _has_index(group: Group) -> bool:
    return group.operator != "none"


@st.composite
def specs(draw: st.DrawFn) -> JobSpec:
    """A spec of two tables on one cohort."""
    period = draw(STUDY)
    found = draw(cohorts(period))
    top = found[-1]
    return spec(found, *(draw(tables(top.criteria, period)) for _number in range(2)))
