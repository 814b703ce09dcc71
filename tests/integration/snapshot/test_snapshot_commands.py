"""The snapshot commands as a keeper runs them: what they print, where, and their exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from snapshot_factory import SAMPLES

from common.clock import FixedClock
from common.commands import Program
from common.installation import Installation
from jobs.snapshot_commands import snapshot


@pytest.fixture
def run(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("REGISTERLOTS_SNAPSHOTS", str(tmp_path / "snapshots"))
    monkeypatch.setenv("REGISTERLOTS_LANGUAGE", "en")
    program = Program(commands={"snapshot": snapshot})

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(program, ["snapshot", *arguments], obj=Installation(clock=clock))

    return call


def test_synthesize_list_show_and_verify(run, tmp_path: Path) -> None:
    folder = tmp_path / "snapshots" / "demo"
    made = run("synthesize", "--persons", "120", "--years", "2020-2020", "--seed", "5", "--out", str(folder), "--registers", "lmed,population", "--json")
    snapshot_id = json.loads(made.stdout)["id"]
    assert made.exit_code == 0 and set(json.loads(made.stdout)["registers"]) == {"lmed", "population"}
    listed = json.loads(run("list", "--json").stdout)
    assert [(one["id"], one["synthetic"]) for one in listed] == [(snapshot_id, True)] and str(tmp_path) not in json.dumps(listed)
    assert run("verify", snapshot_id).exit_code == 0
    assert json.loads(run("show", str(folder), "--json").stdout)["id"] == snapshot_id
    assert snapshot_id in run("show", snapshot_id).stdout
    assert run("synthesize", "--out", str(folder)).exit_code == 1


def test_load_says_every_problem_on_stderr_and_exits_1(run) -> None:
    result = run("load", str(SAMPLES / "lmed_bad.csv"), "--register", "lmed")
    assert result.exit_code == 1 and result.stdout == ""
    assert "snapshot.row.code (lmed_bad.csv:3): ATC does not have the shape of a code." in result.stderr
    assert "SECRETVALUE9" not in result.stderr and "19121212" not in result.stderr


def test_load_then_append_by_id(run, tmp_path: Path) -> None:
    first = json.loads(run("load", str(SAMPLES / "lmed_good.csv"), "--register", "lmed", "--final-to", "lmed=2024-02-29", "--json").stdout)
    path = tmp_path / "lmed_2024_03.csv"
    path.write_text("lopnr,ATC,EDATUM,ANTAL\np1,N06BA04,2024-03-01,1\n")
    second = run("load", str(path), "--register", "lmed", "--base", first["id"], "--period", "2024-03", "--json")
    assert json.loads(second.stdout)["base"] == first["id"]
    shown = json.loads(run("show", json.loads(second.stdout)["id"], "--json").stdout)
    assert shown["registers"]["lmed"]["period"] == "2024-01/2024-03"


@pytest.mark.parametrize(
    "arguments",
    [("synthesize", "--years", "2010-2005", "--out", "x"), ("load", "missing.csv", "--register", "lmed")],
)
def test_misuse_exits_2(run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_register_that_nobody_describes_is_refused(run, tmp_path: Path) -> None:
    done = run("synthesize", "--registers", "unknown", "--out", str(tmp_path / "x"))
    assert done.exit_code == 1 and "snapshot.register.unknown" in done.stderr and not (tmp_path / "x").exists()


def test_an_altered_snapshot_exits_1_and_an_unknown_one_too(run, tmp_path: Path) -> None:
    folder = tmp_path / "snapshots" / "demo"
    run("synthesize", "--persons", "50", "--years", "2020-2020", "--out", str(folder), "--registers", "population")
    (folder / "population" / "counts" / "2020.parquet").unlink()
    assert run("verify", str(folder)).exit_code == 1
    assert run("verify", "nothing").exit_code == 1
