"""Loaded editions of code lists: put one in, and hold them in memory for those who ask; equal content is built once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from catalog.importers.changes import derive_changes
from catalog.importers.content import FOLDER, read_samples, read_systems
from catalog.importers.draft import ImportedEdition
from catalog.importers.edition import compare
from catalog.store import codes as store
from catalog.store.codes import EditionHead as EditionHead
from common.actor import Actor
from common.audit.event import AuditEvent
from common.database import Session
from common.errors import Conflict, Finding, InputRefused, NotFound, Severity
from metadata.codes import get_shape
from metadata.model.code_system import Code, CodeChange, CodeEdition, CodeLists

LOST_SHARE = 0.02
"""Share of codes that may disappear against the newest loaded list before a load must be confirmed."""


@dataclass(frozen=True)
class LoadedEdition:
    """What a load did: the edition, how many codes, and whether the same file was loaded already."""

    system: str
    label: str
    code_count: int
    already_loaded: bool
    new_changes: int = 0
    new_titles: int = 0


def find_editions(session: Session, system: str | None = None) -> list[EditionHead]:
    """Loaded editions of a system or of all: the authority's before samples, newest first; empty when none is loaded."""
    return store.find_heads(session, get_shape(system).system if system else None)


def get_edition(session: Session, system: str, label: str | None = None) -> CodeEdition:
    """The named edition, else the newest. Raises NotFound `codes.error.no_edition`."""
    heads = find_editions(session, system)
    head = next((one for one in heads if label is None or one.label == label), None)
    if head is None:
        raise NotFound("codes.error.no_edition", system=system, label=label or "")
    return open_edition(session, head)


def newest_edition(session: Session, system: str) -> CodeEdition | None:
    """The newest loaded edition; None when none is loaded."""
    heads = find_editions(session, system)
    return open_edition(session, heads[0]) if heads else None


def open_code_lists(session: Session, systems: Iterable[str] | None = None) -> CodeLists:
    """Every loaded edition of the systems (all when not told), newest first, with the recorded changes.

    A sample edition is left out where the authority's list is loaded.
    """
    wanted = {get_shape(system).system for system in systems} if systems is not None else None
    editions: dict[str, tuple[CodeEdition, ...]] = {}
    heads = [head for head in store.find_heads(session) if wanted is None or head.system in wanted]
    official = {head.system for head in heads if not head.is_sample}
    for head in heads:
        if not (head.is_sample and head.system in official):
            editions[head.system] = (*editions.get(head.system, ()), open_edition(session, head))
    changes: dict[str, tuple[object, ...]] = {}
    for change in store.changes_of(session):
        changes[change.system] = (*changes.get(change.system, ()), change)
    return CodeLists(read_systems(), editions, changes)  # type: ignore[arg-type]


def sample_code_lists(folder: Path = FOLDER) -> CodeLists:
    """The product's own sample editions without any database; for tests and a first look."""
    samples = read_samples(folder)
    changes = {sample.system: sample.changes for sample in samples}
    return CodeLists(read_systems(folder), {sample.system: (edition_of(sample),) for sample in samples}, changes)


def edition_of(imported: ImportedEdition) -> CodeEdition:
    """An imported edition in memory, as it will be once loaded."""
    return CodeEdition(
        imported.system, imported.label, imported.codes, imported.valid_from, None, imported.is_sample, imported.source_name, imported.sha256
    )


def load_edition(session: Session, imported: ImportedEdition, event: AuditEvent, *, confirmed: bool = False) -> LoadedEdition:
    """Stores a checked edition in the caller's transaction, with its audit event; the same file again changes nothing.

    Raises Conflict `codes.error.label_taken` when the label belongs to other content, `codes.error.codes_lost` when more than the set share of
    the newest list's codes would disappear and nobody has confirmed it.
    """
    heads = find_editions(session, imported.system)
    if imported.codes and any(head.sha256 == imported.sha256 for head in heads):
        known = next(head for head in heads if head.sha256 == imported.sha256)
        return LoadedEdition(imported.system, known.label, known.code_count, already_loaded=True)
    if not imported.codes and imported.titles:
        return _load_titles(session, imported, event, confirmed=confirmed)
    if not imported.codes:
        added = store.add_changes(session, imported.changes, event.at, event)
        return LoadedEdition(imported.system, imported.label, 0, already_loaded=not added, new_changes=added)
    if any(head.label == imported.label for head in heads):
        raise Conflict("codes.error.label_taken", system=imported.system, label=imported.label)
    if not confirmed:
        _check_lost(session, imported, heads)
    told = {change.old for change in (*imported.changes, *store.changes_of(session, imported.system))}
    derived = [change for change in _derived(session, imported, heads) if change.old not in told]
    new_changes = store.add_changes(session, (*imported.changes, *derived), event.at, event, told_elsewhere=True)
    count = len({code.code for code in imported.codes if code.kind == "code"})
    row = store.CodeEditionRow(
        system=imported.system, label=imported.label, valid_from=imported.valid_from.isoformat() if imported.valid_from else None,
        source_name=imported.source_name, source_sha256=imported.sha256, importer=imported.importer, encoding=imported.encoding, imported_at="",
        code_count=count, is_sample=imported.is_sample,
    )
    edition = store.insert_edition(session, row, imported.codes, event.at, event)
    _insert_beside(session, edition, imported)
    return LoadedEdition(imported.system, imported.label, count, already_loaded=False, new_changes=new_changes)


