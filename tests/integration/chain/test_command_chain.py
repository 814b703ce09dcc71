"""The whole chain by command, as a person would run it: one order from a document to a verified delivery, and the log whole afterwards."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = "nya-anvandare-adhd"


class Installation:
    """A data folder of its own and the commands on it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.environment = {**os.environ, "REGISTERLOTS_DATA": str(data), "REGISTERLOTS_LANGUAGE": "sv"}  # noqa: TID251

    def run(self, *arguments: str, answer: str | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "ignore", str(ROOT / "registerlots.py"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=self.environment, input=answer, cwd=self.data.parent, check=False)

    def fine(self, *arguments: str, answer: str | None = None) -> str:
        done = self.run(*arguments, answer=answer)
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def submit(self) -> str:
        """The example order sent in by the orderer, with the reasons it keeps its warnings for; returns the order's id."""
        example = json.loads(self.fine("order", "example", EXAMPLE, "--json"))
        path = self.data / "order.yaml"
        path.write_text(example["document"], encoding="utf-8")
        kept = [word for rule, reason in example["dismissed"].items() for word in ("--dismiss", f"{rule}={reason}")]
        return self.json("order", "submit", str(path), "--as", "anna", *kept)["order"]

    def json(self, *arguments: str) -> dict[str, str]:
        value: dict[str, str] = json.loads(self.fine(*arguments, "--json"))
        return value


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Migrated, content loaded, a small snapshot, three accounts; the snapshot announced by a first turn of the worker."""
    made = Installation(tmp_path_factory.mktemp("installation") / "data")
    made.fine("migrate")
    made.fine("catalogue", "load")
    made.fine("snapshot", "synthesize", "--persons", "8000", "--years", "2006-2024", "--seed", "3", "--out", str(made.data / "snapshots" / "small"))
    for login, role in (("anna", "orderer"), ("olle", "officer"), ("petra", "reviewer")):
        made.fine("user", "add", login, "--role", role, "--organisation", f"org-{role}", "--password-stdin", answer="ett långt lösenord\n")
    made.fine("worker", "--once")
    return made


@pytest.fixture(scope="module")
def delivered(installation: Installation) -> tuple[str, str, Path]:
    """Order id, run id and folder of an example taken all the way."""
    order = installation.submit()
    run = installation.json("orders", "approve", order, "--as", "olle")["run"]
    installation.fine("worker", "--once")
    installation.fine("review", "approve", run, "--as", "petra", "--reason", "granskad i provet")
    return order, run, Path(installation.json("delivery", "build", order)["folder"])


def test_the_delivery_verifies_offline(installation: Installation, delivered: tuple[str, str, Path]) -> None:
    installation.fine("delivery", "verify", str(delivered[2]))
    assert (delivered[2] / "delivery.xlsx").is_file()
    assert not (delivered[2] / "evidence").exists()


def test_an_altered_delivery_does_not_verify(installation: Installation, delivered: tuple[str, str, Path], tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(delivered[2], copy)
    table = next((copy / "tables").glob("*.csv"))
    table.write_bytes(table.read_bytes().replace(b"2010", b"2011", 1))
    done = installation.run("delivery", "verify", str(copy))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_the_order_is_delivered_and_the_log_is_whole(installation: Installation, delivered: tuple[str, str, Path]) -> None:
    history = json.loads(installation.fine("orders", "history", delivered[0], "--as", "olle", "--json"))
    events = [line["what"] for line in history]
    assert [what for what in events if what in ("order.submit", "order.approve", "order.queue", "order.release", "order.deliver")] == [
        "order.submit", "order.approve", "order.queue", "order.release", "order.deliver",
    ]
    installation.fine("audit", "verify")


def test_building_again_gives_the_same_package(installation: Installation, delivered: tuple[str, str, Path]) -> None:
    before = (delivered[2] / "certificate.json").read_bytes()
    assert installation.json("delivery", "build", delivered[0])["folder"] == str(delivered[2])
    assert (delivered[2] / "certificate.json").read_bytes() == before


def test_two_people_are_needed(installation: Installation) -> None:
    order = installation.submit()
    run = installation.json("orders", "approve", order, "--as", "olle")["run"]
    installation.fine("worker", "--once")
    for who in ("anna", "olle"):
        done = installation.run("review", "approve", run, "--as", who)
        assert done.returncode == 1
        assert "jobs.denied.not_reviewer" in done.stderr
    assert installation.run("delivery", "build", order).returncode == 1


def test_approving_twice_queues_one_run(installation: Installation) -> None:
    order = installation.submit()
    first = installation.json("orders", "approve", order, "--as", "olle")["run"]
    second = installation.json("orders", "approve", order, "--as", "olle")["run"]
    assert first == second


def test_a_run_of_the_same_order_prints_the_delivered_table(installation: Installation, delivered: tuple[str, str, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    order = delivered[2] / "order.yaml"
    installation.fine("order", "run", str(order), "--snapshot", str(installation.data / "snapshots" / "small"), "--out", str(out))
    for table in (delivered[2] / "tables").glob("*.csv"):
        assert (out / "tables" / table.name).read_bytes() == table.read_bytes()
        assert (out / "evidence" / f"{table.stem}.cells.csv").is_file()
    installation.fine("delivery", "verify", str(out))


RED = """
import dataclasses, jobs.execution, registerlots
protect = jobs.execution.protect
jobs.execution.protect = lambda *given, **named: dataclasses.replace(protect(*given, **named), verdict="red")
registerlots.main()
"""


def test_a_red_run_leaves_no_table_even_where_a_green_one_lay(installation: Installation, delivered: tuple[str, str, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ["order", "run", str(delivered[2] / "order.yaml"), "--snapshot", str(installation.data / "snapshots" / "small"), "--out", str(out)]
    installation.fine(*arguments)
    assert (out / "delivery.xlsx").is_file()
    environment = installation.environment | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RED, *arguments], capture_output=True, text=True, env=environment, cwd=installation.data.parent, check=False,
    )
    assert done.returncode == 1 and "jobs.error.not_protected" in done.stderr
    assert {path.name for path in out.iterdir()} == {"order.yaml", "spec.json", "readback.sv.txt", "readback.en.txt", "evidence"}


def test_an_altered_snapshot_stops_a_run_by_command(installation: Installation, delivered: tuple[str, str, Path], tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(installation.data / "snapshots" / "small", copy)
    path = next((copy / "lmed" / "year=2012").glob("*.parquet"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    for more in ((), ("--protection", "off")):
        done = installation.run("order", "run", str(delivered[2] / "order.yaml"), "--snapshot", str(copy), "--out", str(tmp_path / "out"), *more)
        assert done.returncode == 3 and "snapshot.error.altered_file" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_protection_off_shows_every_cell_of_a_synthetic_snapshot(installation: Installation, delivered: tuple[str, str, Path], tmp_path: Path) -> None:
    arguments = ["order", "run", str(delivered[2] / "order.yaml"), "--snapshot", str(installation.data / "snapshots" / "small")]
    installation.fine(*arguments, "--out", str(tmp_path / "off"), "--protection", "off")
    name = next((tmp_path / "off" / "tables").glob("*.csv"))
    with name.open(encoding="utf-8") as file:
        open_rows = list(csv.DictReader(file))
    with (delivered[2] / "tables" / name.name).open(encoding="utf-8") as file:
        shown = list(csv.DictReader(file))
    assert all(row["mark"] == "" for row in open_rows)
    assert any(row["mark"] == "X" for row in shown)
    measure = shown[0]["measure"]
    for true, printed in zip(open_rows, shown, strict=True):
        assert printed["mark"] == "X" or printed["value"] == true["value"] or true["measure"] != measure


@pytest.mark.parametrize(
    ("text", "code", "status"),
    [
        ("kind: statistics\nkunder: 1\n", "order.error.unknown_key", 1),
        ("kind: statistics\ncohorts: 7\n", "order.error.wrong_type", 1),
        ("a: &a [x]\nb: [*a, *a]\n", "document.error.alias", 1),
        ("kind: statistics\n", "KIND-09", 1),
    ],
)
def test_bad_documents_get_a_code_a_sentence_and_no_traceback(installation: Installation, tmp_path: Path, text: str, code: str, status: int) -> None:
    path = tmp_path / "order.yaml"
    path.write_text(text, encoding="utf-8")
    done = installation.run("order", "check", str(path))
    assert done.returncode == status
    assert code in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_misuse_is_two_and_an_unknown_file_is_said(installation: Installation) -> None:
    assert installation.run("order", "check").returncode == 2
    assert installation.run("order", "check", "no-such-file.yaml").returncode in (1, 2)
    assert installation.run("nonsense").returncode == 2
