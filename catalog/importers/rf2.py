"""Snomed CT snapshots (RF2): names of the concepts that the lists of reasons for prescribing use, and of no others."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date

from catalog.importers.draft import DatedTitle, Draft, Term
from catalog.importers.source import SourceFile, refused
from metadata.codes import has_check_digit

_START = b"id\teffectiveTime\tactive\tmoduleId\t"
_SYNONYM, _PREFERRED = "900000000000013009", "900000000000548007"
_CONCEPTS, _DESCRIPTIONS, _LANGUAGE = ("definitionStatusId",), ("conceptId", "languageCode", "typeId", "term"), ("referencedComponentId", "acceptabilityId")
LANGUAGES = ("sv", "en")


def reads(file: SourceFile) -> bool:
    """Whether the first line is the header of any RF2 table; tables that are not needed are passed over."""
    return file.data[:60].removeprefix(b"\xef\xbb\xbf").startswith(_START)


def read(files: Sequence[SourceFile], draft: Draft, wanted: frozenset[str]) -> None:
    """Preferred terms become dated titles, other synonyms further words, of active rows only; identifiers stay text.

    Raises InputRefused `codes.error.no_reasons` when no list says which concepts are wanted. Without a language table the first synonym is preferred.
    """
    if not wanted:
        raise refused("codes.error.no_reasons", files[0].name)
    draft.importer = draft.importer or "rf2"
    inactive = {row["id"] for row in _rows(files, _CONCEPTS, draft) if row["id"] in wanted and row["active"] != "1"}
    described = [
        row for row in _rows(files, _DESCRIPTIONS, draft)
        if row["conceptId"] in wanted - inactive and row["active"] == "1" and row["typeId"] == _SYNONYM and row["languageCode"][:2] in LANGUAGES
    ]
    ids = {row["id"] for row in described}
    judged = [row for row in _rows(files, _LANGUAGE, draft) if row["referencedComponentId"] in ids and row["active"] == "1"]
    preferred = {row["referencedComponentId"] for row in judged if row["acceptabilityId"] == _PREFERRED}
    for code in sorted(inactive):
        draft.warn("codes.warning.inactive", "", code=code)
    named: set[tuple[str, str]] = set()
    for row in sorted(described, key=lambda row: row["id"] not in preferred):
        _take(row, named, draft)


def _take(row: dict[str, str], named: set[tuple[str, str]], draft: Draft) -> None:
    code, language = row["conceptId"], row["languageCode"][:2]
    if not has_check_digit(code):
        draft.refuse("codes.error.check_digit", row["place"], code=code)
    elif (code, language) in named:
        draft.terms.append(Term(code, "synonym", row["term"], language))
    else:
        named.add((code, language))
        try:
            began = date.fromisoformat(row["effectiveTime"])
        except ValueError:
            draft.refuse("codes.error.day", row["place"], text=row["effectiveTime"][:20])
            return
        draft.titles.append(DatedTitle(code, language, row["term"], began, place=row["place"]))


def _rows(files: Sequence[SourceFile], columns: tuple[str, ...], draft: Draft) -> Iterator[dict[str, str]]:
    """Rows of the files that have the columns, line by line: a whole snapshot is too large to take apart at once."""
    for file in files:
        lines = io.BytesIO(file.data)
        header = lines.readline().decode("utf-8-sig").rstrip("\r\n").split("\t")
        if not set(columns) <= set(header) or (columns == _LANGUAGE and len(header) != 7):
            continue
        for number, line in enumerate(lines, 2):
            cells = line.rstrip(b"\r\n").split(b"\t")
            if len(cells) != len(header):
                if line.strip():
                    draft.refuse("codes.error.columns", f"{file.name}:{number}", count=len(cells), expected=len(header))
                continue
            try:
                yield dict(zip(header, (cell.decode() for cell in cells), strict=True)) | {"place": f"{file.name}:{number}"}
            except UnicodeDecodeError:
                draft.refuse("codes.error.encoding", f"{file.name}:{number}", file=file.name)
