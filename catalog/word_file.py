"""A keeper's new words for codes, line by line, to a file of the content: checked against the loaded lists, never stored here (ADR 0018)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import get_args

from pydantic import ValidationError

from common.documents import write_yaml
from common.errors import Finding, NotFound, Severity
from metadata.codes import get_shape
from metadata.model.code_system import CodeLists
from metadata.model.designation import Designation

KINDS: tuple[str, ...] = get_args(Designation.model_fields["kind"].annotation)
MAX_LINES = 2_000
_COLUMNS = 4


def read_words(text: str, lists: CodeLists, taken: Collection[str], author: str) -> tuple[list[Designation], list[Finding]]:
    """The words of lines `word; system; codes; kind` (or tabs), and everything wrong with them, `path` = `line N`.

    `taken`: ids of words that are in the content already. A code must be in the newest loaded list of its system.
    """
    words: dict[str, Designation] = {}
    findings: list[Finding] = []
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MAX_LINES:
        return [], [_say("too_many", 0, max=MAX_LINES)]
    for number, line in lines:
        cells = [cell.strip() for cell in line.split("\t" if "\t" in line else ";")]
        found = list(_faults(cells, number, lists))
        word = _word(cells, author) if not found else None
        if word is not None and (word.id in taken or word.id in words):
            found.append(_say("twice", number, word=word.word, system=word.system))
        elif word is not None:
            words[word.id] = word
        elif not found:
            found.append(_say("shape", number))
        findings += found
    return list(words.values()), findings


def write_words(words: Sequence[Designation]) -> bytes:
    """A file for `designations/` of the content."""
    return write_yaml([word.model_dump(mode="json", exclude_defaults=True) for word in words]).encode()


def _faults(cells: list[str], number: int, lists: CodeLists) -> Iterator[Finding]:
    if len(cells) != _COLUMNS or not all(cells):
        yield _say("shape", number)
        return
    _word_text, system, codes, kind = cells
    if kind not in KINDS:
        yield _say("kind", number, kind=kind[:40], known=", ".join(KINDS))
    try:
        shape = get_shape(system)
    except NotFound:
        yield _say("system", number, system=system[:40])
        return
    edition = lists.choose(shape.system)
    for code in codes.split():
        stored = shape.stored(code.upper())
        if stored is None or (edition is not None and not edition.find(stored)):
            yield _say("code", number, code=code[:40], system=shape.system)


def _word(cells: list[str], author: str) -> Designation | None:
    word, system, codes, kind = cells
    shape = get_shape(system)
    stored = [str(shape.stored(code.upper())) for code in codes.split()]
    try:
        return Designation.model_validate({"word": word, "system": shape.system, "codes": stored, "kind": kind, "author": author})
    except ValidationError:
        return None


def _say(what: str, number: int, **params: str | int) -> Finding:
    return Finding(f"catalogue.words.error.{what}", Severity.error, f"line {number}", {"line": number, **params})
