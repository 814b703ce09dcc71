"""The product's own files on code systems: what each system is, and the sample editions in its own wording."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError, model_validator

from catalog.faults import faults_of
from catalog.importers.draft import Draft, ImportedEdition, RawRow
from catalog.importers.structure import arrange
from common.documents import Document, read_document
from common.errors import Finding, InputRefused, Severity
from metadata.model.base import Model
from metadata.model.code_system import CodeChange, CodeSystem
from metadata.model.day import FirstDay, LastDay

Read = TypeVar("Read", bound=Model)
FOLDER = Path(__file__).resolve().parents[2] / "metadata" / "content" / "code_systems"


NAME = "code_systems"
"""Name of the folder within the content; findings name files by it."""


class _Change(Model):
    old: str
    new: str | None = None
    kind: str = "moved"
    day: FirstDay | None = None
    source: str
    approved_by: str | None = None


class _Title(Model):
    """What a code means: Swedish, English, and its last day if it has ended; authored as a list of two or three."""

    sv: str = Field(min_length=1)
    en: str = Field(min_length=1)
    last: LastDay | None = None

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        if not isinstance(value, list) or not 2 <= len(value) <= len(cls.model_fields):
            raise ValueError("content.error.title")
        return dict(zip(cls.model_fields, value, strict=False))


Titles = dict[str, _Title]


class Sample(Model):
    """A sample edition as authored: code → [Swedish, English, last day if it has ended]."""

    system: str
    label: str
    valid_from: FirstDay
    source: str
    chapters: Titles = Field(default_factory=dict)
    blocks: Titles = Field(default_factory=dict)
    codes: Titles
    parts: dict[str, Titles] = Field(default_factory=dict)
    changes: tuple[_Change, ...] = ()


@lru_cache(maxsize=4)
def read_systems(folder: Path = FOLDER) -> dict[str, CodeSystem]:
    """Every code system by id. Raises InputRefused with every fault of every file."""
    systems, findings = examine_systems(folder)
    if findings:
        raise InputRefused(findings)
    return systems


def examine_systems(folder: Path) -> tuple[dict[str, CodeSystem], list[Finding]]:
    """The code systems that can be read, by id, and every fault of the others' files: those of common.documents and `content.error.*`."""
    findings: list[Finding] = []
    systems: dict[str, CodeSystem] = {}
    for path in sorted(folder.glob("*.yaml")):
        read = _read(path, f"{NAME}/{path.name}", CodeSystem, findings)
        if read is not None:
            systems[read[1].id] = read[1]
    return systems, findings


def read_samples(folder: Path = FOLDER) -> tuple[ImportedEdition, ...]:
    """Every sample edition, by file name. Raises InputRefused with every fault of every file."""
    samples, findings = examine_samples(folder, read_systems(folder))
    if findings:
        raise InputRefused(findings)
    return samples


def examine_samples(folder: Path, systems: Mapping[str, CodeSystem], *, is_whole: bool = True) -> tuple[tuple[ImportedEdition, ...], list[Finding]]:
    """The sample editions that can be read, by file name, and every fault of the others.

    `is_whole` False: some system could not be read, so that one which is missing is not said beside it.
    """
    findings: list[Finding] = []
    read = [_read_sample(path, systems, findings) for path in sorted((folder / "samples").glob("*.yaml"))]
    missing = "content.error.unknown_reference"
    return tuple(sample for sample in read if sample is not None), [one for one in findings if is_whole or one.code != missing]


def _read(path: Path, name: str, model: type[Read], findings: list[Finding]) -> tuple[Document, Read] | None:
    try:
        document = read_document(path.read_bytes(), name)
        return document, model.model_validate(document.value)
    except InputRefused as refused:
        findings += refused.findings
    except ValidationError as error:
        findings += faults_of(error, model, document)
    return None


def _read_sample(path: Path, systems: Mapping[str, CodeSystem], findings: list[Finding]) -> ImportedEdition | None:
    name = f"{NAME}/samples/{path.name}"
    read = _read(path, name, Sample, findings)
    if read is None:
        return None
    document, sample = read
    if sample.system not in systems:
        near = get_close_matches(sample.system, systems, n=1)
        params = {"field": "system", "name": sample.system, "target": NAME, "near": near[0] if near else "–"}
        findings.append(Finding("content.error.unknown_reference", Severity.error, document.place("/system"), params))
        return None
    draft = Draft("sample", sample.system)
    for field, kind, rows in (("chapters", "chapter", sample.chapters), ("blocks", "block", sample.blocks), ("codes", "code", sample.codes)):
        draft.rows += [_row(document.place(f"/{field}/{code}"), code, title, kind) for code, title in rows.items()]
    for part, rows in sample.parts.items():
        draft.rows += [_row(document.place(f"/parts/{part}/{code}"), code, title, "code", part) for code, title in rows.items()]
    codes = arrange(draft, systems[sample.system])
    if draft.findings:
        findings += draft.findings
        return None
    changes = tuple(
        CodeChange(sample.system, one.old, one.new, one.kind, one.day, "authored", one.source, one.approved_by) for one in sample.changes
    )
    return ImportedEdition(
        sample.system, sample.label, codes, path.name, hashlib.sha256(path.read_bytes()).hexdigest(), "sample", valid_from=sample.valid_from,
        is_sample=True, changes=changes,
    )


def _row(place: str, code: str, title: _Title, kind: str, part: str = "") -> RawRow:
    return RawRow(place, code, title.sv, title.en, kind=kind, part=part, valid_to=title.last)
