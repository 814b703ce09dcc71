"""Small snapshots for tests: generated once, and deliveries loaded from samples."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import duckdb

from jobs.microdata.loading.load import Loaded, Request, load_snapshot
from jobs.microdata.snapshot import Snapshot, open_snapshot
from jobs.microdata.synthesis import generate

SAMPLES = Path(__file__).resolve().parent / "samples" / "snapshot"
CREATED = "2026-01-12T08:00:00.000000Z"


@lru_cache(maxsize=4)
def made_up(persons: int = 20_000, first_year: int = 2006, last_year: int = 2016, seed: int = 1) -> Snapshot:
    """A synthetic snapshot, made once per session and never written to."""
    folder = Path(mkdtemp(prefix="registerlots-")) / "snapshot"
    generate(folder, persons, first_year, last_year, seed)
    return open_snapshot(folder)


def query(snapshot: Snapshot, sql: str) -> list[tuple[Any, ...]]:
    """Rows of independent SQL; `{name}` in it reads the files of the table named so."""
    names = {name: str([str(path) for path in snapshot.files(name)]) for name in snapshot.tables}
    text = sql
    for name, files in names.items():
        text = text.replace("{" + name + "}", f"read_parquet({files}, hive_partitioning = false)")
    with duckdb.connect() as database:
        return database.execute(text).fetchall()


def load_files(folder: Path, *names: str | Path, registers: tuple[str, ...], **options: Any) -> Loaded:
    """Loads samples (by name) or files into a folder of snapshots."""
    files = [SAMPLES / name if isinstance(name, str) else name for name in names]
    return load_snapshot(folder, Request(files, registers, CREATED, **options))


def opened(folder: Path, loaded: Loaded) -> Snapshot:
    """The snapshot of a finished load."""
    return open_snapshot(folder / loaded.manifest.id)
