"""The manifest of a snapshot: what is in it, how far it reaches, and the checksum of every file."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from metadata.model.base import Model
from metadata.model.snapshot import RegisterFacts, SnapshotFacts
from metadata.model.stored import StoredRegister


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


class Generator(Model):
    """What the generator was asked for: with the same words the same version gives the same bytes."""

    version: int
    persons: int
    first_year: int
    last_year: int
    seed: int
    registers: tuple[str, ...]
    described: dict[str, str] = Field(default_factory=dict, description="Register → checksum of the description its rows were drawn from.")


class Manifest(Model):
    """Everything known of a snapshot without opening a row. Format version 2: the id ends in a mark over everything else, so that an id names one content.

    `loading` holds counts of what loading dropped or noticed (exact duplicates, rows without key …); `marginals` states what a synthetic
    snapshot was drawn from; `described` tells the tables of the registers that the software knows by their description alone; `base` is the id of the snapshot that this one extends. `synthetic` is true of what `generator` made, and of nothing else.
    """

    version: Literal[2] = 2
    id: str
    synthetic: bool
    generator: Generator | None = None
    created: str
    base: str | None = None
    registers: dict[str, RegisterEntry]
    described: tuple[StoredRegister, ...] = ()
    files: tuple[FileEntry, ...]
    source_files: tuple[SourceFile, ...] = ()
    loading: dict[str, int] = Field(default_factory=dict)
    marginals: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check_origin(self) -> Self:
        if self.synthetic != (self.generator is not None):
            raise ValueError("synthetic: true belongs to what the generator made")
        return self

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


MARK_LENGTH = 16
_ID = re.compile(r'^ "id": "([^"]+)",$', re.MULTILINE)


def write_manifest(manifest: Manifest) -> str:
    """The manifest as the text of `manifest.json`; equal manifests give equal bytes."""
    return json.dumps(manifest.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def seal_manifest(manifest: Manifest) -> tuple[Manifest, str]:
    """The manifest with its mark at the end of the id, and its text. The mark covers every byte of the text, and through the checksums every file."""
    sealed = manifest.model_copy(update={"id": f"{manifest.id}-{_mark(write_manifest(manifest))}"})
    return sealed, write_manifest(sealed)


def is_sealed(text: str) -> bool:
    """Whether the text is, byte by byte, what its id was marked with."""
    found = _ID.findall(text)
    if len(found) != 1:
        return False
    name, _, mark = str(found[0]).rpartition("-")
    return mark == _mark(_ID.sub(f' "id": "{name}",', text))


def claimed_id(text: str) -> str | None:
    """The id that a text says it has, whether or not the rest can be believed."""
    found = _ID.search(text)
    return found[1] if found else None


def parse_manifest(text: str) -> Manifest:
    """The manifest of a text. Raises ValueError (pydantic's included) on anything that is not a manifest of a known version."""
    return Manifest.model_validate_json(text)


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:MARK_LENGTH]
