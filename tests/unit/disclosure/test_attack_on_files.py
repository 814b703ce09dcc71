"""The attack on delivered files and the commands around it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from common.errors import InputRefused
from common.installation import Installation
from jobs.disclosure import Opened, attack_printed, read_printed
from jobs.disclosure_commands import disclosure

LONG = "county,measure,value,mark,unit,status\n01,users,{a},{am},persons,\n03,users,{b},{bm},persons,\n04,users,40,,persons,\ntotal,users,63,,persons,\n01,users.per_1000,,X,rate,\n"
ONE_HIDDEN = LONG.format(a="", am="X", b="20", bm="")
TWO_HIDDEN = LONG.format(a="", am="X", b="", bm="X")


def attack(*texts: str, threshold: int = 5, relations: dict[str, object] | None = None, zeros: str = "shown") -> Opened:
    return attack_printed([table for at, text in enumerate(texts) for table in read_printed(text, str(at))], threshold, relations, zeros=zeros)[0]


def test_a_single_mark_in_a_line_is_worked_out() -> None:
    assert attack(ONE_HIDDEN).exact == ({"cell": "01", "low": 3, "high": 3},)


def test_two_marks_in_a_line_withstand() -> None:
    opened = attack(TWO_HIDDEN)
    assert not opened.is_open and (opened.cells, opened.hidden) == (4, 2) and opened.intervals["01"] == (0.0, 23.0)


def test_a_printed_small_count_is_found() -> None:
    assert [entry["cell"] for entry in attack(LONG.format(a="3", am="", b="20", bm="")).shown] == ["01"]


def test_marks_of_at_least_one_are_read_unless_zeros_may_hide() -> None:
    text = "region,value\na,X\nb,X\nc,30\ntotal,32\n"
    assert len(attack(text).exact_if_marked) == 2 and not attack(text, threshold=3, zeros="hideable").is_open


def test_marks_that_can_only_be_some_small_counts_are_too_narrow() -> None:
    opened = attack("region,value\na,X\nb,X\nc,30\ntotal,33\n")
    assert [entry["cell"] for entry in opened.narrow] == ["a", "b"] and opened.narrow[0]["high"] == 3


def test_two_files_are_joined_and_what_follows_is_told() -> None:
    men, all_persons = "sex,county,value\n1,01,18\n", "county,value\n01,20\n03,40\n"
    relations = {"sex": {"1": "total", "2": "total"}}
    assert attack(men, all_persons, relations=relations).derivable == ({"cell": "2|01", "low": 2, "high": 2},)


def test_shifted_bands_in_two_files_are_cut_into_pieces() -> None:
    opened = attack("age_group,value\n0-17,100\n18+,60\ntotal,160\n", "age_group,value\n0-18,102\n19+,58\ntotal,160\n")
    assert opened.derivable == ({"cell": "18", "low": 2, "high": 2},)


def test_numbers_that_contradict_each_other_are_told() -> None:
    assert attack("region,value\na,7\nb,8\ntotal,16\n").contradiction


def test_rounded_amounts_need_not_add_up_to_the_last_decimal() -> None:
    opened = attack("region,measure,value\na,ddd,7.4\nb,ddd,8.4\ntotal,ddd,15.9\n")
    assert not opened.is_open


def test_a_file_without_values_or_with_words_is_refused_with_its_lines() -> None:
    with pytest.raises(InputRefused) as caught:
        read_printed("region,number\na,1\n", "f.csv")
    assert caught.value.findings[0].code == "disclosure.error.no_value_column"
    with pytest.raises(InputRefused) as caught:
        read_printed("region,value\na,many\nb,2\nc,some\n", "f.csv")
    assert [finding.path for finding in caught.value.findings] == ["f.csv:2", "f.csv:4"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(disclosure, list(arguments), obj=Installation())


def test_the_attack_command_prints_what_it_found_and_refuses(tmp_path: Path) -> None:
    (tmp_path / "open.csv").write_text(ONE_HIDDEN)
    (tmp_path / "safe.csv").write_text(TWO_HIDDEN)
    safe = run("attack", str(tmp_path / "safe.csv"), "--threshold", "5", "--json")
    assert safe.exit_code == 0 and json.loads(safe.output)["measures"][0]["found"] == 0
    opened = run("attack", str(tmp_path / "open.csv"), "--threshold", "5")
    assert isinstance(opened.exception, InputRefused) and "01 = 3" in opened.output


def test_relations_of_a_file_are_read(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("code,value\nN06AA,X\nN06AB,30\nN06A,32\n")
    (tmp_path / "r.json").write_text(json.dumps({"code": {"tree": {"N06AA": "N06A", "N06AB": "N06A"}, "additive": False, "exhaustive": True}}))
    found = run("attack", str(tmp_path / "t.csv"), "--threshold", "5", "--relations", str(tmp_path / "r.json"), "--json")
    assert found.exit_code == 0 and json.loads(found.output)["measures"][0]["is_open"] is False


def test_the_cases_command_writes_a_table_per_protected_case(tmp_path: Path) -> None:
    case = {
        "id": "line", "kind": "protect", "threshold": 5, "dims": ["region"], "totals": {"region": "total"},
        "hierarchies": {"region": {"A": "total", "B": "total", "C": "total"}}, "leaves": [["A", 2], ["B", 9], ["C", 30]], "expected": {"max_secondary": 1},
    }  # fmt: skip
    (tmp_path / "cases.json").write_text(json.dumps({"cases": [case, {**case, "id": "strict", "expected": {"max_secondary": 0}}]}))
    passed = run("cases", str(tmp_path / "cases.json"), "--out", str(tmp_path / "out"), "--case", "line")
    assert passed.exit_code == 0 and (tmp_path / "out" / "line.csv").read_text() == "region,value\nA,X\nB,X\nC,30\ntotal,41\n"
    failed = run("cases", str(tmp_path / "cases.json"), "--out", str(tmp_path / "out"))
    assert isinstance(failed.exception, InputRefused) and [finding.path for finding in failed.exception.findings] == ["strict"]


def test_policies_are_listed_shown_and_compared() -> None:
    assert {"policy": "custom-statistics@1", "t": 5, "is_draft": True} in json.loads(run("policy", "list", "--json").output)
    assert "custom-statistics@1" in run("policy", "list").output and "hash:" in run("policy", "show", "standard-report@1").output
    assert "persons/t: 5 → 10" in run("policy", "diff", "custom-statistics@1", "standard-report@1").output


def test_numbers_rounded_to_fives_are_read_as_intervals() -> None:
    text = "county,value\n01,10\n03,10\n04,X\ntotal,15\n"
    assert attack(text).contradiction, "read as exact they cannot be true"
    rounded = attack_printed(read_printed(text, "0"), 5, is_rounded=True)[0]
    assert rounded.exact == ({"cell": "04", "low": 0, "high": 1},) or rounded.narrow or rounded.exact_if_marked
    assert not attack_printed(read_printed(text.replace("total,15", "total,25"), "0"), 5, is_rounded=True)[0].is_open
