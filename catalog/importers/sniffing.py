"""Which importer a file is for, told by its first bytes and its header."""

from __future__ import annotations

from catalog.importers import atc, errata, icd10, kva, plain_lists, reasons, rf2, workbook, xml
from catalog.importers.draft import Draft, RawRow
from catalog.importers.source import Source, SourceFile, is_workbook, refused
from catalog.importers.text import TextFile, decode
from common.errors import Finding, InputRefused

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def read_draft(source: Source, system: str = "", approved_by: str | None = None, wanted: frozenset[str] = frozenset()) -> Draft:
    """Every file of a source read into one draft; files of an archive that are no lists are passed over when others are.

    `wanted`: concepts of the loaded list of reasons, whose names are taken from a Snomed CT snapshot.

    Raises InputRefused `codes.error.unknown_format` with the headers seen, and whatever stops a single file.
    """
    draft = Draft("", system)
    parts: list[list[RawRow]] = []
    strangers: list[Finding] = []
    snapshot = [file for file in source.files if rf2.reads(file)]
    known = len(snapshot)
    for file in source.files:
        if file in snapshot:
            continue
        try:
            known += _read_file(file, draft, parts, approved_by)
        except InputRefused as error:
            if len(source.files) > 1 and all(finding.code in _PASSED_OVER for finding in error.findings):
                strangers += error.findings
            else:
                draft.findings += error.findings
    if not known:
        raise InputRefused([*draft.findings, *strangers])
    kva.add_files(parts, draft)
    if draft.importer == "workbook" and draft.system == "KVA":
        rows, draft.rows = draft.rows, []
        kva.add_files([rows], draft)
    if draft.system == "NKOO":
        reasons.check_links(draft)
    if snapshot:
        rf2.read(snapshot, draft, frozenset(row.code for row in draft.rows) or wanted)
    return draft


_PASSED_OVER = frozenset({"codes.error.unknown_format", "codes.error.encoding", "codes.error.empty", "codes.error.other_list", "codes.error.unknown_xml"})
LARGEST_LIST = 50_000_000
"""No code list comes near; only a Snomed CT snapshot is larger, and that is read line by line."""


def _read_file(file: SourceFile, draft: Draft, parts: list[list[RawRow]], approved_by: str | None) -> int:
    if file.data[:4] == _OLD_WORKBOOK:
        raise refused("codes.error.old_workbook", file.name)
    if len(file.data) > LARGEST_LIST:
        raise refused("codes.error.too_large", file.name, size=len(file.data), max=LARGEST_LIST)
    if is_workbook(file.data) and errata.reads(file):
        errata.read(file, draft)
        return 1
    if is_workbook(file.data):
        draft.importer = "workbook"
        workbook.read_workbook(file, draft)
        draft.system = draft.system or ("KVA" if any(row.part for row in draft.rows) else "ICD-10-SE")
        return 1
    if xml.looks_like_xml(file.data):
        xml.read(file, draft)
        return 1
    text = decode(file)
    name = _read_text(text, draft, parts, approved_by)
    if name is None:
        raise refused("codes.error.unknown_format", file.name, seen=", ".join(text.header)[:200])
    draft.importer = draft.importer or name
    draft.encodings.append(text.encoding)
    return 1


def _read_text(text: TextFile, draft: Draft, parts: list[list[RawRow]], approved_by: str | None) -> str | None:
    header = text.header
    if icd10.reads_table(header):
        icd10.read_table(text, draft)
        return "icd10-table"
    if kva.reads_text(header) or kva.reads_table(header):
        parts.append(kva.read_file(text, draft))
        return "kva"
    if atc.reads(header):
        atc.read(text, draft)
        return "atc-ddd"
    if plain_lists.reads_changes(header):
        plain_lists.read_changes(text, draft, approved_by)
        return "changes"
    if plain_lists.reads_division(header):
        plain_lists.read_division(text, draft, approved_by)
        return "division"
    if (table := reasons.table_of(header)) is not None:
        reasons.read(text, table, draft)
        return "reasons"
    if plain_lists.reads_key_value(header):
        plain_lists.read_key_value(text, draft)
        return "key-value"
    if icd10.reads_text(text):
        icd10.read_text(text, draft)
        return "icd10-text"
    return None
