"""The product's own files on code systems: what each system is, and the sample editions in its own wording."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from catalog.importers.draft import Draft, ImportedEdition, RawRow
from catalog.importers.structure import arrange
from common.documents import read_document
from common.errors import Finding, InputRefused, Severity
from metadata.model.base import Model
from metadata.model.code_system import CodeChange, CodeSystem
from metadata.model.day import FirstDay
from metadata.model.period import Period

FOLDER = Path(__file__).resolve().parents[2] / "metadata" / "content" / "code_systems"


class _Change(Model):
    old: str
    new: str | None = None
    kind: str = "moved"
    day: FirstDay | None = None
    source: str
    approved_by: str | None = None


class _Sample(Model):
    """A sample edition as authored: code → [Swedish, English, last day if it has ended]."""

    system: str
    label: str
    valid_from: FirstDay
    source: str
    chapters: dict[str, list[str]] = Field(default_factory=dict)
    blocks: dict[str, list[str]] = Field(default_factory=dict)
    codes: dict[str, list[str]]
    parts: dict[str, dict[str, list[str]]] = Field(default_factory=dict)
    changes: tuple[_Change, ...] = ()


@lru_cache(maxsize=4)
def read_systems(folder: Path = FOLDER) -> dict[str, CodeSystem]:
    """Every code system by id. Raises InputRefused `codes.error.content` with every fault of every file."""
    findings: list[Finding] = []
    systems: dict[str, CodeSystem] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            system = CodeSystem.model_validate(read_document(path.read_bytes(), path.name).value)
            systems[system.id] = system
        except ValidationError as error:
            findings += _faults(path.name, error)
    if findings:
        raise InputRefused(findings)
    return systems


def read_samples(folder: Path = FOLDER) -> tuple[ImportedEdition, ...]:
    """Every sample edition, by file name. Raises InputRefused with every fault of the first file that has any."""
    return tuple(_read_sample(path, read_systems(folder)) for path in sorted((folder / "samples").glob("*.yaml")))


def _read_sample(path: Path, systems: dict[str, CodeSystem]) -> ImportedEdition:
    data = path.read_bytes()
    try:
        sample = _Sample.model_validate(read_document(data, path.name).value)
    except ValidationError as error:
        raise InputRefused(_faults(path.name, error)) from None
    draft = Draft("sample", sample.system)
    for kind, rows in (("chapter", sample.chapters), ("block", sample.blocks), ("code", sample.codes)):
        draft.rows += [_row(path.name, code, cells, kind) for code, cells in rows.items()]
    for part, rows in sample.parts.items():
        draft.rows += [_row(path.name, code, cells, "code", part) for code, cells in rows.items()]
    codes = arrange(draft, systems[sample.system])
    if draft.findings:
        raise InputRefused(draft.findings)
    changes = tuple(
        CodeChange(sample.system, one.old, one.new, one.kind, one.day, "authored", one.source, one.approved_by) for one in sample.changes
    )
    return ImportedEdition(
        sample.system, sample.label, codes, path.name, hashlib.sha256(data).hexdigest(), "sample", valid_from=sample.valid_from, is_sample=True,
        changes=changes,
    )


def _row(name: str, code: str, cells: list[Any], kind: str, part: str = "") -> RawRow:
    ended = Period.parse(cells[2]).last if len(cells) > 2 else None
    return RawRow(f"{name}:{code}", code, cells[0], cells[1], kind=kind, part=part, valid_to=ended)


def _faults(name: str, error: ValidationError) -> list[Finding]:
    return [
        Finding("codes.error.content", Severity.error, f"{name}:{'/'.join(str(step) for step in one['loc'])}", {"reason": one["msg"]}) for one in error.errors()
    ]
