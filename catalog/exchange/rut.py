"""Reads rut-gsim-se/1.0: the JSON document, or the workbook with one sheet per type."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import jsonschema

from catalog.exchange.harvest import Harvest, check_size, checked, finding, refused
from catalog.exchange.objects import PROFILE, ordered, sort_key
from catalog.exchange.rules import check_objects
from catalog.exchange.rut_sheets import read_sheets
from catalog.exchange.schema import rut_schema
from catalog.importers.source import is_zip
from common.documents import read_document
from common.errors import Finding, Severity

MAX_FINDINGS = 200
_MAX_BYTES = 60_000_000


def read_rut(data: bytes, name: str) -> Harvest:
    """The objects of a document, members unknown to the profile kept. Findings: the schema's and those of the rules.

    Raises InputRefused `exchange.error.not_rut`, `.other_profile`, `.too_large`, and those of common.documents for broken JSON.
    """
    check_size(data, name)
    document = read_sheets(data, name) if is_zip(data) else read_document(data, name, _MAX_BYTES).value
    if not isinstance(document, dict) or "profile" not in document:
        raise refused("exchange.error.not_rut", name, profile=PROFILE)
    if document["profile"] != PROFILE:
        raise refused("exchange.error.other_profile", name, found=str(document["profile"])[:60], profile=PROFILE)
    findings = list(_schema_findings(document, name))
    objects = [] if findings else [ordered(one) for one in document["objects"]]
    findings += list(_twins(objects))
    if not findings:
        findings += check_objects(objects)
    harvest = Harvest(
        "rut", name, tuple(sorted(objects, key=sort_key)), tuple(findings[:MAX_FINDINGS]), agency=str(document.get("agency", "")),
        generated_at=_moment(document.get("generatedAt")),
    )
    return checked(harvest, data)


@lru_cache(maxsize=1)
def _validators() -> tuple[Any, dict[str, Any]]:
    """The envelope's validator, and one per type: a schema with one branch per type is slow when every object tries every branch."""
    schema = rut_schema()
    single = {**schema, **schema["$defs"]["object"]}
    branches = single.pop("allOf")
    for member in ("required", "properties"):
        single[member] = schema["$defs"]["object"][member]
    kinds: dict[str, Any] = {}
    for kind in schema["$defs"]["object"]["properties"]["type"]["enum"]:
        own = [branch for branch in branches if branch["if"]["properties"]["type"]["const"] == kind]
        kinds[kind] = jsonschema.Draft202012Validator({**single, "allOf": own})
    envelope = {**schema, "properties": {**schema["properties"], "objects": {"type": "array", "items": {"type": "object", "required": ["type"]}}}}
    return jsonschema.Draft202012Validator(envelope), kinds


def _schema_findings(document: dict[str, Any], name: str) -> Iterator[Finding]:
    envelope, kinds = _validators()
    faults = list(envelope.iter_errors(document))
    for fault in faults[:MAX_FINDINGS]:
        yield _schema_finding(fault, "")
    if faults:
        return
    for at, one in enumerate(document["objects"]):
        if one["type"] not in kinds:
            yield finding("exchange.error.unknown_type", Severity.error, f"/objects/{at}/type", found=str(one["type"])[:60], known=", ".join(sorted(kinds)))
            continue
        for fault in kinds[one["type"]].iter_errors(one):
            yield _schema_finding(fault, f"/objects/{at}")


def _schema_finding(fault: Any, start: str) -> Finding:
    path = "/".join([start, *(str(step) for step in fault.absolute_path)]) or "/"
    return finding("exchange.error.schema", Severity.error, path, says=fault.message[:200])


def _twins(objects: list[dict[str, Any]]) -> Iterator[Finding]:
    seen: set[tuple[str, str, str]] = set()
    for at, one in enumerate(objects):
        if sort_key(one) in seen:
            yield finding("exchange.error.twin", Severity.error, f"/objects/{at}", object=f"{one['type']} {one['localId']}")
        seen.add(sort_key(one))


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.strptime(str(value), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


