"""Good and bad documents of every rule: changes to the plain order of `orders`, by JSON pointer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from orders import CARE, CRITERION, DROP, TABLE

PERIOD = f"{CRITERION}/period"
EXPR = f"{CRITERION}/codes/expr"
NEW = {f"{TABLE}/measure": "new_users_12m", f"{TABLE}/look_back_group": "group"}
ICD9_AND_10 = [{"system": "ICD-9-SE", "expr": "314"}, {"system": "ICD-10-SE", "expr": "F90"}]
NEW_PATIENTS = CARE | {f"{TABLE}/measure": "new_patients"}
EVERY_DRUG = {f"{CRITERION}/codes": DROP}
FINE_AGES = {f"{TABLE}/columns": [{"age_group": "five_year"}]}
DENTAL = {"id": "care", "register": "dental", "codes": {"system": "TLV-ATGARD", "expr": "801"}, "period": "2018"}
CROSSING = {
    **CARE, f"{TABLE}/measure": "patients", f"{TABLE}/columns": ["population"], f"{TABLE}/rows": ["county"], f"{TABLE}/totals": [],
    "/cohorts/0/criteria": [
        {
            "any_of": [
                {"id": "drug", "register": "lmed", "codes": {"system": "ATC", "expr": "N06BA"}, "period": "2023"},
                {"id": "diagnosis", "register": "par", "codes": {"system": "ICD-10-SE", "expr": "F90"}, "position": "any", "period": "2023"},
            ]
        }
    ],
}


@dataclass(frozen=True)
class Cases:
    """Documents a rule must speak about, at a pointer, and documents it must be silent about; context values; whether it offers a fix."""

    bad: list[tuple[dict[str, Any], str]]
    good: list[dict[str, Any]]
    context: dict[str, Any] = field(default_factory=dict)
    has_fix: bool = True


def _late(change: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**change, **more}


CASES: dict[str, Cases] = {
    "KIND-09": Cases([({"/tables": []}, "/tables")], [{}]),
    "TIME-01": Cases([({PERIOD: "2003/2020"}, PERIOD), ({PERIOD: "2005-06/2020"}, PERIOD)], [{PERIOD: "2005-07/2020"}]),
    "TIME-02": Cases([(CARE | {PERIOD: "1960/2020"}, PERIOD), (CARE | {f"{CRITERION}/register": "par_out", PERIOD: "1990/2020"}, PERIOD)], [CARE]),
    "TIME-03": Cases([(CARE | {PERIOD: "1999/2005"}, PERIOD)], [CARE | {PERIOD: "2001/2005"}, CARE | {f"{CRITERION}/register": "par_in", PERIOD: "1999/2005"}]),
    "TIME-04": Cases(
        [(CARE | {f"{CRITERION}/register": "par_in", PERIOD: "1980/1990", f"{TABLE}/measure": "patients_inpatient"}, PERIOD)],
        [CARE, CARE | {f"{CRITERION}/register": "par_in", PERIOD: "1987/1990", f"{TABLE}/measure": "patients_inpatient"}],
    ),
    "TIME-05": Cases([({PERIOD: "2020/2025"}, PERIOD)], [{PERIOD: "2020-01/2024-12"}]),
    "TIME-06": Cases([(CARE | {PERIOD: "2020-01/2024-12"}, PERIOD)], [CARE | {PERIOD: "2020-01/2024-09"}, {PERIOD: "2020/2030"}]),
    "TIME-07": Cases([(CARE | {PERIOD: "2013/2016"}, TABLE)], [CARE, {PERIOD: "2013/2016"}]),
    "TIME-08": Cases([({PERIOD: "2005-07/2008-12", f"{TABLE}/rows": ["quarter"]}, TABLE)], [{PERIOD: "2005-07/2008-12"}, {PERIOD: "2006/2008", f"{TABLE}/rows": ["month"]}]),
    "TIME-09": Cases([({PERIOD: "2020/2016"}, PERIOD), ({f"{TABLE}/follow_up_to": "2018-12-31"}, f"{TABLE}/follow_up_to")], [{}, {f"{TABLE}/follow_up_to": "2022-12-31"}]),
    "TIME-11": Cases(
        [(CARE | {f"{CRITERION}/register": "par_out", f"{TABLE}/measure": "outpatient_visits", PERIOD: "2012/2018"}, TABLE)],
        [CARE | {f"{CRITERION}/register": "par_out", f"{TABLE}/measure": "outpatient_visits", PERIOD: "2012/2018", f"{TABLE}/ed": "as_recorded"}, CARE],
    ),
    "CODE-02": Cases([({f"{CRITERION}/codes": {"system": "ICD-10-SE", "expr": "F90"}}, f"{CRITERION}/codes")], [{}, CARE], has_fix=False),
    "CODE-04": Cases(
        [(CARE | {PERIOD: "1990/2005"}, f"{CRITERION}/codes")], [CARE, CARE | {PERIOD: "1990/2005", f"{CRITERION}/codes": ICD9_AND_10}, CARE | {PERIOD: "1997/2005"}]
    ),
    "CODE-07": Cases([({EXPR: ""}, f"{CRITERION}/codes"), (CARE | {f"{CRITERION}/codes": []}, f"{CRITERION}/codes")], [{}, EVERY_DRUG], has_fix=False),
    "CODE-11": Cases([(EVERY_DRUG, f"{CRITERION}/codes")], [{}, {EXPR: "A-V"}]),
    "CODE-12": Cases([(CARE | {f"{CRITERION}/position": DROP}, f"{CRITERION}/position")], [CARE, {}]),
    "MEAS-01": Cases([({f"{TABLE}/measure": "users"}, f"{TABLE}/measure"), ({f"{TABLE}/measure": ""}, f"{TABLE}/measure")], [{}, NEW]),
    "MEAS-02": Cases([(NEW | {PERIOD: "2005-07/2020"}, PERIOD), (NEW | {f"{TABLE}/measure": "new_users", f"{TABLE}/run_in_months": 24, PERIOD: "2007/2020"}, PERIOD)], [NEW, {PERIOD: "2006/2020"}]),
    "MEAS-03": Cases([(NEW | {PERIOD: "2006-09/2020-12"}, PERIOD)], [NEW | {PERIOD: "2007/2020"}, NEW | {PERIOD: "2005-07/2020-12"}]),
    "MEAS-04": Cases([(NEW | {f"{TABLE}/measure": "new_users_unlimited"}, f"{TABLE}/measure")], [NEW, NEW | {f"{TABLE}/measure": "new_users_unlimited", PERIOD: "2018/2020"}]),
    "MEAS-05": Cases([({f"{TABLE}/measure": "new_users_12m"}, f"{TABLE}/look_back_group")], [NEW, {f"{TABLE}/measure": "new_users_12m", f"{CRITERION}/look_back_group": "group"}]),
    "MEAS-07": Cases(
        [({f"{TABLE}/measure": "dispensings", "/cohorts/0/age": {"from": 75}}, f"{TABLE}/dose"), ({f"{TABLE}/measure": "dispensings"} | FINE_AGES | {f"{TABLE}/totals": []}, f"{TABLE}/dose")],
        [{f"{TABLE}/measure": "dispensings"}, {f"{TABLE}/measure": "dispensings", "/cohorts/0/age": {"from": 75}, f"{TABLE}/dose": "include"}],
    ),
    "MEAS-09": Cases(
        [
            ({f"{TABLE}/rows": [], f"{TABLE}/rates": "per_1000"}, f"{TABLE}/rates"), ({f"{TABLE}/measure": "ddd_per_1000_day", f"{TABLE}/rows": []}, f"{TABLE}/measure"),
            ({"/cohorts/0/age": {"from": 6, "to": 17}, f"{TABLE}/columns": [{"age_group": ["18-64", "65+"]}], f"{TABLE}/totals": [], f"{TABLE}/rates": "per_1000"}, f"{TABLE}/rates"),
        ],
        [
            {f"{TABLE}/rates": "per_1000"}, {f"{TABLE}/rows": [], f"{TABLE}/rates": "per_1000", PERIOD: "2020"}, {f"{TABLE}/measure": "ddd_per_1000_day"},
            {"/cohorts/0/age": {"from": 6, "to": 17}, f"{TABLE}/rates": "per_1000"},
            {"/cohorts/0/age": {"from": 6, "to": 17}, f"{TABLE}/columns": [{"age_group": "broad"}], f"{TABLE}/totals": [], f"{TABLE}/rates": "per_1000"},
        ],
    ),
    "MEAS-10": Cases([({f"{TABLE}/totals": ["year"]}, f"{TABLE}/totals/0")], [{}, {f"{TABLE}/totals": [{"year": "distinct"}]}, {f"{TABLE}/totals": ["year"], f"{TABLE}/measure": "dispensings"}]),
    "MEAS-11": Cases(
        [({f"{TABLE}/measure": "time_on_treatment", f"{TABLE}/grid_days": ["90", "900"]}, f"{TABLE}/grid_days")],
        [{f"{TABLE}/measure": "time_on_treatment", f"{TABLE}/grid_days": ["90", "730"]}, {f"{TABLE}/measure": "time_on_treatment", f"{TABLE}/grid_days": ["900"], f"{TABLE}/follow_up_days": "900"}],
    ),
    "MEAS-13": Cases(
        [(NEW_PATIENTS, f"{TABLE}/look_back_years")], [NEW_PATIENTS | {f"{TABLE}/look_back_years": "5"}, CARE],
    ),
    "MEAS-14": Cases(
        [({f"{TABLE}/measure": "users_by_diagnosis", f"{TABLE}/groups": [{"id": "adhd", "codes": {"system": "ICD-10-SE", "expr": "F90"}}]}, f"{TABLE}/measure")], [{}],
        has_fix=False,
    ),
    "MEAS-15": Cases([({f"{TABLE}/rows": ["month"]}, TABLE), ({f"{TABLE}/rows": ["quarter"], EXPR: "J01 | N06BA"}, TABLE)], [{}, {f"{TABLE}/rows": ["month"], EXPR: "J01CA | J01C"}]),
    "MEAS-17": Cases(
        [
            ({"/cohorts/0/age": {"from": 40, "to": 18}}, "/cohorts/0/age"),
            ({f"{CRITERION}/relation": {"to": "drug", "from_days": 30, "to_days": 0}}, f"{CRITERION}/relation"),
            ({"/cohorts/0/criteria/1": {"none_of": [{"register": "lmed", "codes": {"system": "ATC", "expr": "N06BA"}, "period": "2016/2020"}]}}, "/cohorts/0/criteria/1/none_of/0"),
        ],
        [{}, {"/cohorts/0/age": {"from": 18, "to": 40}}],
        has_fix=False,
    ),
    "MEAS-18": Cases(
        [({"/cohorts/0/criteria/1": {"id": "b", "register": "lmed", "codes": {"system": "ATC", "expr": "N06A"}, "period": "2016/2020", "relation": {"to": "drug", "within_days": 90}}}, "/cohorts/0/criteria/1/relation")],
        [{"/cohorts/0/criteria/1": {"id": "b", "register": "lmed", "codes": {"system": "ATC", "expr": "N06A"}, "period": "2016/2020", "relation": {"to": "drug", "within_days": 90, "order": "after"}}}],
    ),
    "DEM-01": Cases(
        [({f"{TABLE}/columns": [{"age_group": ["0-17", "18-44", "44+"]}], f"{TABLE}/totals": []}, f"{TABLE}/columns/0"), ({f"{TABLE}/columns": [{"age_group": ["0-10", "12-20"]}], f"{TABLE}/totals": []}, f"{TABLE}/columns/0")],
        [{f"{TABLE}/columns": [{"age_group": ["0-17", "18-44", "45+"]}], f"{TABLE}/totals": []}, {f"{TABLE}/columns": [{"age_group": "broad"}], f"{TABLE}/totals": []}],
    ),
    "DEM-03": Cases(
        [({f"{TABLE}/rows": ["year", {"municipality": "6"}]}, f"{TABLE}/rows/1"), ({f"{TABLE}/rows": ["year", {"county": ["01", "02"]}]}, f"{TABLE}/rows/1")],
        [{f"{TABLE}/rows": ["year", {"municipality": "06"}]}, {f"{TABLE}/rows": ["year", {"municipality": ["0180", "0114"]}]}, {f"{TABLE}/rows": ["year", {"county": ["01", "03"]}]}],
    ),
    "DEM-06": Cases(
        [
            ({CRITERION: DENTAL, f"{TABLE}/columns": [{"age_group": ["0-19", "20-39", "40+"]}], f"{TABLE}/totals": []}, f"{TABLE}/columns/0"),
            ({CRITERION: DENTAL, f"{TABLE}/rows": ["year", {"age_group": "five_year"}], f"{TABLE}/columns": ["sex"], f"{TABLE}/totals": []}, f"{TABLE}/rows/1"),
        ],
        [
            {CRITERION: DENTAL, f"{TABLE}/columns": [{"age_group": ["23-39", "40+"]}], f"{TABLE}/totals": []},
            {CRITERION: DENTAL, "/cohorts/0/age": {"from": 23}, f"{TABLE}/columns": [{"age_group": ["0-39", "40+"]}], f"{TABLE}/totals": []},
            {f"{TABLE}/columns": [{"age_group": ["0-19", "20+"]}], f"{TABLE}/totals": []},
        ],
    ),
    "SDC-02": Cases([({f"{TABLE}/rows": ["month", "county"], f"{TABLE}/columns": ["sex", {"age_group": "five_year"}]}, TABLE)], [{}]),
    "SDC-03": Cases([({f"{TABLE}/rows": ["year", {"municipality": "06"}]} | FINE_AGES | {f"{TABLE}/totals": []}, TABLE)], [{f"{TABLE}/rows": ["year", {"municipality": "06"}]}, FINE_AGES | {f"{TABLE}/totals": []}]),
    "SDC-05": Cases([(CROSSING, f"{TABLE}/columns/0")], [{}, CROSSING | {f"{TABLE}/columns": [{"population": ["LMED", "PAR", "TOTAL"]}]}]),
    "SDC-06": Cases([({f"{TABLE}/stats": ["n", "max"]}, f"{TABLE}/stats")], [{f"{TABLE}/stats": ["n", "median"]}, {}]),
    "LAW-01": Cases([({f"{TABLE}/measure": "cost_total", f"{TABLE}/rows": ["year", "product_name"]}, f"{TABLE}/measure")], [{f"{TABLE}/measure": "cost_total"}]),
    "LAW-07": Cases([({"/purpose/legal": ""}, "/purpose/legal"), ({"/purpose/legal": "marketing"}, "/purpose/legal")], [{}, {"/purpose/legal": "research"}], has_fix=False),
    "LAW-10": Cases([({f"{CRITERION}/register": "primary_care"}, f"{CRITERION}/register")], [{}], has_fix=False),
    "LAW-11": Cases(
        [({"/purpose/text": "Uppföljning av patienten 19121212-1212 och andra i samma läge."}, "/purpose/text"), ({"/title/sv": "Patient 121212+1212"}, "/title/sv")],
        [{}, {"/purpose/text": "Telefon 08-123 45 67, ärende 121212-1213, och period 2015-01/2023-12 för alla."}],
    ),
    "ADM-05": Cases([({"/purpose/text": "Rapport"}, "/purpose/text"), ({"/purpose/text": ""}, "/purpose/text")], [{}], has_fix=False),
}
