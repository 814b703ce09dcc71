"""A snapshot that is not what its id was marked with is refused before anything is computed, whatever was altered and however little."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
import runs

from common.clock import FixedClock
from common.errors import RegisterlotsError, SystemFailed
from jobs.compute import run
from jobs.execution import execute
from jobs.microdata.layout import TABLES
from jobs.microdata.manifest import parse_manifest, seal_manifest
from jobs.microdata.snapshot import SnapshotAltered, find_snapshots, find_spoiled, get_snapshot, open_snapshot
from jobs.microdata.synthesis import generate
from jobs.microdata.telling import tell_facts
from jobs.microdata.verify import verify_snapshot
from jobs.worker import Worker

READ = ("lmed", "lmed_products", "person_years", "spells", "counts")
"""Tables of the registers that the order of these tests reads."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "snapshot"
    generate(folder, 600, 2022, 2024, 7)
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "snapshots" / "one")
    return tmp_path / "snapshots" / "one"


def flip(path: Path, at: int) -> None:
    """Another byte in its place, with the times set back as a careful hand would."""
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(bytes(content))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def compute(folder: Path) -> int:
    """Tables of a run on the snapshot."""
    snapshot = open_snapshot(folder)
    return len(run(runs.spec(snapshot.id), snapshot))


@pytest.mark.parametrize("table", READ)
@pytest.mark.parametrize("at", [10, -9])
def test_a_flipped_byte_in_any_file_that_is_read_stops_the_run(folder: Path, table: str, at: int) -> None:
    compute(folder)
    path = open_snapshot(folder).files(table)[-1]
    flip(path, at)
    with pytest.raises(SnapshotAltered) as caught:
        compute(folder)
    assert caught.value.code == "snapshot.error.altered_file" and caught.value.exit_code == 3
    assert caught.value.params["file"] == str(path.relative_to(folder))


def test_every_table_of_the_layout_is_verified_byte_by_byte(folder: Path) -> None:
    snapshot = open_snapshot(folder)
    made = set(snapshot.tables)
    assert made == {name for name, layout in TABLES.items() if layout.register_code in snapshot.manifest.registers}
    for table in sorted(made):
        path = snapshot.files(table)[0]
        flip(path, path.stat().st_size // 2)
        assert [finding.path for finding in verify_snapshot(snapshot)] == [str(path.relative_to(folder))]
        flip(path, path.stat().st_size // 2)
    assert verify_snapshot(snapshot) == []


def test_files_of_registers_that_are_not_read_do_not_stop_a_run(folder: Path) -> None:
    flip(open_snapshot(folder).files("par_out")[0], 10)
    assert compute(folder) == 1


def test_a_missing_file_and_a_file_of_another_year_stop_the_run(folder: Path) -> None:
    first, last = open_snapshot(folder).files("lmed")[0], open_snapshot(folder).files("lmed")[-1]
    shutil.copy(first, last)
    with pytest.raises(SnapshotAltered):
        compute(folder)
    last.unlink()
    with pytest.raises(SnapshotAltered):
        compute(folder)


@pytest.mark.parametrize("part", [0.01, 0.25, 0.5, 0.75, 0.99])
def test_a_flipped_byte_of_the_manifest_is_seen_wherever_it_stands(folder: Path, part: float) -> None:
    path = folder / "manifest.json"
    flip(path, int(path.stat().st_size * part))
    with pytest.raises(SystemFailed) as caught:
        open_snapshot(folder)
    assert caught.value.code in ("snapshot.error.manifest", "snapshot.error.altered_manifest")
    assert find_snapshots(folder.parent) == [] and list(find_spoiled(folder.parent)) == ["one"]


def test_white_space_is_part_of_the_manifest_too(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(SnapshotAltered):
        open_snapshot(folder)


def test_a_snapshot_cannot_be_declared_synthetic_by_its_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    text = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(text | {"synthetic": False, "generator": None}, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    with pytest.raises(SnapshotAltered):
        open_snapshot(folder)
    real, sealed = seal_manifest(parse_manifest(path.read_text(encoding="utf-8")).model_copy(update={"id": "snapshot-20260112-0000"}))
    path.write_text(sealed, encoding="utf-8")
    assert open_snapshot(folder).id == real.id
    with pytest.raises(RegisterlotsError) as refused:
        execute(runs.spec(real.id), open_snapshot(folder), is_protected=False)
    assert refused.value.code == "jobs.error.protection_off_refused"
    path.write_text(sealed.replace('"synthetic": false', '"synthetic": true'), encoding="utf-8")
    with pytest.raises(SystemFailed):
        open_snapshot(folder)


def test_protection_is_not_taken_off_where_a_file_was_altered(folder: Path) -> None:
    flip(open_snapshot(folder).files("lmed")[0], 10)
    snapshot = open_snapshot(folder)
    with pytest.raises(SnapshotAltered):
        execute(runs.spec(snapshot.id), snapshot, is_protected=False)


def test_a_file_altered_while_the_run_goes_on_stops_it_in_the_end(folder: Path) -> None:
    snapshot = open_snapshot(folder)
    with pytest.raises(SnapshotAltered):
        run(runs.spec(snapshot.id), snapshot, lambda _step, done, steps: flip(snapshot.files("counts")[0], 10) if done == steps else None)


def test_the_facts_of_an_altered_table_of_products_are_not_told(folder: Path) -> None:
    flip(open_snapshot(folder).files("lmed_products")[0], 10)
    with pytest.raises(SnapshotAltered):
        tell_facts(open_snapshot(folder))


def test_a_snapshot_is_found_by_its_id_and_the_reason_told_when_it_is_spoiled(folder: Path) -> None:
    name = open_snapshot(folder).id
    path = folder / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
    with pytest.raises(SnapshotAltered):
        get_snapshot(name, folder.parent)


def test_the_worker_gives_up_at_once_and_says_why(folder: Path, sqlite_engine, clock: FixedClock) -> None:
    from common.database import reading
    from jobs.store import get_run

    name = open_snapshot(folder).id
    runs.queue_run(sqlite_engine, clock, snapshot=name)
    flip(open_snapshot(folder).files("lmed")[0], 10)
    Worker(sqlite_engine, clock, folder.parent, "w").run(once=True)
    with reading(sqlite_engine) as session:
        row = get_run(session, "r1")
    assert (row.state, row.error, row.attempts) == ("failed", "snapshot.error.altered_file", 1)
