"""Numbers of whole orders, from the document to the cells, reproduced by SQL written from the definitions alone over the snapshot's files."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from orders import catalogue, context
from snapshot_factory import made_up, query

from assistant.document import order_from
from catalog.editions import sample_code_lists
from jobs.compute import run
from jobs.counter.writing import build_spec

SNAPSHOT = made_up(4_000, 2009, 2016, 3)
FRACTURE = {"register": "par_in", "codes": {"system": "ICD-10-SE", "expr": "I20-I25"}, "position": "any"}
DRUG = {"register": "lmed", "codes": {"system": "ATC", "expr": "N06A"}}
ROWS = "SELECT DISTINCT d.contact, d.person, c.INDATUM AS i, c.UTDATUM AS u FROM {par_in_dia} d JOIN {par_in} c USING (contact) WHERE d.position IN ('main', 'secondary') AND d.code >= 'I20' AND d.code < 'I26' AND d.person IS NOT NULL"


def counted(measure: str, criterion: dict[str, Any], period: str, age: dict[str, Any] | None = None, **more: Any) -> dict[tuple[str, ...], tuple[int, int | None]]:
    """Value and denominator of every cell of a one-table order."""
    cohort = {"id": "c", "criteria": [criterion | {"period": period}], **({"age": age} if age else {})}
    order, findings = order_from({
        "order": "1", "kind": "statistics", "title": {"sv": "t"}, "purpose": {"legal": "follow_up", "text": "Underlag för den årliga uppföljningen av vården i regionen."},
        "cohorts": [cohort], "tables": [{"id": "t1", "measure": measure, "of": "c", "rows": ["year"], "columns": [], **more}],
    })
    assert order is not None, findings
    spec = build_spec(order, catalogue(), context(snapshot=SNAPSHOT.facts, editions=sample_code_lists()), order_id="1", snapshot=SNAPSHOT.id, today=date(2026, 1, 12))
    (table,) = run(spec, SNAPSHOT, threads=1)
    return {key: (count.value, count.denominator) for key, count in table.cells.items()}


def yearly(sql: str) -> dict[str, int]:
    """A query of year and number."""
    return {str(year): int(number) for year, number in query(SNAPSHOT, sql)}


def test_hospital_stays() -> None:
    found = {key[0]: value for key, (value, _none) in counted("hospital_stays", FRACTURE, "2011/2015").items()}
    expected = yearly(f"""
        WITH r AS ({ROWS} AND c.UTDATUM BETWEEN DATE '2011-01-01' AND DATE '2015-12-31'),
        o AS (SELECT *, max(u) OVER (PARTITION BY person ORDER BY i, u, contact ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM r),
        s AS (SELECT *, sum(CASE WHEN before IS NULL OR i > before + INTERVAL 1 DAY THEN 1 ELSE 0 END) OVER (PARTITION BY person ORDER BY i, u, contact) AS stay FROM o),
        e AS (SELECT person, stay, max(u) AS left_on FROM s GROUP BY ALL)
        SELECT year(left_on), count(*) FROM e GROUP BY ALL""")
    assert expected == {year: value for year, value in found.items() if value}
    assert sum(expected.values()) > 20


def test_care_days() -> None:
    found = {key[0]: value for key, (value, _none) in counted("care_days", FRACTURE, "2011/2015").items()}
    assert {year: value for year, value in found.items() if value} == yearly(
        f"SELECT year(u), sum(greatest(1, date_diff('day', i, u))) FROM ({ROWS}) WHERE u BETWEEN DATE '2011-01-01' AND DATE '2015-12-31' GROUP BY ALL")


@pytest.mark.parametrize(("years", "interval"), [("2", "i.u >= r.u - INTERVAL 2 YEAR"), ("unlimited", "true")])
def test_new_patients(years: str, interval: str) -> None:
    found = {key[0]: value for key, (value, _none) in counted("new_patients", FRACTURE, "2012/2015", look_back_years=years).items()}
    assert {year: value for year, value in found.items() if value} == yearly(f"""
        WITH r AS ({ROWS}) SELECT year(r.u), count(DISTINCT r.person) FROM r
        WHERE r.u BETWEEN DATE '2012-01-01' AND DATE '2015-12-31'
        AND NOT EXISTS (SELECT 1 FROM r i WHERE i.person = r.person AND i.u < r.u AND {interval}) GROUP BY ALL""")


def test_the_rate_of_an_age_limit() -> None:
    found = counted("dispensings", DRUG, "2012/2014", {"at": "year_end", "from": "18", "to": "40"}, rates="per_1000")
    denominators = yearly("SELECT year, sum(n) FROM {counts} WHERE year BETWEEN 2012 AND 2014 AND ALDER BETWEEN 18 AND 40 GROUP BY ALL")
    assert {key[0]: number for key, (_value, number) in found.items()} == denominators


UNCORRECTED = """
    WITH n AS (SELECT person, ATC, EDATUM AS d, ANTAL AS q, row_no FROM {lmed} WHERE person IS NOT NULL),
    net AS (SELECT person, ATC, d FROM n WHERE q > 0),
    s AS (SELECT person, min(d) AS i FROM net WHERE ATC LIKE 'N05C%' AND d BETWEEN DATE '2012-01-01' AND DATE '2014-12-31'
        AND person NOT IN (SELECT person FROM n WHERE q < 0) GROUP BY ALL)"""
"""First users among persons without any correction row, so that netting need not be written in SQL."""
SLEEPERS = {"register": "lmed", "codes": {"system": "ATC", "expr": "N05C"}}


def outcomes(measure: str, name: str, **more: Any) -> tuple[int, int]:
    """Persons in one category, and all, of a one-table order on first users of hypnotics."""
    found = counted(measure, SLEEPERS, "2012/2014", rows=["sex"], totals=["sex"], **more)
    return found[("total", name)][0], found[("total", "total")][0]


def corrected(condition: str, followed: str = "true") -> tuple[int, int, int]:
    """By SQL: persons who meet the condition, all followed persons, and how many persons with corrections were left out."""
    ((met, every, left_out),) = query(SNAPSHOT, f"""{UNCORRECTED} SELECT count(*) FILTER ({condition}), count(*),
        (SELECT count(DISTINCT person) FROM net WHERE ATC LIKE 'N05C%' AND d BETWEEN DATE '2012-01-01' AND DATE '2014-12-31'
            AND person IN (SELECT person FROM n WHERE q < 0)) FROM s WHERE {followed}""")
    return met, every, left_out


GONE = "NOT EXISTS (SELECT 1 FROM {spells} e WHERE e.person = s.person AND e.end_reason IS NOT NULL AND e.to >= s.i AND e.to < s.i + INTERVAL 180 DAY)"


@pytest.mark.parametrize(
    ("measure", "name", "more", "condition", "followed"),
    [
        ("prior_drugs", "a", {"groups": [{"id": "a", "codes": {"system": "ATC", "expr": "N06A"}}]},
         "EXISTS (SELECT 1 FROM net a WHERE a.person = s.person AND a.ATC LIKE 'N06A%' AND a.d BETWEEN s.i - INTERVAL 730 DAY AND s.i - INTERVAL 1 DAY)", "true"),
        ("persistence_at", "in_treatment", {"grid_days": ["180"]},
         "EXISTS (SELECT 1 FROM net a WHERE a.person = s.person AND a.ATC LIKE 'N05C%' AND a.d BETWEEN s.i + INTERVAL 61 DAY AND s.i + INTERVAL 180 DAY)", GONE),
        ("share_with_dispensing", "with_dispensing", {"groups": [{"id": "a", "codes": {"system": "ATC", "expr": "N06A"}}], "window": {"from_days": "0", "to_days": "90"}},
         "EXISTS (SELECT 1 FROM net a WHERE a.person = s.person AND a.ATC LIKE 'N06A%' AND a.d BETWEEN s.i AND s.i + INTERVAL 90 DAY)", "true"),
        ("users_by_diagnosis", "f", {"groups": [{"id": "f", "codes": {"system": "ICD-10-SE", "expr": "F32"}}], "position": "any"},
         ("EXISTS (SELECT 1 FROM (SELECT * FROM {par_in_dia} UNION ALL BY NAME SELECT * FROM {par_out_dia}) a WHERE a.person = s.person AND a.position IN ('main', 'secondary') "
         "AND a.code LIKE 'F32%' AND a.date BETWEEN s.i - INTERVAL 365 DAY AND s.i + INTERVAL 30 DAY)"), "true"),
    ],
)
def test_what_lies_around_the_index_date(measure: str, name: str, more: dict[str, Any], condition: str, followed: str) -> None:
    met, every = outcomes(measure, name, **more)
    wanted, whole, left_out = corrected(condition, followed)
    assert left_out < whole / 2
    assert 0 < wanted < whole
    assert wanted <= met <= wanted + left_out
    assert whole <= every <= whole + left_out


def test_emergency_visits() -> None:
    criterion = {"register": "par_out", "codes": {"system": "ICD-10-SE", "expr": "I20-I25"}, "position": "any"}
    found = {key[0]: value for key, (value, _none) in counted("ed_visits", criterion, "2015/2016").items()}
    assert found == {"2015": 0, "2016": 0} | yearly("""
        SELECT year(c.INDATUM), count(DISTINCT c.contact) FROM {par_out} c JOIN {par_out_dia} d USING (contact) WHERE d.position IN ('main', 'secondary') AND d.code >= 'I20' AND d.code < 'I26'
        AND c.MVO IN ('046', '100') AND c.ed_arrival IS NOT NULL AND c.person IS NOT NULL AND c.INDATUM BETWEEN DATE '2015-01-01' AND DATE '2016-12-31' GROUP BY ALL""")
    assert sum(found.values()) > 0
