"""Content files to objects: every file is read, every problem is said with file and line, nothing is stored here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catalog.columns import EntryRefused, columns_alone, objects_of
from catalog.faults import faults_of
from common.documents import Document, read_document
from common.errors import Finding, InputRefused, Severity
from metadata.model.content import KINDS, Content, PlainDocument
from metadata.versions import CONTENT_FORMAT, is_readable, lift

FORMAT_FILE = Path("content.yaml")
"""States the format version of a content folder; without it the newest is meant."""
OWNED_ELSEWHERE = frozenset({"code_systems"})
"""Folders of the content that another reader owns."""
COLUMNS = "variables"
"""The kind that is read last, since its entries lean on the others."""
NAMES = ("id", "key", "code", "column")
"""Words by which an object is named where another one cites it."""


@dataclass
class Reading:
    """What a content folder holds: objects in order, the place (`file:line`) of each, and every finding."""

    objects: list[tuple[str, Any]] = field(default_factory=list)
    places: dict[tuple[str, str], tuple[Document, str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    refused: set[tuple[str, str]] = field(default_factory=set)
    format: int = CONTENT_FORMAT

    @property
    def content(self) -> Content:
        """The objects by kind and id."""
        return Content.of_objects(self.objects)

    def is_refused(self, kind: str, name: str) -> bool:
        """Whether an object with that name (empty: any), or one whose name could not be read, was there but could not be taken in."""
        names = {refused for other, refused in self.refused if other == kind}
        return name in names or "" in names or (name == "" and bool(names))

    def place(self, kind: str, key: str, pointer: str = "") -> str:
        """`file:line` of an object, or of a part of it given as a JSON pointer inside the object."""
        found = self.places.get((kind, key))
        return found[0].place(found[1] + pointer) if found else f"{kind}/{key}"


def read_content(folder: Path) -> Reading:
    """Every content file under a folder. Findings: `content.error.*` and those of common.documents."""
    reading = Reading()
    if not folder.is_dir():
        reading.findings.append(_finding("content.error.no_folder", str(folder)))
        return reading
    if not _read_format(reading, folder / FORMAT_FILE):
        return reading
    columns: list[tuple[Document, str, dict[str, Any], str | None]] = []
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder)
        if name.parts[0] in OWNED_ELSEWHERE or name == FORMAT_FILE:
            continue
        kind = kind_of(name)
        if kind is None:
            near = get_close_matches(name.stem if name.parts[0] == "registers" else name.parts[0], KINDS, n=1)
            reading.findings.append(_finding("content.error.unknown_file", f"{name}:1", near=near[0] if near else ", ".join(sorted(KINDS))))
            continue
        register = name.parts[1] if name.parts[0] == "registers" else None
        for document, pointer, entry in _read_file(reading, kind, path, str(name)):
            if kind == COLUMNS:
                columns.append((document, pointer, entry, register))
            else:
                _read_entry(reading, kind, document, pointer, entry)
    content = reading.content
    for document, pointer, entry, register in columns:
        _read_column(reading, content, document, pointer, entry, register)
    if not reading.objects and not reading.findings:
        reading.findings.append(_finding("content.error.no_content", str(folder)))
    return reading


def _read_format(reading: Reading, path: Path) -> bool:
    """Whether the folder's format can be read; says so when it cannot."""
    if not path.is_file():
        return True
    try:
        document = read_document(path.read_bytes(), path.name)
    except InputRefused as refused:
        reading.findings.extend(refused.findings)
        return False
    stated = str(document.value.get("format", "")) if isinstance(document.value, dict) else ""
    if not (stated.isdecimal() and is_readable(int(stated))):
        reading.findings.append(_finding("content.error.format", document.place("/format"), stated=stated or "–", newest=CONTENT_FORMAT))
        return False
    reading.format = int(stated)
    return True


def kind_of(name: Path) -> str | None:
    """The kind of content in a file: its first folder, or under `registers/<id>/` the file's own name (`register.yaml` holds the register)."""
    folder = name.parts[0] if len(name.parts) > 1 else ""
    if folder != "registers":
        return folder if folder in KINDS else None
    word = "registers" if name.stem == "register" else name.stem
    return word if word in KINDS else None


def _read_file(reading: Reading, kind: str, path: Path, name: str) -> Iterator[tuple[Document, str, dict[str, Any]]]:
    """The entries of a file in the newest format, with their places."""
    try:
        document = read_document(path.read_bytes(), name)
    except InputRefused as refused:
        reading.findings.extend(refused.findings)
        reading.refused.add((kind, ""))
        return
    for pointer, entry in _entries(kind, document, path.stem):
        if isinstance(entry, dict):
            yield document, pointer, lift(kind, entry, reading.format)
        else:
            reading.findings.append(_finding("content.error.not_a_mapping", document.place(pointer)))
            reading.refused.add((kind, ""))


def _entries(kind: str, document: Document, stem: str) -> Iterator[tuple[str, Any]]:
    if KINDS[kind] is PlainDocument:
        yield "", {"id": stem, "value": document.value}
    elif isinstance(document.value, list):
        yield from ((f"/{at}", entry) for at, entry in enumerate(document.value))
    else:
        yield "", document.value


def _read_entry(reading: Reading, kind: str, document: Document, pointer: str, entry: dict[str, Any]) -> None:
    try:
        _add(reading, kind, KINDS[kind].model_validate(entry), document, pointer)
    except ValidationError as error:
        _refuse(reading, kind, entry, faults_of(error, KINDS[kind], document, pointer))


def _read_column(reading: Reading, content: Content, document: Document, pointer: str, entry: dict[str, Any], register: str | None) -> None:
    entry = {"position": str((int(pointer.rpartition("/")[2] or 0) + 1) * 10), **entry}
    try:
        for kind, values in objects_of(entry, register, content):
            item: Any = KINDS[kind].model_validate(values)
            if kind == COLUMNS or (kind, item.id) not in reading.places:
                _add(reading, kind, item, document, pointer)
    except ValidationError as error:
        _refuse(reading, COLUMNS, entry, faults_of(error, KINDS[COLUMNS], document, pointer))
    except EntryRefused as refused:
        is_known = refused.lacks is not None and reading.is_refused(*refused.lacks)
        place = document.place(f"{pointer}/{refused.field}")
        _refuse(reading, COLUMNS, entry, _own_faults(document, pointer, entry) if is_known else (_finding(refused.code, place, **refused.params),))


def _own_faults(document: Document, pointer: str, entry: dict[str, Any]) -> list[Finding]:
    """What is wrong with a column itself, when what it leans on could not be read."""
    try:
        for values in columns_alone(entry):
            KINDS[COLUMNS].model_validate(values)
    except ValidationError as error:
        return faults_of(error, KINDS[COLUMNS], document, pointer)
    return []


def _refuse(reading: Reading, kind: str, entry: dict[str, Any], findings: Iterable[Finding]) -> None:
    reading.findings.extend(findings)
    name = next((entry[word] for word in NAMES if word in entry), "")
    reading.refused.add((kind, name.replace("{n}", "") if isinstance(name, str) else ""))


def _add(reading: Reading, kind: str, item: Any, document: Document, pointer: str) -> None:
    if (kind, item.id) in reading.places:
        first = reading.place(kind, item.id)
        reading.findings.append(_finding("content.error.duplicate_id", document.place(pointer), kind=kind, id=item.id, first=first))
        return
    reading.places[(kind, item.id)] = (document, pointer)
    reading.objects.append((kind, item))


def _finding(code: str, place: str, **params: Any) -> Finding:
    return Finding(code, Severity.error, place, params)
