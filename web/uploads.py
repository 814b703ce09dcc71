"""Files a keeper has sent in and not yet confirmed: kept in the data folder under the person's own prefix, thrown away after a day."""

from __future__ import annotations

import hashlib
import re
import shutil
from datetime import timedelta
from pathlib import Path

from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename

from common.actor import Actor
from common.errors import Finding, InputRefused, NotFound, Severity
from common.identity import new_id
from web.doors import doors

KEPT = timedelta(days=1)
_ID = re.compile(r"[0-9a-z]{20}")


def keep_upload(actor: Actor, upload: FileStorage | None) -> tuple[str, Path]:
    """Puts a sent file aside; its id and path. Raises InputRefused `web.error.no_file`."""
    if upload is None or not upload.filename:
        raise InputRefused([Finding("web.error.no_file", Severity.error, "/file")])
    _sweep()
    key = new_id(doors().clock.now())
    folder = _folder(actor) / key
    folder.mkdir(parents=True, mode=0o700)
    path = folder / (secure_filename(upload.filename)[:100] or "file")
    upload.save(path)
    upload.close()
    return key, path


def find_upload(actor: Actor, key: str) -> Path:
    """The file of an id that the same person sent in. Raises NotFound `web.error.upload_gone`."""
    folder = _folder(actor) / key
    files = list(folder.iterdir()) if _ID.fullmatch(key) and folder.is_dir() else []
    if not files:
        raise NotFound("web.error.upload_gone")
    return files[0]


def drop_upload(actor: Actor, key: str) -> None:
    """Throws a file away; one that is gone stays gone."""
    if _ID.fullmatch(key):
        shutil.rmtree(_folder(actor) / key, ignore_errors=True)


def _root() -> Path:
    return doors().settings.data / "uploads"


def _folder(actor: Actor) -> Path:
    return _root() / hashlib.sha256(actor.id.encode()).hexdigest()[:24]


def _sweep() -> None:
    oldest = (doors().clock.now() - KEPT).timestamp()
    for folder in _root().glob("*/*"):
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
