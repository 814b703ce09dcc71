"""What a keeper does with content and code lists: each step one call into the catalogue, and the search index put in step after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from catalog.edition_changes import EditionChanges, changes_between
from catalog.editions import (
    LoadedEdition,
    approve_change,
    audit_event,
    changes_of,
    find_editions,
    get_edition,
    load_edition,
    load_samples,
    newest_edition,
)
from catalog.importers.edition import Comparison, compare, import_edition
from catalog.load import LoadReport, load_content
from catalog.search.refresh import is_stale, refresh_index
from common.actor import Actor
from common.clock import today
from common.database import reading, transaction
from common.errors import Finding, InputRefused, NotFound, Severity
from metadata.model.code_system import CodeChange, CodeEdition
from web.doors import doors


@dataclass(frozen=True)
class CodeFile:
    """How a keeper wants a file read: system, label and first day of the edition as typed; empty = as the file says."""

    system: str
    label: str
    valid_from: date | None


@dataclass(frozen=True)
class DryRun:
    """What loading would do: numbers per level, and what differs from the newest loaded edition (`newest`, None where there is none)."""

    system: str
    label: str
    valid_from: date | None
    count: int
    importer: str
    encoding: str
    sha256: str
    change_count: int
    comparison: Comparison
    newest: str | None


def read_wish(form: Mapping[str, str]) -> CodeFile:
    """The wish of a form. Raises InputRefused `web.error.day`."""
    typed = form.get("valid_from", "").strip()
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError:
        raise InputRefused([Finding("web.error.day", Severity.error, "/valid_from", {"value": typed[:20]})]) from None
    return CodeFile(form.get("system", ""), form.get("label", "").strip()[:60], day)


def dry_run(path: Path, wish: CodeFile) -> DryRun:
    """Reads a file without storing anything. Raises InputRefused with every row's error."""
    imported = import_edition(path, wish.system, today(doors().clock), wish.label or None, wish.valid_from)
    with reading(doors().engine) as session:
        newest = newest_edition(session, imported.system)
    count = len({code.code for code in imported.codes if code.kind == "code"})
    return DryRun(
        imported.system, imported.label, imported.valid_from, count, imported.importer, imported.encoding, imported.sha256, len(imported.changes),
        compare(imported, newest), newest.label if newest else None,
    )


def load_file(actor: Actor, path: Path, wish: CodeFile, *, confirmed: bool) -> LoadedEdition:
    """Loads a file that was read before, and puts the search index in step. Raises Conflict `codes.error.codes_lost` unless that is confirmed."""
    imported = import_edition(path, wish.system, today(doors().clock), wish.label or None, wish.valid_from)
    with transaction(doors().engine) as session:
        loaded = load_edition(session, imported, audit_event(imported, actor, doors().clock.now()), confirmed=confirmed)
    renew_index()
    return loaded


def load_folder(actor: Actor) -> LoadReport:
    """Loads the content folder of the installation. Raises InputRefused with every finding; nothing is changed then."""
    folder, now = doors().settings.content, doors().clock.now()
    with transaction(doors().engine) as session:
        report = load_content(session, folder, actor, now)
        if (folder / "code_systems").is_dir():
            load_samples(session, actor, now, folder / "code_systems")
    renew_index()
    return report


def renew_index() -> None:
    """Puts the search index in step with what is loaded."""
    with reading(doors().engine) as session:
        refresh_index(session, doors().settings.index_folder)


def index_is_stale() -> bool:
    """Whether search answers from other content than is loaded."""
    with reading(doors().engine) as session:
        return is_stale(session, doors().settings.index_folder)


def open_pair(system: str, first: str, last: str) -> tuple[CodeEdition, CodeEdition]:
    """Two editions of a system by label; the two newest when no label is given. Raises NotFound `codes.error.no_edition`."""
    with reading(doors().engine) as session:
        labels = [head.label for head in find_editions(session, system)]
        if len(labels) < 2:
            raise NotFound("web.error.one_edition", system=system)
        return get_edition(session, system, first or labels[1]), get_edition(session, system, last or labels[0])


def waiting_changes(system: str) -> list[CodeChange]:
    """Recorded moves of a system that nobody has approved yet, by old code."""
    with reading(doors().engine) as session:
        return [one for one in changes_of(session, system) if one.new and not one.approved_by]


def approve_changes(actor: Actor, system: str, moves: Iterable[str]) -> int:
    """Lets recorded moves (`old>new`) be offered as fixes, all or none; how many. Raises NotFound `codes.error.no_such_change`."""
    count = 0
    with transaction(doors().engine) as session:
        for move in dict.fromkeys(moves):
            old, _sign, new = move.partition(">")
            approve_change(session, system, old, new, actor, doors().clock.now())
            count += 1
    return count


def differences(before: CodeEdition, after: CodeEdition) -> EditionChanges:
    """What came, went and was renamed."""
    return changes_between(before, after)
