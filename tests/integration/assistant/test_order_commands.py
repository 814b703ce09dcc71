"""The commands on orders, as a script uses them: output, exit codes, errors without a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from orders import CRITERION, changed, context
from sqlalchemy import Engine

import registerlots
from assistant.commands import orders
from assistant.document import write_order
from catalog.load import load_content
from common.actor import SYSTEM, Actor
from common.clock import FixedClock
from common.commands import Program
from common.database import transaction
from common.installation import Installation
from common.settings import Settings

PEOPLE = {"anna": Actor("anna", "region", frozenset({"orderer"})), "eva": Actor("eva", "myndigheten", frozenset({"officer"}))}


class House(Installation):
    """An installation with a database of the test's own."""


@pytest.fixture
def house(sqlite_engine: Engine, clock: FixedClock) -> House:
    made = House(find_actor=lambda _engine, name: PEOPLE[name], find_context=lambda _house, _catalogue, _order: context(), clock=clock)
    made.__dict__["engine"] = sqlite_engine
    with transaction(sqlite_engine) as session:
        load_content(session, Settings().content, SYSTEM, clock.now())
    return made


@pytest.fixture
def call(house: House) -> Any:
    program = Program(name="registerlots", commands={"order": registerlots.program.commands["order"], "orders": orders})

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(program, [str(one) for one in arguments], obj=house)

    return run


def written(folder: Path, changes: dict[str, Any] | None = None) -> Path:
    path = folder / "order.yaml"
    path.write_text(write_order(changed(changes)), encoding="utf-8")
    return path


def test_a_good_order_is_checked_with_exit_code_zero(call: Any, tmp_path: Path) -> None:
    result = call("order", "check", written(tmp_path), "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_errors_are_listed_as_json_and_as_sentences_with_exit_code_one(call: Any, tmp_path: Path) -> None:
    result = call("order", "check", written(tmp_path, {f"{CRITERION}/period": "2003/2020"}), "--json")
    (finding,) = json.loads(result.stdout)
    assert result.exit_code == 1
    assert set(finding) == {"rule", "severity", "path", "sv", "en", "fix", "source"}
    assert (finding["rule"], finding["severity"], finding["path"]) == ("TIME-01", "error", f"{CRITERION}/period")
    assert finding["fix"]["operation"] == "set"
    assert "1 juli 2005" in result.stderr


def test_a_broken_document_is_an_error_with_its_line_and_no_traceback(call: Any, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("kind: statistics\ncohorts:\n  - idd: x\n", encoding="utf-8")
    for command in (("check",), ("explain",), ("shell", "--out", tmp_path / "out"), ("submit", "--as", "anna")):
        result = call("order", command[0], path, *command[1:])
        assert result.exit_code == 1
        assert "broken.yaml:3" in result.stderr
        assert "Traceback" not in result.stderr


def test_an_order_is_explained_in_either_language(call: Any, tmp_path: Path) -> None:
    path = written(tmp_path)
    assert "Beställningen gäller statistik" in call("order", "explain", path).stdout
    assert "The order is for statistics" in call("order", "explain", path, "--lang", "en").stdout


def test_the_empty_tables_are_written(call: Any, tmp_path: Path) -> None:
    out = tmp_path / "shells"
    assert call("order", "shell", written(tmp_path), "--out", out).exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == ["shell.xlsx", "t1.csv", "t1.en.txt", "t1.sv.txt"]
    assert (out / "t1.csv").read_text(encoding="utf-8").startswith("year,sex,measure,value,mark,unit,status")


def test_an_order_is_submitted_listed_shown_and_followed(call: Any, tmp_path: Path) -> None:
    order_id = call("order", "submit", written(tmp_path), "--as", "anna").stdout.strip()
    (case,) = json.loads(call("orders", "list", "--as", "eva", "--json").stdout)
    assert (case["id"], case["state"], case["orderer"]) == (order_id, "submitted", "anna")
    assert "Inkommen" in call("orders", "list", "--as", "anna").stdout
    assert json.loads(call("orders", "show", order_id, "--as", "anna", "--json").stdout)["document"] == (tmp_path / "order.yaml").read_text(encoding="utf-8")
    steps = json.loads(call("orders", "history", order_id, "--as", "eva", "--json").stdout)
    assert [step["what"] for step in steps] == ["order.created", "order.version", "order.submit"]
    assert "skickades in" in call("orders", "history", order_id, "--as", "anna").stdout


def test_a_warning_must_be_dismissed_with_a_reason(call: Any, tmp_path: Path) -> None:
    path = written(tmp_path, {"/purpose/text": "Rapport"})
    refused = call("order", "submit", path, "--as", "anna")
    assert refused.exit_code == 1
    assert "ADM-05" in refused.stderr
    assert json.loads(call("orders", "list", "--as", "anna", "--json").stdout) == []
    assert call("order", "submit", path, "--as", "anna", "--dismiss", "ADM-05=Handläggaren känner till ärendet").exit_code == 0


def test_an_unknown_order_is_said_in_a_sentence(call: Any) -> None:
    result = call("orders", "show", "0" * 20, "--as", "anna")
    assert result.exit_code == 1
    assert "order.error.no_order" in result.stderr
