"""Writing a snapshot: everything beside its place, flushed to disk, then moved there in one step; complete or absent."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from common.errors import Conflict, SystemFailed
from jobs.microdata.layout import TABLES
from jobs.microdata.manifest import FileEntry, Manifest, write_manifest
from jobs.microdata.snapshot import MANIFEST_NAME

ROW_GROUP_ROWS = 131_072
"""Rows of a row group: small enough that a code's rows are found without reading a year, inside the 0.1–1 M of compute.md 2."""

_COUNTED_UP = ("row_no",)


class SnapshotWriter:
    """A snapshot being built, as a context: leaving it without `finish`, or by an error, removes every trace.

    Raises Conflict `snapshot.error.exists` when the folder holds anything; SystemFailed `snapshot.error.disk_full` or
    `snapshot.error.cannot_write` when the disk fails. `write` may be called from several threads for different files.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self.building = self.folder.parent / f".{self.folder.name}.building"
        self.files: list[FileEntry] = []

    def __enter__(self) -> SnapshotWriter:
        if self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
            raise Conflict("snapshot.error.exists", name=self.folder.name)
        try:
            shutil.rmtree(self.building, ignore_errors=True)
            self.building.mkdir(parents=True)
        except OSError as error:
            raise disk_failure(error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        shutil.rmtree(self.building, ignore_errors=True)
        if isinstance(error, OSError):
            raise disk_failure(error) from error

    def write(self, table: str, year: int | None, rows: pa.Table, part: str = "part-000") -> None:
        """Writes rows, already in the table's order, as one file of a table."""
        layout = TABLES[table]
        path = layout.path(year, part)
        target = self.building / path
        target.parent.mkdir(parents=True, exist_ok=True)
        counted = [name for name in _COUNTED_UP if name in rows.column_names]
        pq.write_table(
            rows, target, compression="zstd", row_group_size=ROW_GROUP_ROWS, store_schema=False, store_decimal_as_integer=True,
            use_dictionary=[name for name in rows.column_names if name not in counted],
            column_encoding=dict.fromkeys(counted, "DELTA_BINARY_PACKED") or None,
        )
        self.files.append(_entry(target, path, table, year, rows.num_rows))

    def reuse(self, entry: FileEntry, source: Path) -> None:
        """Takes a file of another snapshot as it is: a hard link where the disk allows it, else a copy."""
        target = self.building / entry.path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source / entry.path, target)
        except OSError:
            shutil.copy2(source / entry.path, target)
        self.files.append(entry)

    def finish(self, manifest: Manifest) -> Manifest:
        """Writes the manifest with the files of this writer, flushes all to disk and moves the snapshot to its place."""
        complete = manifest.model_copy(update={"files": tuple(sorted(self.files, key=lambda entry: entry.path))})
        (self.building / MANIFEST_NAME).write_text(write_manifest(complete), encoding="utf-8")
        _flush(self.building)
        os.rename(self.building, self.folder)
        _flush_folder(self.folder.parent)
        return complete


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