def _load_titles(session: Session, imported: ImportedEdition, event: AuditEvent, *, confirmed: bool) -> LoadedEdition:
    """Dated titles for a loaded edition: the labelled one, else the newest of the authority, else the newest."""
    head = next((one for one in find_editions(session, imported.system) if imported.label in ("", one.label)), None)
    if head is None:
        raise NotFound("codes.error.no_edition", system=imported.system, label=imported.label)
    edition = open_edition(session, head)
    unknown = [
        Finding("codes.error.unknown_code", Severity.error, one.place, {"code": one.code, "system": head.system, "label": head.label})
        for one in imported.titles if not edition.find(one.code)
    ]
    if unknown:
        raise InputRefused(unknown)
    titles = [(one.code, entry.part, one.language, one.text, one.valid_from) for one in imported.titles for entry in edition.find(one.code)]
    known = {(code, part, language, day) for code, part, language, _text, day in store.titles_of(session, head.id)}
    fresh = [one for one in titles if (one[0], one[1], one[2], one[4]) not in known]
    if fresh and not confirmed:
        raise Conflict("codes.error.corrections_unconfirmed", count=len(fresh), system=head.system, label=head.label)
    added = store.add_titles(session, head.id, fresh, imported.source_name, event)
    if added:
        store.insert_rows(session, store.CodeTermRow, _term_rows(head.id, imported))
    return LoadedEdition(head.system, head.label, head.code_count, already_loaded=not added, new_titles=added)


def _derived(session: Session, imported: ImportedEdition, heads: list[EditionHead]) -> list[CodeChange]:
    """What became of the codes of the edition right before this one, by equal names."""
    earlier = [head for head in heads if not head.is_sample and (head.valid_from or date.min) <= (imported.valid_from or date.max)]
    return list(derive_changes(open_edition(session, earlier[0]), edition_of(imported))) if earlier and not imported.is_sample else []


def approve_change(session: Session, system: str, old: str, new: str, actor: Actor, at: datetime) -> None:
    """Lets a recorded move be offered as a fix. Raises NotFound `codes.error.no_such_change`."""
    event = AuditEvent("codes.change_approved", actor, at, "code_change", f"{system}/{old}", facts={"new": new})
    if not store.approve_change(session, get_shape(system).system, old.upper(), new.upper(), actor.id, at, event):
        raise NotFound("codes.error.no_such_change", system=system, old=old, new=new)


def changes_of(session: Session, system: str) -> list[CodeChange]:
    """Recorded changes of a system by old code; those with `approved_by` may be offered as a fix."""
    return store.changes_of(session, get_shape(system).system)


def titles_of(session: Session, system: str, code: str) -> list[tuple[str, str, str, date | None]]:
    """(edition label, language, title, first day) of a stored code in every loaded edition and correction, oldest first."""
    found: list[tuple[str, str, str, date | None]] = []
    for head in reversed(find_editions(session, system)):
        for entry in store.codes_of(session, head.id, code):
            day = entry.valid_from or head.valid_from
            found += [(head.label, language, text, day) for language, text in (("sv", entry.title_sv), ("en", entry.title_en)) if text]
        found += [(head.label, language, text, day) for _code, _part, language, text, day in store.titles_of(session, head.id, code)]
    return found


