"""The standard report, from its document to its cells (measures.md 8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from compute_registers import Counted, frames_of, rows_of
from orders import catalogue, changed, code_lists, context

from jobs.compute.reference import Frames
from jobs.counter import build_spec
from jobs.spec import JobSpec
from metadata.model.table import CountTable

ROWS = """
| person | drug      | diagnosis | born       |
| 1      | 2019      |           | 1980-01-01 |
| 2      | 2019,2020 |           | 2001-06-01 |
| 3      | 2019      | 2020      | 1950-01-01 |
| 4      | 2020      | 2020      | 2001-02-01 |
| 5      |           | 2019,2020 | 1990-01-01 |
"""


def registers() -> Frames:
    """A dispensing on 1 March and an outpatient diagnosis on 1 May of every year drawn; everyone is a woman of Stockholm county."""
    lmed, contacts, diagnoses, people = [], [], [], []
    for row in rows_of(ROWS):
        person = int(row["person"])
        people += [{"person": person, "year": year, "FODDAT": row["born"], "KON": 2, "LK": "0180"} for year in (2018, 2019, 2020)]
        for year in filter(None, row["drug"].split(",")):
            lmed.append({"row_no": len(lmed), "person": person, "ATC": "N06BA04", "EDATUM": f"{year}-03-01", "ANTAL": "1"})
        for year in filter(None, row["diagnosis"].split(",")):
            contacts.append({"contact": len(contacts), "person": person, "INDATUM": f"{year}-05-01"})
            diagnoses.append({"contact": len(diagnoses), "person": person, "date": f"{year}-05-01", "position": "main", "code": "G430"})
    return frames_of({"lmed": lmed, "par_out": contacts, "par_out_dia": diagnoses, "person_years": people})


def report(**answers: Any) -> JobSpec:
    """The message to the worker for a report over 2019 and 2020."""
    base: dict[str, Any] = {
        "kind": "standard_report", "title": {"sv": "Rapport"}, "codes": {"ATC": "N06BA", "ICD-10-SE": "G43"}, "period": "2019/2020",
        "purpose": {"legal": "statistics", "text": "Underlag för en beskrivning av behandlade personer i landet."},
    }
    return build_spec(changed(base=base | answers), catalogue(), context(editions=code_lists()), order_id="o", snapshot="toy", today=date(2026, 1, 12))


def sheets(counted: Counted, spec: JobSpec) -> dict[str, CountTable]:
    """The counted tables by sheet."""
    return {table.shell.id: table for table in counted(registers(), spec)}


def filled(table: CountTable) -> dict[str, int]:
    """Cells that are not empty, of women, other columns joined by a blank."""
    return {" ".join(part for part in key if part != "2"): count.value for key, count in table.cells.items() if count.value and "2" in key}


def test_sub_report_one(counted: Counted):
    """Sheets 1.1 and 1.4 are the table of the handbook; 1.2 has the age on the index date, 1.5 on 31 December: person 2 turns eighteen in June 2019 and
    person 4 is nineteen when she comes in."""
    found = sheets(counted, report(ages=["0-17", "18+"]))
    assert filled(found["1-1"]) == {"LMED": 4, "PAR": 3, "BADA": 2, "TOTAL": 5}
    assert filled(found["1-2"]) == {
        "0-17 LMED": 1, "0-17 TOTAL": 1, "18+ LMED": 3, "18+ PAR": 3, "18+ BADA": 2, "18+ TOTAL": 4, "total LMED": 4, "total PAR": 3, "total BADA": 2, "total TOTAL": 5,
    }
    assert filled(found["1-4"]) == {"2019 LMED": 3, "2019 PAR": 1, "2019 TOTAL": 4, "2020 LMED": 2, "2020 PAR": 3, "2020 BADA": 1, "2020 TOTAL": 4}
    assert filled(found["1-5"])["2019 18+ LMED"] == 3
    assert filled(found["1-6"])["2020 01 TOTAL"] == 4


def test_limited_ages_leave_out_the_same_persons_on_every_sheet(counted: Counted):
    """Of adults only: person 2 is seventeen on her index date and stays out of the whole period, but is eighteen at the end of 2019 and in its cell."""
    found = sheets(counted, report(ages=["18+"]))
    assert filled(found["1-1"]) == {"LMED": 3, "PAR": 3, "BADA": 2, "TOTAL": 4}
    assert filled(found["1-2"])["total TOTAL"] == 4
    assert filled(found["1-4"])["2019 LMED"] == 3


def test_sub_report_two(counted: Counted):
    """Persons 1, 2 and 3 are new in 2019, person 4 in 2020; person 2 collects again on the first day that the twelve months still cover."""
    found = sheets(counted, report(codes={"ATC": "N06BA"}, sub_reports=["incident"]))
    assert filled(found["2-1-12m"]) == filled(found["2-1-unlimited"]) == {"": 4}
    assert filled(found["2-2-12m"]) == {"2019": 3, "2020": 1}


def test_new_users_with_the_diagnosis(counted: Counted):
    """With the scope `both` only persons 3 and 4 are left, who also have the diagnosis in the period."""
    found = sheets(counted, report(sub_reports=["incident"], incident_scope="both"))
    assert filled(found["2-1-12m"]) == {"": 2}
