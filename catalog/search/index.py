"""The index on disk: one part for the content and one for each code system; only a part that is out of date is built again, beside the one in use."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Container, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from catalog.search.analysis import beginnings_of, fold, joined, query_words, segments_of, sound_of, stems_of, whole, words_of
from catalog.search.documents import IndexDocument
from catalog.search.families import Families
from catalog.search.segment import SegmentWriter
from catalog.search.sources import PartSource
from common.documents import canonical_json
from common.errors import NotFound, SystemFailed
from metadata.model.word_family import WordFamily

CURRENT = "CURRENT"


def read_stamps(folder: Path) -> dict[str, str]:
    """Part → stamp of the index in use; empty when there is none."""
    return {name: part["stamp"] for name, part in read_current(folder).get("parts", {}).items()}


def build_parts(folder: Path, sources: Iterable[PartSource], families: Iterable[WordFamily]) -> int:
    """Builds the parts whose stamp has changed, keeps the others, drops those no longer named; returns the number of documents built.

    Raises SystemFailed `search.error.not_written` when the disk refuses; the index that was there stays in use then.
    """
    known = tuple(families)
    before = read_current(folder).get("parts", {})
    parts: dict[str, Any] = {}
    made: list[Path] = []
    built = 0
    try:
        for source in sources:
            if before.get(source.name, {}).get("stamp") == source.stamp:
                parts[source.name] = before[source.name]
                continue
            folder.mkdir(parents=True, exist_ok=True)
            made.append(folder / f"built-{uuid4().hex}")
            count = _write(made[-1], source.make(), Families(known))
            parts[source.name] = {"stamp": source.stamp, "file": made[-1].name, "documents": count}
            built += count
        pointer = folder / f"{CURRENT}.new"
        plain = [one.model_dump(mode="json", exclude_defaults=True) for one in known]
        pointer.write_text(canonical_json({"parts": parts, "families": plain}), encoding="utf-8")
        os.replace(pointer, folder / CURRENT)
    except OSError as error:
        for place in made:
            place.unlink(missing_ok=True)
        raise SystemFailed("search.error.not_written", reason=type(error).__name__) from error
    _remove_old(folder, {part["file"] for part in (*before.values(), *parts.values())})
    return built


def read_current(folder: Path) -> Mapping[str, Any]:
    """The pointer of the index in use, read again only when it has changed; empty when there is none or a part of it is missing."""
    try:
        stat = (folder / CURRENT).stat()
    except OSError:
        return {}
    return _read_pointer(str(folder), stat.st_mtime_ns, stat.st_size, stat.st_ino)


def get_current(folder: Path) -> Mapping[str, Any]:
    """The same. Raises NotFound `search.error.no_index` before the first build."""
    found = read_current(folder)
    if not found:
        raise NotFound("search.error.no_index")
    return found


@lru_cache(maxsize=8)
def _read_pointer(folder: str, _time: int, _size: int, _inode: int) -> Mapping[str, Any]:
    try:
        found: dict[str, Any] = json.loads((Path(folder) / CURRENT).read_text(encoding="utf-8"))
        whole = all((Path(folder) / part["file"]).is_file() for part in found["parts"].values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # written by other software, or spoiled: the same as none
    return found if whole else {}


def _remove_old(folder: Path, kept: set[str]) -> None:
    """Parts before these stay until the next build, for those who still read them."""
    for path in folder.glob("built-*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in kept:
            path.unlink(missing_ok=True)


def _write(path: Path, documents: list[IndexDocument], families: Families) -> int:
    vocabulary = Vocabulary({fold(word) for document in documents for word in _own_words(document) if word.isalpha()}, families)
    writer = SegmentWriter()
    forms = lru_cache(maxsize=100_000)(lambda word: _forms(word, vocabulary))
    for document in documents:
        writer.add(_payload(document), _fields(document, forms, families))
    return writer.write(path)


class Vocabulary:
    """What compounds may consist of: words of the lists with four letters or more, and the words, beginnings and endings of families."""

    def __init__(self, words: Container[str], families: Families) -> None:
        self.words = words
        self.families = families

    def __contains__(self, part: object) -> bool:
        return (part in self.words and len(str(part)) >= 4) or part in self.families


def _own_words(document: IndexDocument) -> list[str]:
    if not document.searchable_text:
        return []
    return words_of(" ".join((document.sv, document.en if document.en != document.sv else "", *(name.text for name in document.names))))


def _forms(word: str, vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    """Everything a single word of a title is found by, by field."""
    folded = fold(word)
    parts = segments_of(folded, vocabulary) if word.isalpha() else ()
    return {
        "words": frozenset((word,)), "folded": frozenset((folded,)), "stems": stems_of(word), "sounds": frozenset((sound_of(folded),)),
        "starts": frozenset(beginnings_of(word)), "parts": frozenset(stem for part in parts for stem in stems_of(part)),
        "families": vocabulary.families.whole(word), "roots": vocabulary.families.roots(word, vocabulary),
    }


def _fields(document: IndexDocument, forms: Any, families: Families) -> dict[str, set[str]]:
    stored = document.stored.upper()
    names = [document.sv, document.en, *(name.text for name in document.names)] if document.searchable_text else []
    found: dict[str, set[str]] = {
        "kind": {document.kind}, "system": {document.system.lower()}, "code": {stored},
        "code_starts": {stored[:end] for end in range(1, len(stored) + 1)} if document.kind == "code" else {stored},
        "names": {whole(name) for name in names}, "names_folded": {form for name in names for form in (fold(whole(name)), joined(whole(name)))},
        "keys": {key for name in names for key in keys_of(query_words(name), families)},
        "terms": {stem for word in words_of(document.terms) for stem in stems_of(word)},
        "body": {stem for word in words_of(document.body) for stem in stems_of(word)},
    }
    for word in set(_own_words(document)):
        for field, values in forms(word).items():
            found.setdefault(field, set()).update(values)
    return found


def keys_of(words: list[str], families: Families) -> tuple[str, ...]:
    """A whole name without regard to order and forms: its stems, and its families where every word has some; none for long names."""
    if not 0 < len(words) <= 6:
        return ()
    stems = " ".join(sorted(min(stems_of(word)) for word in words))
    groups = [group for word in words for group in (families.groups(word) if families.is_whole(word) else (frozenset(),))]
    return (stems, "=" + " ".join(sorted({min(group) for group in groups}))) if all(groups) and len(groups) > 1 else (stems,)


def _payload(document: IndexDocument) -> dict[str, Any]:
    return {
        "kind": document.kind, "system": document.system, "stored": document.stored, "code": document.code, "sv": document.sv, "en": document.en,
        "names": [[name.kind, name.text, name.rank] for name in document.names], "ended": document.ended, "order": list(document.order),
        "parent": document.parent, "above": list(document.above), "below": document.below, "successor": document.successor, "caution": list(document.caution),
    }
