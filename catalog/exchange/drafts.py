"""Imports as a keeper meets them: put in as a draft with a report, published or discarded by a person; the same file again changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from catalog.changes import describe_objects, record_changes
from catalog.exchange.harvest import Harvest
from catalog.exchange.objects import AGENCY, Object
from catalog.exchange.rules import check_objects
from catalog.lookup import Catalogue, loaded_at, open_catalogue
from catalog.store.descriptions import DescriptionRow, add_description, change_description, find_descriptions, get_description, published_marks
from common.actor import Actor
from common.audit.event import AuditEvent
from common.database import Session, parse_stamp, stamp
from common.documents import canonical_json
from common.errors import ActionDenied, Finding, InputRefused, NotFound, Severity
from metadata.model.artefact import Artefact

ID_LENGTH = 12


@dataclass(frozen=True)
class ImportReport:
    """What an import did. `matches`: objects by how they were recognised (new, key, alias, ambiguous); `steps`: proposed version step by object.

    `file_sha256`: checksum of the file as it came; every object made from a foreign file names it as its source.
    """

    id: str
    kind: str
    file: str
    state: str
    title: str
    counts: Mapping[str, int]
    coverage: Mapping[str, float]
    matches: Mapping[str, int]
    steps: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
    already_there: bool = False
    file_sha256: str = ""


@dataclass(frozen=True)
class Description:
    """A stored import with its objects."""

    id: str
    kind: str
    file: str
    state: str
    title: str
    agency: str
    generated_at: datetime
    imported_at: datetime
    objects: tuple[Object, ...] = field(repr=False)


def import_description(session: Session, harvest: Harvest, *, actor: Actor, at: datetime) -> ImportReport:
    """Stores a harvest as a draft in the caller's transaction; nothing at all when it has an error. The same objects again change nothing.

    A document of our own profile and agency that is read into an empty catalogue keeps its states: that is a move, not a foreign description.
    Raises InputRefused `exchange.error.refused` with every finding that is an error.
    """
    if harvest.errors:
        raise InputRefused(harvest.errors, "exchange.error.refused")
    key = harvest.sha256[:ID_LENGTH]
    found = get_description(session, key)
    if found is not None and found.state != "discarded":
        return _report(harvest, key, found.state, {}, {}, already_there=True)
    content = open_catalogue(session) if loaded_at(session) is not None else None
    is_ours = harvest.agency == AGENCY and all(one["administrativeStatus"] == "published" for one in harvest.objects)
    is_move = is_ours and content is None and not find_descriptions(session, "published")
    state = "published" if is_move else "draft"
    matches, steps = _matches(harvest.objects, content)
    report = _report(harvest, key, state, matches, steps)
    row = DescriptionRow(
        id=key, state=state, kind=harvest.kind, file=harvest.file, sha256=harvest.sha256, agency=harvest.agency, title=report.title,
        generated_at=stamp(harvest.generated_at or at), imported_at=stamp(at), imported_by=actor.id,
        body=json.dumps(list(harvest.objects), ensure_ascii=False), report=canonical_json(asdict(report)),
    )
    if found is not None:
        session.delete(found)
        session.flush()
    facts = {"kind": harvest.kind, "sha256": harvest.sha256, "file_sha256": harvest.file_sha256, "objects": str(len(harvest.objects)), "state": state}
    add_description(session, row, AuditEvent("description.imported", actor, at, "description", key, facts=facts))
    return report


def import_workbook(session: Session, data: bytes, name: str, *, actor: Actor, at: datetime) -> ImportReport:
    """A register workbook from bytes to a draft: what a keeper's desk calls. Raises InputRefused with everything that stops it."""
    from catalog.exchange.workbook.reading import read_workbook  # noqa: PLC0415 - the reader is needed by this door alone

    return import_description(session, read_workbook(data, name), actor=actor, at=at)


def publish_description(session: Session, key: str, *, actor: Actor, at: datetime) -> Description:
    """A draft becomes part of what the exports give out. Raises ActionDenied `exchange.error.not_a_draft`, InputRefused when a rule is broken."""
    row = _row(session, key)
    if row.state != "draft":
        raise ActionDenied("exchange.error.not_a_draft", id=key, state=row.state)
    objects = [{**one, "administrativeStatus": "published"} for one in json.loads(row.body)]
    broken = [one for one in check_objects(objects) if one.severity is Severity.error]
    if broken:
        raise InputRefused(broken, "exchange.error.refused")
    row.body, row.state, row.generated_at = json.dumps(objects, ensure_ascii=False), "published", stamp(at)
    change_description(session, row, AuditEvent("description.published", actor, at, "description", key, facts={"sha256": row.sha256}))
    record_changes(session, {}, describe_objects(objects), at, origin=key)
    return _description(row)


