"""Codes that moved within the period: whichever end of the move a list lacks is said, and a group that lost members says which."""

from __future__ import annotations

import time
from datetime import date

import pytest

from assistant.codes import expand, mark_of
from catalog.importers.content import read_systems
from common.errors import Finding
from metadata.model.binding import Binding
from metadata.model.code_system import Code, CodeChange, CodeEdition, CodeLists
from metadata.model.period import Period

MOVE = CodeChange("ATC", "N03AX16", "N02BF02", "moved", date(2023, 1, 1), approved_by="test")
CODES = ("N", "N02", "N02B", "N02BF", "N02BF02", "N03", "N03A", "N03AX", "N03AX09")
OLD = CodeEdition("ATC", "2021", tuple(Code(code, code) for code in (*CODES[:3], *CODES[5:], "N03AX16")), date(2021, 1, 1))
NEW = CodeEdition("ATC", "2024", tuple(Code(code, code) for code in CODES), date(2024, 1, 1))
LISTS = CodeLists(read_systems(), {"ATC": (NEW, OLD)}, {"ATC": (MOVE,)})
LMED = Binding.model_validate(
    {"register": "lmed", "variables": ["ATC"], "system": "ATC", "from": "2005-07", "stored_form": {"sv": "x", "en": "x"}, "certainty": "assumed", "source": "test"}
)


def said(expression: str, period: str, binding: Binding | None = None, code: str = "W_SUCCESSOR_MISSING") -> list[Finding]:
    return [one for one in expand(expression, "ATC", LISTS, Period.parse(period), binding).messages if one.code == code]


@pytest.mark.parametrize(
    ("expression", "period", "marks"),
    [
        ("N02BF02", "2018/2024", ["W_SUCCESSOR_MISSING:N02BF02->N03AX16"]),
        ("N02BF", "2010/2020", ["W_SUCCESSOR_MISSING:N02BF02->N03AX16"]),
        ("N02BF02", "2023/2024", []),
        ("N02BF02 | N03AX", "2018/2024", []),
        ("N03A", "2018/2024", ["W_SUCCESSOR_MISSING:N03AX16->N02BF02"]),
        ("N", "2018/2024", []),
    ],
)
def test_the_end_of_a_move_that_a_list_lacks_is_said(expression: str, period: str, marks: list[str]) -> None:
    assert [mark_of(one) for one in said(expression, period)] == marks


def test_the_fix_adds_what_is_missing() -> None:
    (forward,), (backward,) = said("N03A", "2018/2024"), said("N02BF02", "2018/2024")
    assert forward.fix is not None and forward.fix.arguments["code"] == "N02BF02"
    assert backward.fix is not None and backward.fix.arguments["code"] == "N03AX16"


def test_recoded_data_need_no_earlier_code() -> None:
    assert said("N02BF02", "2018/2024", LMED.model_copy(update={"recode_policy": "recoded_to_version"})) == []
    assert len(said("N02BF02", "2018/2024", LMED)) == 1


def test_a_group_changes_only_when_members_leave_it() -> None:
    (changed,) = said("N03A", "2018/2024", code="I_GROUP_CHANGED")
    assert changed.params["codes"] == "N03AX16 → N02BF02"
    assert said("N", "2018/2024", code="I_GROUP_CHANGED") == []


@pytest.mark.parametrize("text", ["(" * 20_000, "[" * 20_000, " | ".join(f"N{n:02d}" for n in range(100)) * 20, "A " * 10_000, "\\" * 20_000])
def test_no_text_takes_long(text: str) -> None:
    begun = time.process_time()
    expand(text[:20_000], "ATC", LISTS)
    assert time.process_time() - begun < 2
