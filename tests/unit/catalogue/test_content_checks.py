"""Every rule between objects of the content finds what it is for, and is silent on the shipped content."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog.load import examine_content
from common.settings import Settings
from metadata import checks
from metadata.checks import CHECKS, check_content
from metadata.model.content import Content
from metadata.model.text import Text


@pytest.fixture(scope="module")
def shipped() -> Content:
    reading, findings = examine_content(Settings().content)
    assert findings == []
    return reading.content

CHECK_FILES = Path(checks.__file__).parent


def changed(content: Content, kind: str, key: str, **fields: Any) -> Content:
    """The content with fields of one object replaced, unvalidated, as a careless editor would."""
    one = content.of(kind)[key].model_copy(update=fields)
    return Content({**content.by_kind, kind: {**content.of(kind), key: one}})


def without(content: Content, kind: str, key: str) -> Content:
    return Content({**content.by_kind, kind: {name: one for name, one in content.of(kind).items() if name != key}})


def added(content: Content, kind: str, key: str, **fields: Any) -> Content:
    """The content with a changed copy of one object beside it."""
    one = content.of(kind)[key].model_copy(update=fields)
    return Content({**content.by_kind, kind: {**content.of(kind), one.id + "'": one}})


def part(content: Content, kind: str, key: str, field: str, at: int, **fields: Any) -> Content:
    """The content with one member of a list of one object changed."""
    members = list(getattr(content.of(kind)[key], field))
    members[at] = members[at].model_copy(update=fields)
    return changed(content, kind, key, **{field: tuple(members)})


BAD: list[tuple[Callable[[Content], Content], str, str, str]] = [
    (lambda c: changed(c, "registers", "lmed", holder="socialstyrelse"), "content.error.unknown_reference", "lmed", "/holder"),
    (lambda c: changed(c, "variables", "LMED/ATC", data_resource="X"), "content.error.unknown_reference", "LMED/ATC", "/data_resource"),
    (lambda c: without(c, "concepts", "atc"), "content.error.unknown_reference", "dispensed_item.atc", "/concept"),
    (lambda c: changed(c, "concepts", "atc", administrative="draft"), "content.error.cites_unpublished", "dispensed_item.atc", "/concept"),
    (lambda c: part(c, "age_sets", "broad", "bands", 1, first=19), "content.error.age_gap", "broad", "/bands/1"),
    (lambda c: changed(c, "bindings", "lmed/ATC/ATC/2005-07-01", variables=("ATCX",)), "content.error.unknown_column", "lmed/ATCX/ATC/2005-07-01", "/variables/0"),
    (lambda c: added(c, "bindings", "lmed/ATC/ATC/2005-07-01", system="S"), "content.error.binding_overlap", "lmed/ATC/S/2005-07-01", "/from"),
    (lambda c: changed(c, "breaks", "LMED-2005", variables=("EDAT",)), "content.error.unknown_column", "LMED-2005", "/variables/0"),
    (lambda c: part(c, "code_lists", "sex", "codes", 1, code="1"), "content.error.code_twice", "sex", "/codes/1"),
    (lambda c: part(c, "code_lists", "sex", "codes", 1, parent="9"), "content.error.unknown_reference", "sex", "/codes/1/parent"),
    (lambda c: changed(c, "code_lists", "sex", publisher="nobody"), "content.error.unknown_reference", "sex", "/publisher"),
    (lambda c: changed(c, "registers", "par_in", family=None), "content.error.family_member", "par", "/members/0"),
    (lambda c: changed(c, "designations", "ICD-10-SE/gallsten", codes=("N06AB04",)), "content.error.designation_code", "ICD-10-SE/gallsten", "/codes/0"),
    (lambda c: changed(c, "designations", "ICD-10-SE/gallsten", system="ICD"), "content.error.designation_system", "ICD/gallsten", "/system"),
    (lambda c: added(c, "register_families", "par", id="lmed"), "content.error.family_is_register", "lmed", "/id"),
    (lambda c: changed(c, "measures", "dispensings", footnotes=("NETTEDD",)), "content.error.unknown_footnote", "dispensings", "/footnotes/0"),
    (lambda c: Content({**c.by_kind, "breaks": {**c.of("breaks"), "NETTED": c.of("breaks")["GEO-2007"]}}), "content.error.footnote_twice", "NETTED", "/id"),
    (lambda c: changed(c, "municipalities", "0180", code="9980"), "content.error.municipality_county", "9980", "/code"),
    (lambda c: without(c, "municipalities", "0180"), "content.error.municipality_count", "01", "/municipality_count"),
    (lambda c: without(c, "healthcare_regions", "norra"), "content.error.county_region", "22", ""),
    (lambda c: changed(c, "measures", "dispensings", valid_from=c.registers["par_in"].data_from), "content.error.measure_start", "dispensings", "/valid_from"),
    (lambda c: changed(c, "measures", "dispensings", clean_from=c.registers["par_in"].data_from), "content.error.measure_clean", "dispensings", "/clean_from"),
    (lambda c: changed(c, "measures", "dispensings", columns=("X",)), "content.error.unknown_column", "dispensings", "/columns/0"),
    (
        lambda c: changed(c, "measures", "dispensings", rates=c.measures["dispensings"].rates.model_copy(update={"denominators": ()})),
        "content.error.measure_rate", "dispensings", "/rates",
    ),
    (
        lambda c: changed(c, "variables", "LMED_FO/forskrivningsorsak", orderable=c.instance_variables["LMED/ATC"].orderable),
        "content.error.planned_orderable", "LMED_FO/forskrivningsorsak", "/orderable",
    ),
    (
        lambda c: changed(c, "value_domains", "sex", sentinels=(c.of("value_domains")["atc"].sentinels[0].model_copy(update={"code": "1"}),)),
        "content.error.sentinel_is_value", "sex", "/sentinels/0",
    ),
    (lambda c: changed(c, "measures", "new_users", title=Text(sv="Nya ({run_in_months} mån)", en="New")), "content.error.text_values", "new_users", "/title"),
    (
        lambda c: changed(c, "variables", "LMED/ATC", data_from=c.registers["par_in"].data_from), "content.error.period_outside", "LMED/ATC", "/data_from",
    ),
    (
        lambda c: changed(c, "data_resources", "LMED", data_from=c.registers["par_in"].data_from), "content.error.period_outside", "LMED", "/data_from",
    ),
    (lambda c: added(c, "variables", "LMED/ATC", column_name="atc"), "content.error.period_overlap", "LMED/ATC", "/data_from"),
    (lambda c: changed(c, "data_resources", "LMED", key_date="EDAT"), "content.error.unknown_column", "LMED", "/key_date"),
    (lambda c: part(c, "data_resources", "PAR_SV", "code_tables", 0, columns=("HDIA", "DI")), "content.error.unknown_column", "PAR_SV", "/code_tables/0/columns/1"),
    (lambda c: part(c, "data_resources", "PAR_SV", "code_tables", 1, dates="OPDAT"), "content.error.unknown_column", "PAR_SV", "/code_tables/1/dates"),
    (lambda c: part(c, "data_resources", "LMED", "person_keys", 0, column="nr"), "content.error.unknown_column", "LMED", "/person_keys/0/column"),
    (lambda c: changed(c, "registers", "lmed", key_date="EDAT"), "content.error.unknown_column", "lmed", "/key_date"),
    (lambda c: changed(c, "data_resources", "LMED", key_date=None), "content.error.table_undated", "LMED", "/table"),
    (lambda c: changed(c, "data_resources", "PAR_SV", row_key=None), "content.error.table_without_row_key", "PAR_SV", "/code_tables"),
    (lambda c: changed(c, "data_resources", "PAR_SV", table="lmed"), "content.error.table_twice", "PAR_SV", "/table"),
]


@pytest.mark.parametrize(("spoil", "code", "key", "pointer"), BAD, ids=[f"{code.rpartition('.')[2]}-{key}" for _spoil, code, key, _pointer in BAD])
def test_a_spoilt_object_is_found_where_it_was_spoilt(shipped: Content, spoil: Callable[[Content], Content], code: str, key: str, pointer: str):
    found = [(problem.code, problem.id, problem.pointer) for problem in check_content(spoil(shipped))]
    assert (code, key, pointer) in found


def test_every_check_stands_in_a_file_of_its_own_and_is_run():
    files = {path.stem for path in CHECK_FILES.glob("*.py")} - {"__init__", "problem"}
    assert {check.__module__.rpartition(".")[2] for check in CHECKS} == files


def test_every_problem_code_has_a_bad_case():
    texts = "".join(path.read_text(encoding="utf-8") for path in CHECK_FILES.glob("*.py"))
    assert {code for _spoil, code, _key, _pointer in BAD} == set(re.findall(r'"(content\.error\.\w+)"', texts))
