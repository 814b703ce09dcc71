"""The four populations of the standard report: LMED, PAR, BÅDA, TOTAL."""

from __future__ import annotations

import pytest
from compute_registers import Counted, any_of, by_period, by_population, by_sex, care, cohort, drugs, frames_of, rows_of, spec, table, values

from jobs.compute.reference import Frames

ROWS = """
| person | LMED      | PAR       |
| 1      | 2022      |           |
| 2      | 2022,2023 |           |
| 3      | 2022      | 2023      |
| 4      | 2023      | 2023      |
| 5      |           | 2022,2023 |
"""


def both_registers() -> Frames:
    """One dispensing or outpatient contact a year drawn."""
    lmed, contacts, diagnoses = [], [], []
    for row in rows_of(ROWS):
        for year in filter(None, row["LMED"].split(",")):
            lmed.append({"row_no": len(lmed), "person": int(row["person"]), "ATC": "N02CC01", "EDATUM": f"{year}-03-01", "ANTAL": "1"})
        for year in filter(None, row["PAR"].split(",")):
            contacts.append({"contact": len(contacts), "person": int(row["person"]), "INDATUM": f"{year}-05-01"})
            diagnoses.append({"contact": len(diagnoses), "person": int(row["person"]), "date": f"{year}-05-01", "position": "main", "code": "G430"})
    return frames_of({"lmed": lmed, "par_out": contacts, "par_out_dia": diagnoses})


@pytest.mark.parametrize("measure", ["prevalent_users", "patients"])
def test_populations_in_each_year_and_in_the_whole_period(counted: Counted, measure: str):
    """A person is in BÅDA when both registers have them within the same cell: person 3 has a drug in 2022 and a diagnosis in 2023, so that they are in
    BÅDA of the whole period and of neither year. TOTAL = LMED + PAR − BÅDA in every cell; years do not add up to the whole."""
    two = any_of(drugs("N02CC", period="2022/2023"), care("G43", period="2022/2023"))
    order = spec(cohort(two), table(measure, by_period("year", "2022/2023"), by_population(), period="2022/2023", anchor="index"))
    assert values(counted(both_registers(), order)[0]) == {
        "2022 LMED": 3, "2022 PAR": 1, "2022 BADA": 0, "2022 TOTAL": 4,
        "2023 LMED": 2, "2023 PAR": 3, "2023 BADA": 1, "2023 TOTAL": 4,
        "total LMED": 4, "total PAR": 3, "total BADA": 2, "total TOTAL": 5,
    }


def test_unknown_sex_stays_out_of_neither_population(counted: Counted):
    """Nobody in these registers has a population record: everyone is in the row "Unknown" of every population."""
    two = any_of(drugs("N02CC", period="2022/2023"), care("G43", period="2022/2023"))
    order = spec(cohort(two), table("prevalent_users", by_sex(total=False), by_population(), period="2022/2023", anchor="index"))
    found = values(counted(both_registers(), order)[0])
    assert {key: count for key, count in found.items() if count} == {"unknown LMED": 4, "unknown PAR": 3, "unknown BADA": 2, "unknown TOTAL": 5}
