"""A row per code: every code that some list of the period knows, and one row for those that none does (measures 1.3)."""

from __future__ import annotations

from datetime import date

from compute_registers import Counted, by_code, codes, cohort, drugs, frames_of, rows_of, spec, table, values, write_frames
from orders import CRITERION, TABLE, catalogue, changed, context
from pytest import fixture

from assistant.specification import plan_tables
from jobs.compute import run
from jobs.compute.reference import Frames
from metadata.model.code_system import Code, CodeEdition, CodeLists, CodeSystem

DRUGS = """
| row_no | person | ATC     | EDATUM     | ANTAL |
|--------|--------|---------|------------|-------|
| 1      | 1      | N03AX16 | 2024-01-10 | 1     |
| 2      | 1      | N02BF02 | 2024-06-10 | 1     |
| 3      | 2      | N02BF02 | 2024-02-01 | 1     |
| 4      | 3      | N02BF99 | 2024-02-01 | 1     |
| 5      | 3      | N02BF99 | 2024-03-01 | 1     |
"""


def registers() -> Frames:
    """Pregabalin under its old and its new code, and a code that no list has."""
    return frames_of({"lmed": rows_of(DRUGS)})


def test_codes_of_no_list_stand_in_a_row_of_their_own(counted: Counted):
    """Person 1 used pregabalin under both of its codes, person 3 a code that no list of the period has: it stands in the row that says so, and in the
    margin, which counts every person of the selection once."""
    order = spec(cohort(drugs("N02BF", "N03AX16")), table("prevalent_users", by_code(*codes("N02BF02", "N03AX16"))))
    (found,) = counted(registers(), order)
    assert values(found) == {"N02BF02": 2, "N03AX16": 1, "unknown": 1, "total": 3}
    assert [one.label.sv for one in found.shell.rows[0].categories] == ["N02BF02", "N03AX16", "Koder i urvalet utan egen rad i kodlistan"]


def test_the_reviewer_is_told_which_codes(tmp_path):
    """The notes beside the table name each such code with its number of rows."""
    order = spec(cohort(drugs("N02BF", "N03AX16")), table("prevalent_users", by_code(*codes("N02BF02", "N03AX16"))))
    (found,) = run(order, write_frames(registers(), tmp_path / "toy"), threads=1)
    assert {name: number for name, number in found.notes.items() if name.startswith("unlisted_code")} == {"unlisted_code.N02BF99": 2}


@fixture
def lists() -> CodeLists:
    """Two editions of ATC: pregabalin leaves N03A for N02B with the edition of 2021."""
    system = CodeSystem.model_validate({
        "id": "ATC", "label": {"sv": "ATC", "en": "ATC"}, "owner": {"sv": "t", "en": "t"}, "licence_note": {"sv": "t", "en": "t"}, "matching": "prefix",
        "example": "N06AB04", "levels": [{"level": at, "length": length, "label": {"sv": "t", "en": "t"}} for at, length in enumerate((1, 3, 4, 5, 7), 1)],
        "source": "t",
    })
    old, new = ["N03", "N03A", "N03AX", "N03AX16", "N02", "N02B"], ["N03", "N03A", "N03AX", "N02", "N02B", "N02BF", "N02BF02"]
    editions = [
        CodeEdition("ATC", label, tuple(Code(code, f"{label} {code}") for code in listed), valid_from=date(year, 1, 1))
        for label, year, listed in (("2021", 2021, new), ("2010", 2010, old))
    ]
    return CodeLists({"ATC": system}, {"ATC": tuple(editions)})


def rows(lists: CodeLists, period: str, **more: str) -> list[str]:
    """The codes that get a row."""
    expression = {"system": "ATC", "expr": "N02B, N03A", **more}
    order = changed({f"{CRITERION}/codes": expression, f"{CRITERION}/period": period, f"{TABLE}/code_detail": "each_code"})
    plan = plan_tables(order, catalogue(), context(editions=lists))["/tables/0"]
    return [code for one in plan.breakdowns for code in one.code_rows]


def test_a_retired_code_has_its_row_where_a_list_of_the_period_knows_it(lists: CodeLists):
    """Over the move both codes have a row; in a period that begins after it only the new one has."""
    assert rows(lists, "2019/2022") == ["N02BF02", "N03AX16"]
    assert rows(lists, "2022/2023") == ["N02BF02"]


def test_a_list_held_to_one_edition_keeps_to_it(lists: CodeLists):
    """With `version_policy: locked` the codes are those of one edition."""
    assert rows(lists, "2019/2022", version_policy="locked") == ["N02BF02"]
    assert rows(lists, "2019/2022", version="2010", version_policy="locked") == ["N03AX16"]