def discard_description(session: Session, key: str, *, actor: Actor, at: datetime) -> None:
    """A draft is put away. Raises ActionDenied `exchange.error.not_a_draft`."""
    row = _row(session, key)
    if row.state != "draft":
        raise ActionDenied("exchange.error.not_a_draft", id=key, state=row.state)
    row.state = "discarded"
    change_description(session, row, AuditEvent("description.discarded", actor, at, "description", key, facts={"sha256": row.sha256}))


def find_imports(session: Session, *states: str) -> list[Description]:
    """Imports in these states (all when none is named), oldest first; empty when there are none."""
    return [_description(row) for row in find_descriptions(session, *states)]


def get_import(session: Session, key: str) -> Description:
    """One import. NotFound `exchange.error.no_draft`."""
    return _description(_row(session, key))


def published_descriptions(session: Session) -> list[Description]:
    """What was published of imports, oldest first."""
    return find_imports(session, "published")


def published_state(session: Session) -> tuple[tuple[str, str], ...]:
    """Id and stamp of everything published, for telling whether anything changed without reading it."""
    return tuple(published_marks(session))


def _row(session: Session, key: str) -> DescriptionRow:
    row = get_description(session, key)
    if row is None:
        raise NotFound("exchange.error.no_draft", id=key)
    return row


def _description(row: DescriptionRow) -> Description:
    return Description(
        row.id, row.kind, row.file, row.state, row.title, row.agency, parse_stamp(row.generated_at), parse_stamp(row.imported_at), _objects(row.body)
    )


@lru_cache(maxsize=8)
def _objects(body: str) -> tuple[Object, ...]:
    return tuple(json.loads(body))


def _report(
    harvest: Harvest, key: str, state: str, matches: Mapping[str, int], steps: Mapping[str, str], *, already_there: bool = False
) -> ImportReport:
    titles = [str(one["name"].get("sv", "")) for one in harvest.objects if one["type"] == "Register"]
    counts = dict(harvest.counts) or _count(harvest.objects)
    return ImportReport(
        key, harvest.kind, harvest.file, state, ", ".join(titles)[:200] or harvest.file, counts, dict(harvest.coverage), matches, steps,
        harvest.findings, already_there, harvest.file_sha256,
    )


def _count(objects: Iterable[Object]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in objects:
        found[str(one["type"])] = found.get(str(one["type"]), 0) + 1
    return found


def _matches(objects: Iterable[Object], content: Catalogue | None) -> tuple[dict[str, int], dict[str, str]]:
    """How each object was recognised in the content, and the version step (2.6) that its differences call for."""
    by_key, by_alias = _known(content)
    matches = {"new": 0, "key": 0, "alias": 0, "ambiguous": 0}
    steps: dict[str, str] = {}
    for one in objects:
        own = by_key.get((str(one["type"]), str(one["id"]))) or by_key.get((str(one["type"]), str(one["localId"])))
        aliased = [] if own else [each for alias in one.get("alias", ()) for each in by_alias.get((str(one["type"]), str(alias.get("value"))), ())]
        found = own or (aliased[0] if len(aliased) == 1 else None)
        matches["key" if own else "new" if not aliased else "alias" if len(aliased) == 1 else "ambiguous"] += 1
        if found is not None and (step := _step(one, found)):
            steps[f"{one['type']} {one['localId']}"] = step
    return matches, steps


def _known(content: Catalogue | None) -> tuple[dict[tuple[str, str], Artefact], dict[tuple[str, str], list[Artefact]]]:
    by_key: dict[tuple[str, str], Artefact] = {}
    by_alias: dict[tuple[str, str], list[Artefact]] = {}
    for kind in content.content.by_kind if content else ():
        for one in content.of(kind) if content else ():
            if isinstance(one, Artefact):
                by_key[(one.type_name, one.id)] = by_key[(one.type_name, str(one.uuid))] = one
                for alias in one.alias:
                    if alias.value:
                        by_alias.setdefault((one.type_name, alias.value), []).append(one)
    return by_key, by_alias


def _step(one: Object, known: Artefact) -> str:
    """major: another value domain, unit or meaning; minor: label, description or period; empty: nothing that counts."""
    name: Any = one.get("name", {})
    if any(getattr(known, own, None) not in (None, one.get(theirs)) for own, theirs in (("kind", "kind"), ("data_type", "dataType")) if theirs in one):
        return "major"
    first = getattr(known, "data_from", None)
    moved = "dataFrom" in one and first is not None and one["dataFrom"] != first.isoformat()
    described = known.description.sv if known.description else None
    return "minor" if moved or name.get("sv") != known.name.sv or one.get("description", {}).get("sv") != described else ""
