"""A folder of files that is either complete or absent: written beside, flushed, renamed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from common.errors import Finding, InputRefused, Severity, SystemFailed


def replace_folder(folder: Path, files: Mapping[str, bytes], *, markers: tuple[str, ...]) -> None:
    """Makes `folder` hold exactly these files. An empty folder, or one that holds a marker, is replaced; any other is left alone.

    Raises InputRefused `exports.error.folder_in_use`, SystemFailed `exports.error.write_failed`; nothing of the new files remains then.
    """
    if folder.exists() and not _may_replace(folder, markers):
        raise InputRefused([Finding("exports.error.folder_in_use", Severity.error, str(folder), {"folder": folder.name})])
    aside: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        _write(aside / "new", files)
        _swap(aside, folder)
    except OSError as error:
        raise SystemFailed("exports.error.write_failed", folder=folder.name, reason=error.strerror or type(error).__name__) from None
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)


def write_file(path: Path, content: bytes) -> None:
    """One file, written beside and renamed. Raises SystemFailed `exports.error.write_failed`; an earlier file stays as it was then."""
    aside: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
        _write(aside, {"new": content})
        (aside / "new").replace(path)
    except OSError as error:
        raise SystemFailed("exports.error.write_failed", folder=path.name, reason=error.strerror or type(error).__name__) from None
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)


def _may_replace(folder: Path, markers: tuple[str, ...]) -> bool:
    return folder.is_dir() and (any((folder / marker).is_file() for marker in markers) or not any(folder.iterdir()))


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _swap(aside: Path, folder: Path) -> None:
    """Puts the new folder in place; the earlier one comes back when that fails."""
    if folder.exists():
        folder.rename(aside / "old")
    try:
        (aside / "new").rename(folder)
    except OSError:
        if (aside / "old").exists():
            (aside / "old").rename(folder)
        raise
