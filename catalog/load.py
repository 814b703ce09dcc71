"""Authored content into the store: read, checked object by object and between objects, loaded whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from catalog.changes import describe_rows, record_changes
from catalog.importers.content import NAME, examine_samples, examine_systems, read_systems
from catalog.reading import Reading, read_content
from catalog.store.content import content_bodies, content_head, replace_content
from common.actor import Actor
from common.audit.event import AuditEvent
from common.database import Session
from common.documents import canonical_json
from common.errors import Finding, InputRefused, Severity
from metadata.checks import check_content

NAMES_SYSTEM = {"bindings": "system", "value_domains": "code_system", "designations": "system"}
"""Kind → field that names a code system."""


@dataclass(frozen=True)
class LoadReport:
    """What a load did: the content's version, objects by kind, and whether it was loaded already."""

    version: str
    counts: dict[str, int]
    already_loaded: bool


def examine_content(folder: Path) -> tuple[Reading, list[Finding]]:
    """A content folder read and checked; every finding with `file:line`, none when it may be loaded.

    That an object is missing is not said where it is there and only could not be read: its own finding says what to mend.
    """
    reading = read_content(folder)
    findings = list(reading.findings)
    for problem in check_content(reading.content):
        if problem.lacks and reading.is_refused(*problem.lacks):
            continue
        findings.append(Finding(problem.code, problem.severity, reading.place(problem.kind, problem.id, problem.pointer), problem.params))
    findings += _examine_codes(reading, folder / NAME)
    return reading, sorted(findings, key=_order)


def _examine_codes(reading: Reading, folder: Path) -> Iterator[Finding]:
    """What is wrong with the code systems and samples of the content, and each system that is named but described nowhere."""
    systems, faults = examine_systems(folder)
    yield from faults
    yield from examine_samples(folder, systems, is_whole=not faults)[1]
    known = read_systems() | systems
    for kind, field in NAMES_SYSTEM.items():
        for key, item in reading.content.of(kind).items():
            name = getattr(item, field)
            if name and name not in known:
                near = get_close_matches(name, known, n=1)
                params = {"field": field, "name": name, "target": NAME, "near": near[0] if near else "–"}
                yield Finding("content.error.unknown_reference", Severity.error, reading.place(kind, key, f"/{field}"), params)


def load_content(session: Session, folder: Path, actor: Actor, at: datetime) -> LoadReport:
    """Loads a content folder in the caller's transaction; the same content again changes nothing.

    The change feed is written in the same transaction. Raises InputRefused `catalogue.error.content_refused` with every finding; nothing is written then.
    """
    reading, findings = examine_content(folder)
    if findings:
        raise InputRefused(findings, "catalogue.error.content_refused")
    rows = list(canonical_rows(reading.objects))
    version = content_version(rows)
    counts: dict[str, int] = {}
    for kind, _key, _version, _body in rows:
        counts[kind] = counts.get(kind, 0) + 1
    head = content_head(session)
    before, now = describe_rows(content_bodies(session)), describe_rows((kind, body) for kind, _key, _version, body in rows)
    record_changes(session, before, now, at)
    if head is not None and head[0] == version:
        return LoadReport(version, counts, already_loaded=True)
    event = AuditEvent("catalogue.loaded", actor, at, "catalogue", "content", facts={"version": version, "objects": str(len(rows))})
    replace_content(session, version, rows, at, event)
    return LoadReport(version, counts, already_loaded=False)


def canonical_rows(objects: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, str, str, str]]:
    """(kind, id, version, canonical JSON) of every object."""
    for kind, item in objects:
        yield kind, item.id, str(getattr(item, "version", "1")), canonical_json(item.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def content_version(rows: Iterable[tuple[str, str, str, str]]) -> str:
    """SHA-256 of the canonical content; the order of the files plays no part."""
    digest = hashlib.sha256()
    for row in sorted(rows):
        digest.update(canonical_json(row).encode())
    return digest.hexdigest()


def _order(finding: Finding) -> tuple[str, int, str]:
    file, _, line = finding.path.rpartition(":")
    return (file, int(line), finding.code) if line.isdigit() else (finding.path, 0, finding.code)
