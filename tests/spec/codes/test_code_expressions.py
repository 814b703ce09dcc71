"""The grammar of code expressions over a small list: one paragraph of codes.md 4 per table."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.codes import expand, mark_of
from catalog.importers.content import read_systems
from metadata.model.binding import Binding
from metadata.model.code_system import Code, CodeChange, CodeEdition, CodeLists
from metadata.model.period import Period

ICD = """A00 A000 A09 C18 C34 C43 C430 C439 C44 C50 C500 C509 D03 D50 D51 F32 F320 F323 F33 I10 I109 I20 I200 I209 I21 I210 I219 I25
J44 J45 J450 J450A J459 K25 K26 K28 K50 K501 K51 O21 O211 S72 S720 T98 V01 W19 F00 F000 Z99 Y050A"""
ATC_OLD = "N N03 N03A N03AX N03AX12 N03AX16 N03AX09 L01 L01XC L01XC07 L01XC02"
ATC_NEW = "N N02 N02B N02BF N02BF01 N02BF02 N03 N03A N03AX N03AX09 N06 N06A N06AB N06AB04 N06AB10 A10 A10B A A11 L L01 L01F L01FA01 L01FG01 S01LA08"
KVA = "KKÅ:A KKÅ:AA KKÅ:AAA KKÅ:AAA00 KMÅ:A KMÅ:AA KMÅ:AA001 KMÅ:AA010 KKÅ:N KKÅ:NF KKÅ:NFB KKÅ:NFB29 KKÅ:NFB39 KKÅ:EJ"


def listing(system: str, label: str, codes: str, began: str) -> CodeEdition:
    rows = [code.rpartition(":") for code in codes.split()]
    markers = {"F00": "*", "F000": "*"}
    entries = tuple(Code(code, f"titel {code}", part=part, marker=markers.get(code, "") if system == "ICD-10-SE" else "") for part, _, code in rows)
    return CodeEdition(system, label, entries, date.fromisoformat(began))


CHANGES = (
    CodeChange("ATC", "N03AX12", "N02BF01", "moved", date(2023, 1, 1), approved_by="test"),
    CodeChange("ATC", "N03AX16", "N02BF02", "moved", date(2023, 1, 1), approved_by="test"),
    CodeChange("ATC", "L01XC07", "L01FG01", "moved", date(2022, 1, 1)),
    CodeChange("ATC", "L01XC07", "S01LA08", "moved", date(2022, 1, 1)),
    CodeChange("ATC", "L01XC02", "L01FA01", "moved", date(2022, 1, 1)),
)
LISTS = CodeLists(
    read_systems(),
    {
        "ICD-10-SE": (listing("ICD-10-SE", "2021", ICD, "2021-01-01"),),
        "ATC": (listing("ATC", "2026", ATC_NEW, "2026-01-01"), listing("ATC", "2021", ATC_OLD, "2021-01-01")),
        "KVA": (listing("KVA", "2021", KVA, "2021-01-01"),),
        "LKF": (listing("LKF", "2020", "01 0114 0115 12 1280", "2020-01-01"),),
        "MVO": (listing("MVO", "s", "011 101 105 111 201", "2020-01-01"),),
        "NKOO": (listing("NKOO", "s", "195658003 68890003", "2020-01-01"),),
    },
    {"ATC": CHANGES},
)


def said(system: str, text: str, **rest: object) -> tuple[str, str]:
    found = expand(text, system, LISTS, **rest)  # type: ignore[arg-type]
    return found.normal, " ".join(sorted(map(mark_of, found.messages)))


CLEANING = [
    ("ICD-10-SE", "\u200bi10\u00ad", "I10", ""),
    ("ICD-10-SE", "„I10“", "I10", ""),
    ("ICD-10-SE", "I20\u2212I25", "I20-I25", ""),
    ("ICD-10-SE", "I20\u2026I25", "I20-I25", ""),
    ("ICD-10-SE", "I20 till I25", "I20-I25", ""),
    ("ICD-10-SE", "Ｉ２０", "I20", ""),
    ("ICD-10-SE", "C50∗", "C50", "I_WILDCARD_SAME:C50*"),
    ("ICD-10-SE", "C43-C44 exkl: C43.9", "C43-C44 ! C43.9", ""),
    ("ICD-10-SE", "C43-C44 Excl. C43.9", "C43-C44 ! C43.9", ""),
    ("ICD-10-SE", "C43-C44(exklusive C43.9)", "C43-C44 ! C43.9", ""),
    ("ICD-10-SE", "C43-C44 exkl C43.9, D03", "C43-C44 ! C43.9 | D03", "W_EXCL_NO_EFFECT:D03"),
    ("ICD-10-SE", "J45,0A", "J45.0A", "W_DECIMAL_COMMA:J45,0A"),
    ("ICD-10-SE", "I20,I21", "I20 | I21", ""),
    ("ICD-10-SE", "I20.\r\nI21.", "I20 | I21", ""),
    ("ICD-8", "410,99; 411", "41099 | 411", "I_NO_LIST"),
    ("MVO", "1,01E+2", "", "E_SCIENTIFIC:1,01E+2"),
]
ITEMS = [
    ("ICD-10-SE", "J45.0x", "", "E_UNKNOWN:J45.0X"),
    ("ICD-10-SE", "I20.0-I20.9*", "I20.0-I20.9", "I_WILDCARD_SAME:I20.0-I20.9*"),
    ("ICD-10-SE", "I20-I21-I25", "", "E_SHAPE:I20-I21-I25"),
    ("ICD-10-SE", "=I20-I25", "", "E_SHAPE:I20-I25"),
    ("ICD-10-SE", "J06.9-P", "", "E_KSH97P:J06.9-P"),
    ("ICD-10-SE", "I20.0-9, I20-5", "", "E_SHORT_RANGE:I20-5->I20-I25 E_SHORT_RANGE:I20.0-9->I20.0-I20.9"),
    ("ICD-10-SE", "J45.0A-C", "", "E_SHORT_RANGE:J45.0A-C->J45.0A-J45.0C"),
    ("ICD-10-SE", "I25-I2O", "", "E_RANGE_ORDER:I25-I20 W_LETTER_O:I2O->I20"),
    ("ICD-10-SE", "O21.1", "O21.1", ""),
    ("ICD-10-SE", "C5O.9", "C50.9", "W_LETTER_O:C5O.9->C50.9"),
    ("ATC", "NO6AB", "N06AB", "W_LETTER_O:NO6AB->N06AB"),
    ("ATC", "N06 AB04", "N06AB04", ""),
    ("ATC", "QN02, N06AB", "", "E_VET:QN02"),
    ("KVA", "NFB2O", "", "E_UNKNOWN:NFB20 W_LETTER_O:NFB2O->NFB20"),
    ("NKOO", "195658003-68890003", "", "E_SHAPE:195658003-68890003"),
    ("NKOO", "=195658003", "195658003", ""),
    ("MVO", "101*", "", "E_SHAPE:101*"),
    ("MVO", "101-111, 105", "101-111", "W_REDUNDANT:105"),
    ("LKF", "0114-5", "", "E_SHORT_RANGE:0114-5->0114-0115"),
    ("LKF", "114-115", "0114-0115", "W_LEADING_ZERO:114->0114 W_LEADING_ZERO:115->0115"),
    ("ICD-9-SE", "456A-C", "", "E_SHORT_RANGE:456A-C->456A-456C I_NO_LIST"),
    ("ICD-O-3-M", "81403", "8140/3", "I_NO_LIST"),
    ("ICD-10-SE", "I20-; I25", "I20 | I25", "I_WILDCARD_SAME:I20-"),
    ("ICD-10-SE", "I20-\n\n", "I20", "I_WILDCARD_SAME:I20-"),
]
PATTERNS = [
    ("ICD-10-SE", "K2[5-68]", "K25-K26 | K28", "W_REGEX_CONVERTED:K2[5-68]"),
    ("ICD-10-SE", r"^I2[01]\.[09]$", "=I20.0 | =I20.9 | =I21.0 | =I21.9", r"W_REGEX_CONVERTED:^I2[01]\.[09]$"),
    ("ICD-10-SE", "I20.*", "I20", "W_REGEX_CONVERTED:I20.*"),
    ("ICD-10-SE", "K(2(5|[68])|5[01])", "K25 | K26 | K28 | K50 | K51", "W_REGEX_CONVERTED:K(2(5|[68])|5[01])"),
    ("ICD-10-SE", "(I2[05])|K(25|26)", "I20 | I25 | K25 | K26", "W_REGEX_CONVERTED:I2[05] W_REGEX_CONVERTED:K(25|26)"),
    ("ICD-10-SE", "[A-Z][0-9][0-9]", "", "E_REGEX:[A-Z][0-9][0-9]"),
    ("ICD-10-SE", "I2[^0]", "", "E_REGEX:I2[^0]"),
    ("ICD-10-SE", "I2[0-5", "", "E_REGEX:I2[0-5"),
    ("ICD-10-SE", "I20?", "", "E_REGEX:I20?"),
    ("ICD-9-SE", "34[2-4]", "342-344", "I_NO_LIST W_REGEX_CONVERTED:34[2-4]"),
]
EXISTENCE = [
    ("ICD-10-SE", "Y05.0", "Y05.0", "W_PREFIX_NOT_CODE:Y05.0"),
    ("ICD-10-SE", "A11", "", "E_UNKNOWN:A11 W_OTHER_SYSTEM:A11->ATC"),
    ("ICD-10-SE", "C44-D03", "C44-D03", ""),
    ("ICD-10-SE", "D03-D50", "D03-D50", "W_RANGE_CROSSES_GROUP:D03-D50"),
    ("ATC", "V43", "", "E_UNKNOWN:V43 W_OTHER_SYSTEM:V43->ICD-9-SE"),
    ("KVA", "AA", "AA", "W_TWO_PARTS:AA"),
    ("KVA", "AA0-AA9", "AA0-AA9", "W_RANGE_ENDPOINT:AA0 W_RANGE_ENDPOINT:AA9"),
    ("KVA", "AAA-AAZ", "AAA-AAZ", "W_RANGE_ENDPOINT:AAZ"),
    ("ATC", "A-N", "A-N", "W_BROAD:A-N"),
]
EFFECT = [
    ("ICD-10-SE", "K50.1, K50.1, K51 ! K50", "K50.1 | K51 ! K50", "W_CONFLICT:K50.1"),
    ("ICD-10-SE", "I10, =I10", "I10", "W_REDUNDANT:=I10"),
    ("ICD-10-SE", "=I10, =I10.9", "=I10 | =I10.9", ""),
    ("ICD-10-SE", "C43-C50, C43-C44, C50.9", "C43-C50", "W_REDUNDANT:C43-C44 W_REDUNDANT:C50.9"),
    ("ICD-10-SE", "C50.0-C50.9, C50", "C50", "W_REDUNDANT:C50.0-C50.9"),
    ("ICD-10-SE", "I20 ! I20.0, I20.0", "I20 ! I20.0", "W_REDUNDANT:I20.0"),
    ("ICD-10-SE", "I20 ! I20-I25", "", "E_EMPTY_RESULT W_CONFLICT:I20"),
    ("ICD-10-SE", "!", "", "E_EMPTY"),
    ("ICD-10-SE", "I20 !", "I20", ""),
]


@pytest.mark.parametrize(("system", "text", "normal", "messages"), CLEANING + ITEMS + PATTERNS + EXISTENCE + EFFECT)
def test_an_expression_has_this_normal_form_and_these_messages(system: str, text: str, normal: str, messages: str) -> None:
    assert said(system, text) == (normal, messages)


@pytest.mark.parametrize(
    ("text", "normal", "messages"),
    [
        ("N03AX16", "", "E_RETIRED:N03AX16->N02BF02"),
        ("=N03AX16, N02BF", "N02BF | =N03AX16", "I_RETIRED_KEPT:N03AX16"),
        ("L01XC07", "", "E_RETIRED:L01XC07"),
        ("L01XC02", "", "E_RETIRED:L01XC02"),
        ("L01XC", "", "E_RETIRED:L01XC"),
        ("N06A ! N03AX16", "", "E_RETIRED:N03AX16->N02BF02"),
    ],
)
def test_a_retired_code_needs_its_successor(text: str, normal: str, messages: str) -> None:
    assert said("ATC", text) == (normal, messages)


LMED = Binding.model_validate(
    {"register": "lmed", "variables": ["ATC"], "system": "ATC", "from": "2005-07", "stored_form": {"sv": "x", "en": "x"}, "certainty": "verified",
     "source": "test"}
)
HDIA = LMED.model_copy(update={"register_code": "par_in", "variables": ("HDIA",), "system": "ICD-10-SE", "max_length": 4})


def test_old_rows_keep_a_retired_code_in_a_period_that_it_knew() -> None:
    period = Period.parse("2018/2024")
    assert said("ATC", "N03AX16", period=period, binding=LMED) == ("N03AX16", "I_RETIRED_KEPT:N03AX16 W_SUCCESSOR_MISSING:N03AX16->N02BF02")
    assert said("ATC", "N03AX16", period=Period.parse("2024/2025"), binding=LMED)[1] == "E_RETIRED:N03AX16->N02BF02"


def test_a_group_that_lost_members_in_the_period_is_told_of() -> None:
    _normal, messages = said("ATC", "N03A", period=Period.parse("2018/2024"), binding=LMED)
    assert "I_GROUP_CHANGED:N03A" in messages.split()


def test_the_union_of_editions_knows_what_any_of_them_lists() -> None:
    found = expand("N03AX", "ATC", LISTS, Period.parse("2021/2026"), union=True)
    assert found.codes == ("N03AX", "N03AX09", "N03AX12", "N03AX16")


def test_the_variable_decides_which_diagnoses_make_sense() -> None:
    period = Period.parse("2021/2022")
    assert said("ICD-10-SE", "F00", period=period, binding=HDIA)[1] == "W_NOT_MAIN_DIAGNOSIS:F00"
    assert said("ICD-10-SE", "W19", period=period, binding=HDIA)[1] == "W_WRONG_VARIABLE:W19"
    assert said("ICD-10-SE", "J45.0A", period=period, binding=HDIA)[1] == "I_TRUNCATED_REGISTER:J45.0A"


def test_validity_is_judged_against_the_period() -> None:
    row = Code("U071", "titel", valid_from=date(2020, 2, 1))
    lists = CodeLists(read_systems(), {"ICD-10-SE": (CodeEdition("ICD-10-SE", "x", (row, Code("U09", "titel")), date(2021, 1, 1)),)})
    partial = expand("U07.1", "ICD-10-SE", lists, Period.parse("2018/2022"))
    outside = expand("U07.1", "ICD-10-SE", lists, Period.parse("2010/2015"))
    assert [mark_of(one) for one in partial.messages] == ["W_PARTIAL_PERIOD:U07.1"]
    assert [mark_of(one) for one in outside.messages] == ["E_NOT_IN_PERIOD:U07.1"]


def test_too_much_is_refused_at_once() -> None:
    assert said("ICD-10-SE", "I10," * 6000) == ("", "E_TOO_LONG")
    assert said("ICD-10-SE", "I10\n" * 2001) == ("", "E_TOO_LONG")
    assert said("ICD-10-SE", "(" * 15000)[0] == ""


def test_unknown_codes_get_near_suggestions() -> None:
    found = expand("I20.8", "ICD-10-SE", LISTS)
    assert found.messages[0].params["suggestions"] == "I20, I20.9, I20.0"


@pytest.mark.parametrize(("text", "nearest"), [("I6", "I60-I69"), ("021.1", "O21.1")])
def test_a_misshapen_code_gets_its_nearest_reading(text: str, nearest: str) -> None:
    fix = expand(text, "ICD-10-SE", LISTS).messages[0].fix
    assert fix is not None
    assert fix.arguments["new"] == nearest


@pytest.mark.parametrize(
    ("text", "yes", "no"),
    [("C50", ["C509", "C50"], ["C5", "C51"]), ("=I10", ["I10"], ["I109"]), ("I20-I25", ["I259", "I20"], ["I26", "I2"]), ("F32-F33 ! F32.3", ["F328"], ["F323"])],
)
def test_the_matcher_meets_stored_values(text: str, yes: list[str], no: list[str]) -> None:
    found = expand(text, "ICD-10-SE", LISTS)
    assert [code for code in yes + no if found.matches(code)] == yes
