"""The manifest of a snapshot: what is in it, how far it reaches, and the checksum of every file."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Literal

from pydantic import Field

from metadata.model.base import Model
from metadata.model.snapshot import RegisterFacts, SnapshotFacts


class RegisterEntry(Model):
    """One register: first and last day with data, last final day (later is preliminary), rows of its main table, months that were expected but are missing."""

    data_from: date
    data_to: date
    final_to: date
    rows: int
    period: str
    missing_months: tuple[str, ...] = ()


class FileEntry(Model):
    """One file: path within the snapshot, table, year of the partition (None where a table has none), rows, bytes and SHA-256."""

    path: str
    table: str
    year: int | None = None
    rows: int
    size: int
    sha256: str


class SourceFile(Model):
    """A file the snapshot was loaded from: its name without folder, rows read, and checksum."""

    name: str
    register_code: str = Field(alias="register")
    rows: int
    sha256: str


class Manifest(Model):
    """Everything known of a snapshot without opening a row. Format version 1.

    `loading` holds counts of what loading dropped or noticed (exact duplicates, rows without key …); `marginals` states what a synthetic
    snapshot was drawn from; `base` is the id of the snapshot that this one extends.
    """

    version: Literal[1] = 1
    id: str
    synthetic: bool
    created: str
    base: str | None = None
    registers: dict[str, RegisterEntry]
    files: tuple[FileEntry, ...]
    source_files: tuple[SourceFile, ...] = ()
    loading: dict[str, int] = Field(default_factory=dict)
    marginals: dict[str, Any] = Field(default_factory=dict)

    def rows_of(self, table: str) -> int:
        """Rows of a table over all its files."""
        return sum(entry.rows for entry in self.files if entry.table == table)

    def facts(self) -> SnapshotFacts:
        """What may be told to the open zone."""
        years = sorted({entry.year for entry in self.files if entry.table == "person_years" and entry.year is not None})
        registers = tuple(
            RegisterFacts(register_code=code, data_from=entry.data_from, data_to=entry.data_to, final_to=entry.final_to)
            for code, entry in self.registers.items()
        )
        return SnapshotFacts(id=self.id, synthetic=self.synthetic, created=self.created, registers=registers, population_years=tuple(years))


def write_manifest(manifest: Manifest) -> str:
    """The manifest as the text of `manifest.json`; equal manifests give equal bytes."""
    return json.dumps(manifest.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def parse_manifest(text: str) -> Manifest:
    """The manifest of a text. Raises ValueError (pydantic's included) on anything that is not a manifest of a known version."""
    return Manifest.model_validate_json(text)
