"""From a file, folder or archive to a checked edition: every row is judged and every problem said before anything may be stored."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from catalog.importers.content import read_systems
from catalog.importers.draft import Draft, ImportedEdition
from catalog.importers.sniffing import read_draft
from catalog.importers.source import read_source, refused
from catalog.importers.structure import arrange
from common.errors import Finding, InputRefused
from metadata.codes import get_shape
from metadata.model.code_system import Code, CodeEdition, CodeSystem

SHOWN_ROWS = 200
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True)
class Comparison:
    """How an imported edition differs from the newest loaded one, in numbers of codes."""

    per_level: tuple[tuple[int, int], ...]
    added: int
    removed: int
    retitled: int


def import_edition(
    path: Path, system: str, today: date, version: str | None = None, valid_from: date | None = None, approved_by: str | None = None,
    wanted: frozenset[str] = frozenset(),
) -> ImportedEdition:
    """A checked edition of a system from a file, a folder or an archive, told apart by content.

    The label is `version`, else the file's own, else the first day; the first day is `valid_from`, else the file's, else that of a version
    written as a year or a day, else today. `wanted`: codes whose names a Snomed CT snapshot is read for. Corrections of a loaded list come without
    codes of their own. Raises InputRefused with every row's error (`codes.error.*`), NotFound for an unknown system.
    """
    shape = get_shape(system)
    source = read_source(path)
    draft = read_draft(source, shape.system, approved_by, wanted)
    if draft.system != shape.system:
        raise refused("codes.error.other_system", source.name, found=draft.system, system=shape.system)
    codes = _named(arrange(draft, _system_of(draft)), draft)
    if not codes and not draft.changes and not draft.titles and not draft.findings:
        raise refused("codes.error.no_codes", source.name, system=shape.system)
    if draft.findings:
        raise InputRefused(_shortened(draft.findings))
    began = valid_from or draft.valid_from or _day_of(version or draft.label) or today
    label = version or draft.label or (began.isoformat() if codes or not draft.titles else "")
    return ImportedEdition(
        shape.system, label, codes, source.name, source.sha256, draft.importer,
        "+".join(sorted(set(draft.encodings))) or "utf-8", began,
        terms=tuple(draft.terms), doses=tuple(draft.doses), links=tuple(draft.links), changes=tuple(draft.changes),
        titles=tuple(draft.titles), warnings=tuple(draft.warnings),
    )


def _named(codes: tuple[Code, ...], draft: Draft) -> tuple[Code, ...]:
    """Codes that came together with names in another language take them where they have none."""
    names = {(title.code, title.language): title.text for title in draft.titles}
    return tuple(code if code.title_en else code._replace(title_en=names.get((code.code, "en"), "")) for code in codes)


def compare(imported: ImportedEdition, loaded: CodeEdition | None) -> Comparison:
    """Codes per level, and what came, went and was renamed since the loaded edition (nothing where none is loaded)."""
    codes = {code.code: code for code in imported.codes if code.kind == "code"}
    levels = tuple(sorted(Counter(code.level for code in codes.values()).items()))
    if loaded is None or loaded.is_sample:
        return Comparison(levels, len(codes), 0, 0)
    before = set(loaded.codes)
    renamed = sum(code in before and codes[code].title_sv not in ("", *(row.title_sv for row in loaded.find(code))) for code in codes)
    return Comparison(levels, len(codes.keys() - before), len(before - codes.keys()), renamed)


def _system_of(draft: Draft) -> CodeSystem:
    return read_systems()[draft.system]



def _day_of(version: str) -> date | None:
    if _YEAR.fullmatch(version):
        return date(int(version), 1, 1) if 1900 <= int(version) <= 2999 else None
    try:
        return date.fromisoformat(version)
    except ValueError:
        return None


def _shortened(findings: list[Finding]) -> list[Finding]:
    """The first findings; a wrong file has one per row, and nobody reads thousands."""
    if len(findings) <= SHOWN_ROWS:
        return findings
    rest = len(findings) - SHOWN_ROWS
    return [*findings[:SHOWN_ROWS], Finding("codes.error.further", findings[0].severity, "", {"count": rest})]
