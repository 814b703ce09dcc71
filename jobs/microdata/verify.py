"""Whether a snapshot still is what its manifest says: every file there, checksums and row counts as written, nothing added."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from common.errors import Finding, Severity
from jobs.microdata.integrity import has_layout
from jobs.microdata.layout import TableLayout
from jobs.microdata.manifest import FileEntry
from jobs.microdata.snapshot import MANIFEST_NAME, Snapshot
from jobs.microdata.writer import file_checksum


def verify_snapshot(snapshot: Snapshot) -> list[Finding]:
    """Everything that differs from the manifest; empty when all is well."""
    entries = {entry.path: entry for entry in snapshot.manifest.files}
    present = {str(path.relative_to(snapshot.folder)) for path in snapshot.folder.rglob("*") if path.is_file()} - {MANIFEST_NAME}
    found = [Finding("snapshot.verify.unknown_file", Severity.error, path) for path in sorted(present - set(entries))]
    for path, entry in sorted(entries.items()):
        if path not in present:
            found.append(Finding("snapshot.verify.missing_file", Severity.error, path))
        else:
            found += _verify_file(snapshot.folder / path, entry, snapshot.layouts.get(entry.table))
    return found


def _verify_file(path: Path, entry: FileEntry, layout: TableLayout | None) -> list[Finding]:
    if file_checksum(path) != entry.sha256:
        return [Finding("snapshot.verify.checksum", Severity.error, entry.path)]
    try:
        with pq.ParquetFile(path) as file:
            rows = file.metadata.num_rows
    except pa.ArrowException:
        return [Finding("snapshot.verify.checksum", Severity.error, entry.path)]
    if rows != entry.rows:
        return [Finding("snapshot.verify.rows", Severity.error, entry.path, {"expected": entry.rows, "found": rows})]
    if not has_layout(path, layout):
        return [Finding("snapshot.verify.columns", Severity.error, entry.path)]
    return []
