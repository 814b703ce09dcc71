"""The index on disk: built beside the old one and put in its place at once, stamped with what it was built from."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from whoosh.fields import ID, KEYWORD, STORED, Schema
from whoosh.filedb.filestore import FileStorage

from catalog.lookup import Catalogue
from catalog.search.analysis import beginnings_of, fold, joined, parts_of, stems_of, whole, words_of
from catalog.search.documents import IndexDocument, documents_of
from catalog.search.postings import Postings
from common.documents import canonical_json
from common.errors import NotFound, SystemFailed
from metadata.model.code_system import CodeEdition

FORMAT = "2"
"""Raised when the fields change, so that an index of older software is stale."""
CURRENT = "CURRENT"


@dataclass(frozen=True)
class Stamp:
    """What an index was built from: format, content version, `system label hash` of every edition."""

    content: str
    editions: tuple[str, ...]
    format: str = FORMAT


def stamp_of(catalogue: Catalogue, editions: Iterable[CodeEdition]) -> Stamp:
    """The stamp an index of this content and these editions has."""
    return Stamp(catalogue.version, tuple(sorted(f"{edition.system} {edition.label} {edition.sha256}" for edition in editions)))


def read_stamp(folder: Path) -> Stamp | None:
    """The stamp of the index in use; None when there is none."""
    found = _current(folder)
    return Stamp(found["content"], tuple(found["editions"]), found["format"]) if found else None


def build_index(folder: Path, catalogue: Catalogue, editions: Iterable[CodeEdition]) -> int:
    """Builds an index beside the one in use, then puts it in its place; returns the number of documents.

    Raises SystemFailed `search.error.not_written` when the disk refuses; the old index stays in use then.
    """
    chosen = tuple(editions)
    name = f"built-{uuid4().hex}"
    try:
        (folder / name).mkdir(parents=True)
        count = _write(folder / name, documents_of(catalogue, chosen))
        pointer = folder / f"{CURRENT}.new"
        pointer.write_text(canonical_json({**asdict(stamp_of(catalogue, chosen)), "folder": name, "documents": count}), encoding="utf-8")
        before = _current(folder)
        os.replace(pointer, folder / CURRENT)
    except OSError as error:
        shutil.rmtree(folder / name, ignore_errors=True)
        raise SystemFailed("search.error.not_written", reason=type(error).__name__) from error
    _remove_old(folder, {name, before["folder"] if before else name})
    return count


def open_postings(folder: Path) -> Postings:
    """The index in use, one reader a thread. Raises NotFound `search.error.no_index` before the first build."""
    found = _current(folder)
    if found is None:
        raise NotFound("search.error.no_index")
    return _postings(str(folder / found["folder"]), threading.get_ident())


@lru_cache(maxsize=32)
def _postings(path: str, _thread: int) -> Postings:
    return Postings(FileStorage(path).open_index().searcher())


def _current(folder: Path) -> dict[str, str] | None:
    try:
        found: dict[str, str] = json.loads((folder / CURRENT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if (folder / found["folder"]).is_dir() else None


def _remove_old(folder: Path, kept: set[str]) -> None:
    """The index before this one stays until the next build, for those who still read it."""
    for path in folder.glob("built-*"):
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


class _BuildingStorage(FileStorage):  # type: ignore[misc]  # the library has no types
    """A folder whose column files never exist, since no field has any: the writer asks for one at every word, half the time of a build."""

    def file_exists(self, name: str) -> bool:
        return not name.endswith(".col") and bool(super().file_exists(name))


def _schema() -> Schema:
    return Schema(
        payload=STORED(), kind=ID(), system=ID(), code=ID(), code_starts=KEYWORD(), names=KEYWORD(), names_folded=KEYWORD(),
        words=KEYWORD(), folded=KEYWORD(), stems=KEYWORD(), starts=KEYWORD(), parts=KEYWORD(), body=KEYWORD(),
    )


def _write(path: Path, documents: list[IndexDocument]) -> int:
    vocabulary = {fold(word) for document in documents for word in _own_words(document) if word.isalpha()}
    writer = _BuildingStorage(str(path)).create_index(_schema()).writer(limitmb=256)
    for document in documents:
        writer.add_document(**_fields(document, vocabulary))
    writer.commit(optimize=True)
    return len(documents)


def _own_words(document: IndexDocument) -> list[str]:
    if not document.searchable_text:
        return []
    return words_of(" ".join((document.sv, document.en if document.en != document.sv else "", *(name.text for name in document.names))))


def _fields(document: IndexDocument, vocabulary: set[str]) -> dict[str, object]:
    words = sorted(set(_own_words(document)))
    folded = sorted({fold(word) for word in words})
    names = sorted({whole(text) for text in (document.sv, document.en, *(name.text for name in document.names))}) if document.searchable_text else []
    stored = document.stored.upper()
    starts = [stored[:end] for end in range(1, len(stored) + 1)] if document.kind == "code" else [stored]
    payload = {
        "kind": document.kind, "system": document.system, "stored": document.stored, "code": document.code, "sv": document.sv, "en": document.en,
        "names": [[name.kind, name.text, name.rank] for name in document.names], "ended": document.ended,
    }
    return {
        "payload": payload, "kind": [document.kind], "system": [document.system.lower()], "code": [stored], "code_starts": starts,
        "names": names, "names_folded": sorted({form for name in names for form in (fold(name), joined(name))}), "words": words, "folded": folded,
        "stems": sorted({stem for word in words for stem in stems_of(word)}),
        "starts": sorted({start for word in words for start in beginnings_of(word)}),
        "parts": sorted(parts_of(folded, vocabulary)),
        "body": sorted({stem for word in words_of(document.body) for stem in stems_of(word)}) if document.body else [],
    }
