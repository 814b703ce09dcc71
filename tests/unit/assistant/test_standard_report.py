"""The standard report: few answers in, fixed sheets out; what is said about a sheet stands at the answer it follows from."""

from __future__ import annotations

from typing import Any

import pytest
from orders import DROP, changed, code_lists, codes_of, context, lint

from assistant.document import json_schema, order_from, plain, read_order, specification_hash, write_order
from assistant.fixes import apply_fix
from assistant.order.order import Order
from assistant.read_back import read_back
from assistant.shells import build_shells
from common.errors import Finding
from common.translate import LANGUAGES, translate

REPORT: dict[str, Any] = {
    "order": "1", "kind": "standard_report", "title": {"sv": "Läkemedel och diagnos", "en": "Drug and diagnosis"},
    "purpose": {"legal": "follow_up", "text": "Underlag för den årliga uppföljningen av läkemedelsbehandling i regionen."},
    "registers": ["lmed", "par"], "codes": {"ATC": "N06BA", "ICD-10-SE": "G43"}, "period": "2019-01/2020-12",
}


def report(**answers: Any) -> Order:
    """The plain report with answers changed."""
    return changed({f"/{key}": value for key, value in answers.items()}, REPORT)


def found(order: Order, code: str) -> Finding:
    """The first finding of a rule, code lists at hand."""
    return next(one for one in lint(order, editions=code_lists()) if one.code == code)


def test_the_sheets_are_those_of_the_handbook() -> None:
    assert [table.id for table in report().tables] == ["1-1", "1-2", "1-3", "1-4", "1-5", "1-6"]
    both = report(sub_reports=["prevalent", "incident"], per_code="true")
    assert [table.id for table in both.tables][6:] == [f"2-{sheet}-{run_in}" for sheet in (1, 2, 3, 4, 6) for run_in in ("12m", "unlimited")]


def test_every_sheet_has_a_shell_in_both_languages() -> None:
    order = report(sub_reports=["prevalent", "incident"], per_code="true")
    against = context(editions=code_lists())
    from orders import catalogue

    shells = build_shells(order, catalogue(), against)
    assert [shell.id for shell in shells] == [table.id for table in order.tables]
    assert shells[0].title.sv == "1.1 Personer, hela perioden"
    assert shells[6].title.en == "2.1 New drug users, whole period, 12-month run-in"


@pytest.mark.parametrize(
    ("codes", "measure", "columns"),
    [
        ({"ATC": "N06BA", "ICD-10-SE": "G43"}, "patients", ["sex", "population"]), ({"ATC": "N06BA"}, "prevalent_users", ["sex"]),
        ({"ICD-10-SE": "G43"}, "prevalent_diagnosis", ["sex"]),
    ],
)
def test_four_populations_only_where_both_registers_are_chosen(codes: dict[str, str], measure: str, columns: list[str]) -> None:
    order = report(codes=codes, registers=DROP)
    assert {table.measure for table in order.tables} == {measure}
    assert {tuple(choice.id for choice in table.columns) for table in order.tables} == {tuple(columns)}


def test_age_is_that_of_the_index_date_in_a_long_period_and_of_the_year_end_in_a_year() -> None:
    anchors = {table.id: table.anchor for table in report().tables}
    assert (anchors["1-1"], anchors["1-2"], anchors["1-4"]) == ("index", "index", "year_end")
    assert {table.anchor for table in report(period="2020").tables} == {"year_end"}


def test_limited_ages_limit_every_sheet_on_the_day_it_looks_at() -> None:
    """Without that, sheet 1.1 would count children whom no age group of 1.2 shows."""
    order = report(ages=["18-64", "65+"])
    limits = {cohort.id: (cohort.age.at, cohort.age.first, cohort.age.last) for cohort in order.cohorts if cohort.age}
    assert limits == {"report": ("index", 18, None), "report_by_year": ("year_end", 18, None)}
    assert {table.id: table.of for table in order.tables}["1-4"] == "report_by_year"
    assert [cohort.id for cohort in report(ages=["18+"], period="2020").cohorts] == ["report"]


def test_one_sex_is_shown_without_a_margin() -> None:
    table = report(sexes=["women"]).tables[0]
    assert table.columns[0].detail == ("2",)
    assert table.totals == ()


def test_new_users_with_the_diagnosis_when_so_asked() -> None:
    order = report(sub_reports=["incident"], incident_scope="both")
    assert [one.register_code for _path, _cohort, one in order.criteria()] == ["lmed", "par"]


