"""The codes commands as scripts use them: JSON on standard output, sentences on standard error, exit codes by class."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

import assistant.codes_commands
from catalog.editions import load_samples
from common.actor import SYSTEM
from common.clock import FixedClock
from common.database import transaction
from common.installation import Installation
from common.settings import Settings

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "codes"


@pytest.fixture
def installation(sqlite_engine: Engine, clock: FixedClock, tmp_path: Path) -> Installation:
    made = Installation(clock=clock)
    made.__dict__["engine"] = sqlite_engine
    made.__dict__["settings"] = Settings(data=tmp_path)
    with transaction(sqlite_engine) as session:
        load_samples(session, SYSTEM, clock.now())
    return made


def run(installation: Installation, *arguments: str) -> Result:
    return CliRunner().invoke(assistant.codes_commands.codes, list(arguments), obj=installation)


def test_expand_prints_the_promised_json(installation: Installation) -> None:
    done = run(installation, "expand", "--system", "atc", "N06BA, N06BA04", "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert {"normal", "count", "sha256", "codes", "messages"} == set(found)
    assert (found["normal"], found["count"], len(found["sha256"])) == ("N06BA", len(found["codes"]), 64)
    assert {"N06BA", "N06BA04", "N06BA09"} <= set(found["codes"])
    assert found["messages"][0] == {
        "id": "W_REDUNDANT", "argument": "N06BA04", "severity": "warning", "sv": "N06BA04 ingår redan och togs bort ur normalformen.",
        "en": "N06BA04 is already covered and left out of the normal form.", "fix": {"operation": "drop_redundant", "arguments": {"code": "N06BA04"}},
    }


def test_an_error_is_exit_code_one_and_said_in_words(installation: Installation) -> None:
    done = run(installation, "expand", "--system", "ICD-10-SE", "I20-25")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "I20-I25" in done.stderr


def test_a_system_without_a_list_has_no_count(installation: Installation) -> None:
    done = run(installation, "expand", "--system", "ICD-9-SE", "410", "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["count"], found["sha256"], found["normal"]) == (0, None, "", "410")


@pytest.mark.parametrize(
    "arguments", [("--system", "ICD-99", "I20"), ("--system", "ATC", "N06", "--on", "yesterday"), ("--system", "ATC", "N06", "--years", "2024-2020")]
)
def test_misuse_is_exit_code_two(installation: Installation, arguments: tuple[str, ...]) -> None:
    assert run(installation, "expand", *arguments).exit_code == 2


def test_years_bring_the_messages_of_the_period(installation: Installation) -> None:
    done = run(installation, "expand", "--system", "ATC", "N03AX", "--years", "2020-2024", "--json")
    assert "I_GROUP_CHANGED" in {message["id"] for message in json.loads(done.stdout)["messages"]}


def test_a_dry_run_loads_nothing(installation: Installation) -> None:
    done = run(installation, "import", str(SAMPLES / "ks87_mini.csv"), "--system", "icd-9-se", "--version", "KS87", "--dry-run", "--json")
    assert json.loads(done.stdout)["count"] == 5
    assert "ICD-9-SE" not in run(installation, "list").stdout


def test_a_list_may_be_loaded_before_the_content(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "pad.tsv"
    file.write_text("key\tvalue\n021\tPlexuspapillom\n", encoding="utf-8")
    done = run(installation, "import", str(file), "--system", "PAD", "--version", "1", "--json")
    assert (done.exit_code, json.loads(done.stdout)["count"]) == (0, 1)
