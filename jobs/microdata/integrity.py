"""Whether the files a run reads are those that the snapshot's id was marked with; asked before every run, and again when it ends."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet

from jobs.microdata.layout import TableLayout
from jobs.microdata.manifest import FileEntry
from jobs.microdata.snapshot import Snapshot, SnapshotAltered
from jobs.microdata.writer import file_checksum

THREADS = 2
Print = tuple[int, ...]
"""Size, times of last content and of last change of the file, inode, device. The time of change is the kernel's own and cannot be set back by a program."""


class Seal:
    """The files of some tables, compared with the manifest. Raises SnapshotAltered, naming the file and never what stands in it.

    `snapshot.error.altered_file`: missing, of another size, or with another checksum. `snapshot.error.other_columns`: made for another layout.
    """

    def __init__(self, snapshot: Snapshot, tables: Iterable[str]) -> None:
        wanted = set(tables)
        self._snapshot = snapshot
        self._entries = [entry for entry in snapshot.manifest.files if entry.table in wanted]
        with ThreadPoolExecutor(THREADS) as pool:
            self._prints = dict(zip((entry.path for entry in self._entries), pool.map(self._check, self._entries), strict=True))
        for table in {entry.table: entry for entry in self._entries}.values():
            self._check_columns(table)

    def check_again(self) -> None:
        """Whether no file was touched since; costs a look at each file's times, not a reading."""
        for entry in self._entries:
            if self._print(entry) != self._prints[entry.path]:
                raise self._altered(entry)

    def _check(self, entry: FileEntry) -> Print:
        found = self._print(entry)
        if found[0] != entry.size or _checksum(self._snapshot.folder / entry.path, found) != entry.sha256:
            raise self._altered(entry)
        return found

    def _print(self, entry: FileEntry) -> Print:
        try:
            state = os.stat(self._snapshot.folder / entry.path)
        except OSError as error:
            raise self._altered(entry) from error
        return (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino, state.st_dev)

    def _check_columns(self, entry: FileEntry) -> None:
        """The checksum proves rows and columns to be as written; that they were written for the layout of today, the first file of a table shows."""
        if not has_layout(self._snapshot.folder / entry.path, self._snapshot.layouts.get(entry.table)):
            raise SnapshotAltered("snapshot.error.other_columns", snapshot=self._snapshot.id, file=entry.path)

    def _altered(self, entry: FileEntry) -> SnapshotAltered:
        return SnapshotAltered("snapshot.error.altered_file", snapshot=self._snapshot.id, file=entry.path)


def has_layout(path: Path, layout: TableLayout | None) -> bool:
    """Whether a file has the columns of its table, by name and type; never for a table that nobody describes."""
    if layout is None:
        return False
    try:
        found = parquet.read_schema(path).remove_metadata()
    except (OSError, pa.ArrowException):
        return False
    return bool(found.equals(layout.schema))


@lru_cache(maxsize=65_536)
def _checksum(path: Path, _print: Print) -> str:
    """Read once a process for as long as nobody touches the file."""
    try:
        return file_checksum(path)
    except OSError:
        return ""