def test_what_follows_is_never_written_and_never_read() -> None:
    order = report()
    assert not {"cohorts", "tables"} & plain(order).keys()
    again, findings = read_order(write_order(order))
    assert (again, findings) == (order, ())
    refused, findings = order_from(REPORT | {"tables": [{"id": "t1"}]})
    assert refused is None
    assert {(one.code, one.path) for one in findings} == {("order.error.follows_from_report", "/tables")}


def test_the_schema_of_the_document_offers_no_tables_to_a_report() -> None:
    kinds = {one["title"]: one["properties"] for one in json_schema()["oneOf"]}
    assert "tables" in kinds["StatisticsOrder"]
    assert "tables" not in kinds["StandardReportOrder"]
    assert {"codes", "period", "sexes", "ages", "sub_reports"} <= kinds["StandardReportOrder"].keys()


@pytest.mark.parametrize(("key", "value"), [("codes", {"ATC": "N06BA"}), ("period", "2020"), ("sexes", ["men"]), ("ages", ["0-17", "18+"]), ("per_code", "true")])
def test_every_answer_is_part_of_the_specification(key: str, value: Any) -> None:
    assert specification_hash(report(**{key: value})) != specification_hash(report())
    assert specification_hash(report(title={"sv": "Annat"})) == specification_hash(report())


@pytest.mark.parametrize(
    ("rule", "answers", "path"),
    [
        ("KIND-03", {"registers": ["lmed", "par", "can"]}, "/registers/2"), ("KIND-04", {"per_code": "true"}, "/per_code"),
        ("KIND-05", {"ages": ["0", "1-17", "18+"], "sub_reports": ["prevalent"]}, None), ("KIND-05", {"ages": ["0-17", "18", "19+"]}, "/ages"),
        ("TIME-01", {"period": "2003/2020"}, "/period"), ("TIME-09", {"period": "2020/2016"}, "/period"), ("CODE-01", {"codes": {"ATC": "N06BX99"}}, "/codes/ATC"),
        ("DEM-01", {"ages": ["0-17", "20+"]}, "/ages"), ("order.error.unknown_age_set", {"ages": "five_yaer"}, "/ages"),
        ("order.error.report_system", {"codes": {"KVA": "NFB", "ATC": "N06BA"}}, "/codes/KVA"), ("order.error.report_register", {"registers": ["lmed"]}, "/registers"),
        ("order.error.report_without_codes", {"codes": {"ATC": "N06BA"}}, "/registers/1"),
        ("order.error.report_incident", {"codes": {"ICD-10-SE": "G43"}, "registers": ["par"], "sub_reports": ["incident"]}, "/sub_reports"),
        ("order.error.report_scope", {"codes": {"ATC": "N06BA"}, "registers": ["lmed"], "incident_scope": "both"}, "/incident_scope"),
        ("order.error.report_age_set", {"ages": "elderly"}, "/ages"),
    ],
)
def test_a_fault_stands_at_its_answer_and_its_fix_mends_it(rule: str, answers: dict[str, Any], path: str | None) -> None:
    order = report(**answers)
    if path is None:
        assert rule not in codes_of(lint(order, editions=code_lists()))
        return
    one = found(order, rule)
    assert one.path.removesuffix("/expr") == path
    assert all("{" not in translate(one.key, language, **one.params) != one.key for language in LANGUAGES)
    if one.fix is not None:
        assert rule not in codes_of(lint(apply_fix(order, one.fix), editions=code_lists()))


def test_what_is_missing_is_told_when_the_order_is_sent() -> None:
    empty = changed(base={"kind": "standard_report"})
    assert lint(empty, is_submitting=False) == []
    missing = {"order.error.missing_title", "order.error.missing_report_codes", "order.error.missing_period"}
    assert missing <= codes_of(lint(empty))
    assert {"order.error.missing_sub_report", "order.error.missing_sexes"} <= codes_of(lint(report(sub_reports=[], sexes=[])))


def test_a_plain_report_has_nothing_but_information_on_its_columns() -> None:
    assert {(one.code, one.path) for one in lint(report(), editions=code_lists())} == {("SDC-05", "/sub_reports")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_read_back_says_that_it_is_a_standard_report(language: str) -> None:
    from orders import catalogue

    text = read_back(report(), catalogue(), language, context(editions=code_lists()))
    assert ("standardrapport" if language == "sv" else "standard report") in text
    assert "G43" in text