def load_samples(session: Session, actor: Actor, at: datetime, folder: Path = FOLDER) -> list[LoadedEdition]:
    """Stores the product's own sample editions where the system has no edition yet, or a sample that has changed since."""
    loaded = []
    for sample in read_samples(folder):
        heads = find_editions(session, sample.system)
        if any(head.sha256 == sample.sha256 or not head.is_sample for head in heads):
            continue
        if any(head.label == sample.label for head in heads):
            sample = _relabelled(sample, len(heads) + 1)
        loaded.append(load_edition(session, sample, audit_event(sample, actor, at), confirmed=True))
    return loaded


def audit_event(imported: ImportedEdition, actor: Actor, at: datetime) -> AuditEvent:
    """The event that tells of a loaded edition."""
    facts = {"sha256": imported.sha256, "importer": imported.importer, "codes": str(len(imported.codes)), "changes": str(len(imported.changes))}
    return AuditEvent("codes.loaded", actor, at, "code_edition", f"{imported.system}/{imported.label}", facts=facts)


def _relabelled(sample: ImportedEdition, number: int) -> ImportedEdition:
    return replace(sample, label=f"{sample.label}.{number}")


def _check_lost(session: Session, imported: ImportedEdition, heads: list[EditionHead]) -> None:
    newest = next((head for head in heads if not head.is_sample and (head.valid_from or date.min) <= (imported.valid_from or date.max)), None)
    if newest is None:
        return
    before = open_edition(session, newest)
    lost = compare(imported, before).removed
    if lost > LOST_SHARE * len(before):
        raise Conflict("codes.error.codes_lost", system=imported.system, lost=lost, count=len(before), label=newest.label)


def _insert_beside(session: Session, edition: int, imported: ImportedEdition) -> None:
    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    year = (imported.valid_from or date.min).year
    store.insert_rows(session, store.CodeTermRow, _term_rows(edition, imported))
    parts = {code.code: code.part for code in imported.codes}
    titles = ((one.code, parts.get(one.code, ""), one.language, one.text, one.valid_from) for one in imported.titles if one.code in parts)
    store.add_titles(session, edition, titles, imported.source_name, None)
    store.insert_rows(session, store.DailyDoseRow, (
        {"edition": edition, "atc": one.atc, "route": one.route, "unit": one.unit, "amount": one.amount, "note": one.note, "year": year}
        for one in imported.doses
    ))
    store.insert_rows(session, store.CodeLinkRow, (
        {"edition": edition, "kind": one.kind, "code": one.code, "target": one.target, "text": one.text if one.kind.endswith(("text", "reason")) else "",
         "valid_from": day(one.valid_from), "valid_to": day(one.valid_to)}
        for one in imported.links
    ))


def _term_rows(edition: int, imported: ImportedEdition) -> Iterator[dict[str, object]]:
    for one in imported.terms:
        yield {"edition": edition, "part": one.part, "code": one.code, "kind": one.kind, "language": one.language, "text": one.text, "weight": one.weight}


def _with_titles(codes: list[Code], titles: list[tuple[str, str, str, str, date]]) -> tuple[Code, ...]:
    """Codes with the newest of their dated titles."""
    newest = {(code, part, language): text for code, part, language, text, _day in titles}
    if not newest:
        return tuple(codes)
    return tuple(
        code._replace(
            title_sv=newest.get((code.code, code.part, "sv"), code.title_sv), title_en=newest.get((code.code, code.part, "en"), code.title_en)
        ) for code in codes
    )


class _Memory:
    """Editions already built, by what they contain, the oldest forgotten first; equal keys hold equal editions, so sharing is safe."""

    SIZE = 64

    def __init__(self) -> None:
        self._built: dict[tuple[object, ...], CodeEdition] = {}

    def edition(self, session: Session, head: EditionHead) -> CodeEdition:
        """The edition of a head, read with one query the first time."""
        key = (head.system, head.label, head.sha256, head.valid_from, head.valid_to, head.code_count, head.titles)
        found = self._built.get(key)
        if found is None:
            entries = _with_titles(store.codes_of(session, head.id), store.titles_of(session, head.id) if head.titles else [])
            found = CodeEdition(head.system, head.label, entries, head.valid_from, head.valid_to, head.is_sample, head.source_name, head.sha256)
            while len(self._built) >= self.SIZE:
                self._built.pop(next(iter(self._built)), None)
            self._built[key] = found
        return found


_memory = _Memory()


def open_edition(session: Session, head: EditionHead) -> CodeEdition:
    """The codes of a loaded edition, kept in memory."""
    return _memory.edition(session, head)
