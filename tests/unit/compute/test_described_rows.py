"""Rows of a register that is known by its description alone: engine and reference read the same ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from added_register import CODE, ROWS, catalogue, described, write_delivery
from snapshot_factory import load_files, opened

from jobs.compute.engine import opened as engine_over
from jobs.compute.reference.frames import Frames
from jobs.compute.reference.rows import rows_of
from jobs.compute.sources import counted_rows
from jobs.counter.sources import row_source
from jobs.microdata.snapshot import Snapshot
from jobs.spec import CodeItem, CodeMatch, Criterion
from metadata.model.period import Period

PERIOD = Period(first=date(2023, 1, 1), last=date(2023, 12, 31))
NAMES = ["person", "date", "code", "contact", "lk", "alder", "kon"]


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return opened(tmp_path / "s", load_files(tmp_path / "s", write_delivery(tmp_path, *ROWS), registers=(CODE,), described=(described(),)))


def criterion(*codes: str) -> Criterion:
    source = row_source(catalogue(), CODE, {"ICD-10-SE"} if codes else set(), None, None)
    assert source is not None
    match = (CodeMatch(system="ICD-10-SE", includes=tuple(CodeItem(kind="prefix", first=code) for code in codes)),) if codes else ()
    return Criterion(id="c", registers=(CODE,), sources=(source,), variable="code" if codes else "row", match=match, period=PERIOD)


def frames(snapshot: Snapshot) -> Frames:
    tables: dict[str, list[dict[str, Any]]] = {}
    with duckdb.connect() as database:
        for name in (CODE, f"{CODE}_dia"):
            table = database.sql(f"SELECT * FROM read_parquet({[str(path) for path in snapshot.files(name)]}, hive_partitioning = false)")
            tables[name] = [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]
    return Frames(snapshot=snapshot.id, tables=tables)


@pytest.mark.parametrize(("codes", "expected"), [(("I50",), [(1, "I509"), (2, "I509")]), (("I4", "I5"), [(1, "I489"), (1, "I509"), (2, "I509")]), ((), [(1, ""), (2, "")])])
def test_engine_and_reference_read_the_same_rows(snapshot: Snapshot, codes: tuple[str, ...], expected: list[tuple[int, str]]) -> None:
    wanted = criterion(*codes)
    with engine_over(snapshot, [CODE]) as engine:
        by_engine = sorted(engine.fetch(counted_rows(wanted, PERIOD, NAMES, {}), "rows"), key=str)
    assert sorted((row[0], row[2]) for row in by_engine) == expected
    twin = [row for row in rows_of(wanted, frames(snapshot), {}) if PERIOD.first <= row.date <= PERIOD.last]
    assert by_engine == sorted(((row.person, row.date, row.code, row.key[1], row.lk, row.alder, row.kon) for row in twin), key=str)


def test_rows_without_a_person_are_told_and_never_counted(tmp_path: Path) -> None:
    path = write_delivery(tmp_path, ";2023-03-05;I509;I500;A;35;1;180", *ROWS)
    keyless = opened(tmp_path / "s", load_files(tmp_path / "s", path, registers=(CODE,), described=(described(),)))
    from jobs.compute.described import keyless_rows

    wanted = criterion("I50")
    with engine_over(keyless, [CODE]) as engine:
        assert engine.number(keyless_rows(wanted.sources[0], wanted, PERIOD), "keyless") == 1
        assert len(engine.fetch(counted_rows(wanted, PERIOD, ["person", "contact"], {}), "rows")) == 2
