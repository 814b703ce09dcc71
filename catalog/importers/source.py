"""Files, folders and archives as bytes in memory, with limits that no honest code list comes near."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from common.errors import Finding, InputRefused, Severity

MAX_MEMBERS = 500
MAX_BYTES = 400_000_000
MAX_RATIO = 200


@dataclass(frozen=True)
class SourceFile:
    """One file: a short name for places, its folder inside the source, its bytes."""

    name: str
    folder: str
    data: bytes


@dataclass(frozen=True)
class Source:
    """Everything handed in, and the SHA-256 over it: of the file itself, of a folder over names and contents."""

    name: str
    sha256: str
    files: tuple[SourceFile, ...]


def read_source(path: Path) -> Source:
    """A file, every file of a folder, or every member of an archive.

    Raises InputRefused `codes.error.not_found`, `.empty`, `.too_many_files`, `.too_large`, `.suspicious_archive`.
    """
    if path.is_dir():
        found = sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith("."))
        _check_size(path.name, [one.stat().st_size for one in found])
        files = tuple(SourceFile(one.name, one.parent.relative_to(path).as_posix(), one.read_bytes()) for one in found)
        if not files:
            raise refused("codes.error.empty", path.name)
        digest = hashlib.sha256("\n".join(f"{one.folder}/{one.name} {_sha256(one.data)}" for one in files).encode()).hexdigest()
        return Source(path.name, digest, files)
    if not path.is_file():
        raise refused("codes.error.not_found", path.name)
    _check_size(path.name, [path.stat().st_size])
    data = path.read_bytes()
    if not data:
        raise refused("codes.error.empty", path.name)
    own = SourceFile(path.name, "", data)
    return Source(path.name, _sha256(data), _members(own) if is_archive(data) else (own,))


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin like a zip archive, workbooks included."""
    return data[:4] == b"PK\x03\x04"


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are an xlsx workbook."""
    return is_zip(data) and b"xl/workbook.xml" in data


def is_archive(data: bytes) -> bool:
    """Whether the bytes are an archive of files rather than a workbook."""
    return is_zip(data) and not is_workbook(data)


def check_archive(name: str, data: bytes) -> zipfile.ZipFile:
    """The opened archive. Raises InputRefused when it is broken, or holds too many members or too many bytes."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise refused("codes.error.broken_archive", name) from None
    members = archive.infolist()
    _check_size(name, [member.file_size for member in members])
    if any(member.file_size > MAX_RATIO * max(member.compress_size, 1) and member.file_size > 1_000_000 for member in members):
        raise refused("codes.error.suspicious_archive", name)
    return archive


def refused(code: str, place: str, **params: object) -> InputRefused:
    """One finding as the error that carries it."""
    return InputRefused([Finding(code, Severity.error, place, {"file": place, **params})])


def _members(file: SourceFile) -> tuple[SourceFile, ...]:
    archive = check_archive(file.name, file.data)
    found = []
    for member in archive.infolist():
        parts = [part for part in member.filename.replace("\\", "/").split("/") if part not in ("", ".", "..")]
        if not member.is_dir() and parts:
            data = _extract(archive, member, file.name)
            if is_archive(data):
                raise refused("codes.error.suspicious_archive", file.name)
            found.append(SourceFile(parts[-1], "/".join(parts[:-1]), data))
    if not found:
        raise refused("codes.error.empty", file.name)
    return tuple(sorted(found, key=lambda one: (one.folder, one.name)))


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """The bytes of a member, never more than it declares."""
    try:
        with archive.open(member) as opened:
            data = opened.read(member.file_size + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
        raise refused("codes.error.broken_archive", name) from None
    if len(data) > member.file_size:
        raise refused("codes.error.suspicious_archive", name)
    return data


def _check_size(name: str, sizes: list[int]) -> None:
    if len(sizes) > MAX_MEMBERS:
        raise refused("codes.error.too_many_files", name, count=len(sizes), max=MAX_MEMBERS)
    if sum(sizes) > MAX_BYTES:
        raise refused("codes.error.too_large", name, size=sum(sizes), max=MAX_BYTES)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
