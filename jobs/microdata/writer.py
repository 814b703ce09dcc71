"""Writing a snapshot: everything beside its place, flushed to disk, then moved there in one step; complete or absent."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from common.errors import Conflict, SystemFailed
from jobs.microdata.layout import TABLES, described_layouts
from jobs.microdata.manifest import FileEntry, Manifest, seal_manifest
from jobs.microdata.snapshot import MANIFEST_NAME
from metadata.model.stored import StoredRegister

ROW_GROUP_ROWS = 131_072
"""Rows of a row group: small enough that a code's rows are found without reading a year, inside the 0.1–1 M of compute.md 2."""

_COUNTED_UP = ("row_no",)


class SnapshotWriter:
    """A snapshot being built, as a context: leaving it without `finish`, or by an error, removes every trace.

    Raises Conflict `snapshot.error.exists` when the folder holds anything; SystemFailed `snapshot.error.disk_full` or
    `snapshot.error.cannot_write` when the disk fails. `write` may be called from several threads for different files.
    """

    def __init__(self, folder: Path, described: Iterable[StoredRegister] = ()) -> None:
        self.layouts = described_layouts(described) | TABLES
        self.folder = Path(folder)
        self.building = self.folder.parent / f".{self.folder.name}.{os.getpid()}.building"
        self.files: list[FileEntry] = []

    def __enter__(self) -> SnapshotWriter:
        if self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
            raise Conflict("snapshot.error.exists", name=self.folder.name)
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            clear_leftovers(self.folder.parent)
            self.building.mkdir()
        except OSError as error:
            raise disk_failure(error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        shutil.rmtree(self.building, ignore_errors=True)
        if isinstance(error, OSError):
            raise disk_failure(error) from error

    def write(self, table: str, year: int | None, rows: pa.Table, part: str = "part-000") -> None:
        """Writes rows, already in the table's order, as one file of a table."""
        self.write_batches(table, year, rows.to_reader(), part)

    def write_batches(self, table: str, year: int | None, rows: pa.RecordBatchReader, part: str = "part-000") -> int:
        """Writes a stream of rows, already in the table's order, as one file of a table; returns how many. An empty stream writes no file."""
        path = self.layouts[table].path(year, part)
        target = self.building / path
        target.parent.mkdir(parents=True, exist_ok=True)
        counted = [name for name in _COUNTED_UP if name in rows.schema.names]
        number = 0
        with pq.ParquetWriter(
            target, rows.schema, compression="zstd", store_schema=False, store_decimal_as_integer=True,
            use_dictionary=[name for name in rows.schema.names if name not in counted],
            column_encoding=dict.fromkeys(counted, "DELTA_BINARY_PACKED") or None,
        ) as file:
            for group in _groups(rows):
                file.write_table(group, row_group_size=ROW_GROUP_ROWS)
                number += group.num_rows
        if number == 0:
            target.unlink()
        else:
            self.files.append(_entry(target, path, table, year, number))
        return number

    def reuse(self, entry: FileEntry, source: Path) -> None:
        """Takes a file of another snapshot as it is: a hard link where the disk allows it, else a copy."""
        target = self.building / entry.path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source / entry.path, target)
        except OSError:
            shutil.copy2(source / entry.path, target)
        self.files.append(entry)

    def finish(self, manifest: Manifest, *, is_named_by_id: bool = False) -> Manifest:
        """Writes the manifest with the files of this writer and its mark, flushes all to disk and moves the snapshot to its place.

        `is_named_by_id`: the folder gets the finished id as its name, which is known only now.
        """
        files = tuple(sorted(self.files, key=lambda entry: entry.path))
        complete, text = seal_manifest(manifest.model_copy(update={"files": files}))
        (self.building / MANIFEST_NAME).write_text(text, encoding="utf-8")
        _flush(self.building)
        os.rename(self.building, self.folder.with_name(complete.id) if is_named_by_id else self.folder)
        _flush_folder(self.folder.parent)
        return complete


def clear_leftovers(folder: Path) -> None:
    """Removes what killed processes left half-built; what a living process is building stays."""
    for path in folder.glob(".*.building"):
        process = path.name.split(".")[-2]
        if not process.isdigit() or not _lives(int(process)):
            shutil.rmtree(path, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()


def _groups(rows: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """The stream cut into whole row groups, so that small batches do not become small groups."""
    waiting: list[pa.RecordBatch] = []
    for batch in rows:
        waiting.append(batch)
        if sum(piece.num_rows for piece in waiting) >= ROW_GROUP_ROWS:
            table = pa.Table.from_batches(waiting, rows.schema)
            whole = table.num_rows // ROW_GROUP_ROWS * ROW_GROUP_ROWS
            yield table.slice(0, whole)
            waiting = table.slice(whole).to_batches()
    if waiting:
        yield pa.Table.from_batches(waiting, rows.schema)


def disk_failure(error: OSError) -> SystemFailed:
    """The deliberate error for a failing disk; the sentence names the cause, never a row."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error):
        return SystemFailed("snapshot.error.disk_full")
    return SystemFailed("snapshot.error.cannot_write", reason=errno.errorcode.get(error.errno or 0, "EIO"))


def file_checksum(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _entry(target: Path, path: str, table: str, year: int | None, rows: int) -> FileEntry:
    return FileEntry(path=path, table=table, year=year, rows=rows, size=target.stat().st_size, sha256=file_checksum(target))


def _flush(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            _flush_folder(path)
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
