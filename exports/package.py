"""The delivery as a Frictionless Data Package v2, and its check; the only home of frictionless."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from frictionless import FrictionlessException, Package

from common.errors import Finding, Severity
from common.translate import translate
from exports.delivery_input import DeliveryInput
from exports.long_csv import COLUMN_LABELS, COLUMN_TEXTS, VALUE_COLUMNS
from exports.plain_files import safe_text, write_json
from metadata.model.table import Breakdown, Table

PACKAGE_FILE = "datapackage.json"


def write_package(delivery: DeliveryInput, files: Mapping[str, bytes]) -> bytes:
    """`datapackage.json`: a resource per table over `tables/<id>.csv`; `files` holds the bytes of every other file of the delivery by path."""
    language, result = delivery.language, delivery.result
    descriptor: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": _slug(delivery.delivery_id),
        "id": delivery.delivery_id,
        "title": delivery.title.of(language),
        "description": translate("exports.package.description", language, specification=result.specification_hash),
        "version": str(delivery.order_version),
        "created": delivery.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "contributors": [{"title": delivery.publisher.name.of(language), "roles": ["publisher"]}],
        "sources": [_source(delivery, at) for at in range(len(delivery.sources))],
        "resources": [_resource(table, delivery, files[f"tables/{table.shell.id}.csv"]) for table in result.tables],
        "registerlots": _extension(delivery, files),
    }
    return write_json({key: value for key, value in descriptor.items() if value != []})


def check_package(folder: Path) -> list[Finding]:
    """Reads every table of a package as its description says; a finding per thing that does not fit, none when all is well."""
    try:
        report = Package(str(folder / PACKAGE_FILE)).validate()
    except FrictionlessException as error:
        return [_finding(PACKAGE_FILE, error.error.type)]
    rows = report.flatten(["type", "rowNumber"])
    return [_finding(PACKAGE_FILE, f"{kind} {row or ''}".strip()) for kind, row in rows]


def _finding(path: str, problem: str) -> Finding:
    return Finding("exports.error.package", Severity.error, path, {"problem": problem})


def _slug(text: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-._" else "-" for letter in text.lower())


def _source(delivery: DeliveryInput, at: int) -> dict[str, str]:
    source = delivery.sources[at]
    found = {"title": source.name.of(delivery.language), "path": source.uri, "version": source.version}
    return {key: value for key, value in found.items() if value}


def _resource(table: Table, delivery: DeliveryInput, content: bytes) -> dict[str, Any]:
    shell, language = table.shell, delivery.language
    fields = [_dimension(breakdown, language) for breakdown in shell.breakdowns] + [_value_field(name, table, language) for name in VALUE_COLUMNS]
    key = [*(breakdown.id for breakdown in shell.breakdowns), "measure"]
    return {
        "name": _slug(shell.id),
        "type": "table",
        "title": shell.title.of(language),
        "description": shell.population.of(language),
        "path": f"tables/{shell.id}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": fields, "missingValues": [""], "primaryKey": key,
        },
    }


def _dimension(breakdown: Breakdown, language: str) -> dict[str, Any]:
    categories = [{"value": safe_text(code), "label": breakdown.label_of(code, language)} for code in breakdown.codes]
    return {
        "name": breakdown.id,
        "type": "string",
        "title": breakdown.label.of(language),
        "categories": categories,
        "constraints": {"required": True, "enum": [category["value"] for category in categories]},
    }


def _value_field(name: str, table: Table, language: str) -> dict[str, Any]:
    """A value column: `mark` and `status` say in words what their signs mean."""
    base = {"name": name, "title": translate(COLUMN_LABELS[name], language), "description": translate(COLUMN_TEXTS[name], language)}
    if name == "value":
        return base | {"type": "number"}
    if name == "measure":
        figures = [{"value": figure.id, "label": figure.label.of(language)} for figure in table.shell.figures]
        return base | {"type": "string", "categories": figures, "constraints": {"required": True}}
    signs = {"mark": ("X", "exports.value.hidden"), "status": ("p", "exports.value.preliminary")}
    if name in signs:
        sign, key = signs[name]
        return base | {"type": "string", "categories": [{"value": sign, "label": translate(key, language)}]}
    return base | {"type": "string"}


def _extension(delivery: DeliveryInput, files: Mapping[str, bytes]) -> dict[str, Any]:
    """What no field of the standard holds: order, specification, protection, snapshot, software, checksums."""
    result = delivery.result
    return {
        "order": delivery.order_id,
        "orderVersion": delivery.order_version,
        "specification": result.specification_hash,
        "spec": result.spec_hash,
        "policy": result.policy,
        "snapshot": result.snapshot,
        "synthetic": result.is_synthetic,
        "catalogue": delivery.catalogue,
        "software": result.software,
        "tableShells": [table.shell.id for table in result.tables],
        "files": {path: f"sha256:{hashlib.sha256(files[path]).hexdigest()}" for path in sorted(files)},
    }
